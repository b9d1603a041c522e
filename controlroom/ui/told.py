"""A refusal in the language of whoever is refused: beside a field, or as JSON for a script of ours."""

from typing import Final

from fastapi import Request
from fastapi.responses import JSONResponse

from controlroom.auth.accounts import WrongSignIn
from controlroom.auth.factors import WrongCode
from controlroom.auth.halfway import HalfwayOver
from controlroom.auth.passkeys import WrongPasskey
from controlroom.auth.provider import ProviderAway
from controlroom.auth.throttle import Throttled
from controlroom.catalogs import translations
from controlroom.errors import Busy, ControlRoomError, Refused
from controlroom.problems import status_of
from controlroom.ui.locale import locale_of
from controlroom.watch.words import mark

WAIT: Final = mark("Too many attempts. Wait %(seconds)s seconds, then try again.")
WRONG_PASSWORD: Final = mark("The password is wrong.")
BEGIN_AGAIN: Final = mark("Signing in took too long. Begin again.")
LATER: Final = mark("Nothing was stored. Try again in a moment.")


ONE_FIELD_IS_WRONG: Final = (WrongSignIn, WrongCode, WrongPasskey)
"""What was typed is wrong; the page itself is open to whoever typed it."""


def heard(request: Request, refusal: ControlRoomError) -> str:
    say = translations(locale_of(request)).gettext
    match refusal:
        case Throttled():
            said = say(WAIT) % {"seconds": refusal.retry_after_s}
        case WrongSignIn():
            said = say(WRONG_PASSWORD)
        case ProviderAway():
            said = say(refusal.detail)
        case HalfwayOver():
            said = say(BEGIN_AGAIN)
        case Refused():
            said = say(refusal.detail)
        case _:
            said = say(LATER)
    return str(said)


def status_of_refusal(refusal: ControlRoomError | None) -> int:
    if refusal is None:
        return 200
    if isinstance(refusal, Throttled):
        return 429
    return 422 if isinstance(refusal, ONE_FIELD_IS_WRONG) else status_of(refusal)


def as_json(request: Request, refusal: ControlRoomError) -> JSONResponse:
    headers = {"retry-after": str(refusal.retry_after_s)} if isinstance(refusal, Busy) else {}
    return JSONResponse({"said": heard(request, refusal)}, status_of_refusal(refusal), headers)
