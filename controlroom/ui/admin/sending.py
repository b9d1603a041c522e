"""What a form of an administrator sends, and how its page is drawn again: with a secret, or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final, TypeVar

from fastapi import Form
from markupsafe import Markup

from controlroom.errors import Refused, Stale, Unknown
from controlroom.watch.words import mark

Short = Annotated[str, Form(max_length=200)]
Choice = TypeVar("Choice", bound=StrEnum)
Seen = Annotated[str, Form(max_length=64)]

NOT_ITS_NAME: Final = mark("Type the name exactly as it stands here.")
NO_NUMBER: Final = mark("This is no number.")
CHOOSE: Final = mark("Choose one of the list.")


@dataclass(frozen=True, slots=True)
class Secret:
    """Told once, on the answer to whoever asked for it: `what` is a word for a template, never in a link."""

    what: str
    text: str
    square: Markup = field(default=Markup(), repr=False)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Which act was refused, at which field, and what had been typed."""

    act: str
    refusal: Refused
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def field(self) -> str:
        return self.refusal.field or ""

    @property
    def general(self) -> bool:
        """It is about the whole thing, whose form may be gone by now: said at the top of the page."""
        return isinstance(self.refusal, Stale | Unknown) or self.field in ("", "seen")


def must_be_named(typed: str, name: str) -> None:
    """A dangerous act asks once: with the name of what it is done to."""
    if typed.strip() != name:
        raise Refused(NOT_ITS_NAME, field="confirm")


def one_of(choices: type[Choice], typed: str, name: str) -> Choice:
    try:
        return choices(typed)
    except ValueError:
        raise Refused(CHOOSE, field=name) from None


def number(typed: str, name: str) -> float:
    """With a comma or a point."""
    try:
        return float(typed.strip().replace(",", "."))
    except ValueError:
        raise Refused(NO_NUMBER, field=name) from None
