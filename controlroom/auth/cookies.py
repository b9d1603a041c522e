"""Names and flags of the cookies; over https the __Host- prefix binds them to this host and no other."""

from dataclasses import dataclass
from typing import Final, Literal, TypedDict

from controlroom.settings import Settings

KEPT_FOR_S: Final = 400 * 24 * 60 * 60
"""As long as browsers keep a cookie at most: of a screen, of a language. A session ends on the server."""


class Flags(TypedDict):
    httponly: bool
    samesite: Literal["lax"]
    path: str
    secure: bool


@dataclass(frozen=True, slots=True)
class Cookies:
    session: str
    half: str
    provider: str
    screen: str
    language: str
    flags: Flags


def cookies(settings: Settings) -> Cookies:
    secure = settings.secure
    prefix = "__Host-" if secure else "controlroom-"
    return Cookies(
        session=f"{prefix}session",
        half=f"{prefix}half",
        provider=f"{prefix}provider",
        screen=f"{prefix}screen",
        language=f"{prefix}language",
        flags={"httponly": True, "samesite": "lax", "path": "/", "secure": secure},
    )
