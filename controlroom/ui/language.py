"""In which language the watch speaks to this browser."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.accounts import Accounts
from controlroom.auth.audience import LOCALES
from controlroom.auth.cookies import KEPT_FOR_S, cookies
from controlroom.auth.sessions import Person
from controlroom.auth.viewer import person_of
from controlroom.ui.guard import local_path

router = APIRouter(include_in_schema=False)
Short = Annotated[str, Form(max_length=1000)]


@router.post("/language")
async def choose(request: Request, locale: Short = "", back: Short = "/") -> Response:
    answer = RedirectResponse(local_path(back, "/"), 303)
    if locale in LOCALES:
        names = cookies(request.app.state.settings)
        person = await person_of(request)
        if isinstance(person, Person):
            accounts: Accounts = request.app.state.accounts
            await accounts.set_locale(person.name, locale)
        answer.set_cookie(names.language, locale, max_age=KEPT_FOR_S, **names.flags)
    return answer
