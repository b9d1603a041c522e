"""A page within its frame, drawn for somebody."""

from dataclasses import replace
from typing import Any

from controlroom.auth.audience import Audience
from controlroom.auth.roles import Role
from controlroom.ui.render import render_page
from tests.browser.samples import FRAME

OF_THE_FRAME = ("here", "on_duty", "back", "officer")


def drawn(page: str, *, locale: str = "en", role: Role = Role.DUTY_OFFICER, **variables: Any) -> str:
    framing = {name: variables.pop(name) for name in OF_THE_FRAME if name in variables}
    frame = replace(FRAME, role=role, **framing)
    return render_page(page, audience=Audience("desk", locale, role=role), frame=frame, **variables)
