"""What was done with tokens, codes and links: noted in the journal, without secrets, with who did it.

They lie in tables beside the journal; nothing here changes a thing of the watch.
"""

from dataclasses import dataclass
from typing import ClassVar

from controlroom.watch.refs import Ref


class _Noted:
    __slots__ = ()

    def touches(self) -> tuple[Ref, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class TokenIssued(_Noted):
    """`token`: by which it is known in lists; it opens nothing."""

    kind: ClassVar = "token.issued"
    unit: str
    token: str


@dataclass(frozen=True, slots=True)
class TokenRevoked(_Noted):
    """`token` is empty when all that the unit had were revoked."""

    kind: ClassVar = "token.revoked"
    unit: str
    token: str


@dataclass(frozen=True, slots=True)
class CodeSet(_Noted):
    """What the unit says when its call for help is over."""

    kind: ClassVar = "unit.code_set"
    unit: str


@dataclass(frozen=True, slots=True)
class ScreenAdded(_Noted):
    """`look`: its language, theme and size, as in `nl night 75 in at 5 m`."""

    kind: ClassVar = "screen.added"
    screen: str
    look: str


@dataclass(frozen=True, slots=True)
class ScreenChanged(_Noted):
    kind: ClassVar = "screen.changed"
    screen: str
    look: str


@dataclass(frozen=True, slots=True)
class ScreenRenamed(_Noted):
    kind: ClassVar = "screen.renamed"
    screen: str
    to: str


@dataclass(frozen=True, slots=True)
class ScreenLinkIssued(_Noted):
    """The link that it had before opens nothing any more."""

    kind: ClassVar = "screen.link_issued"
    screen: str


@dataclass(frozen=True, slots=True)
class ScreenRevoked(_Noted):
    kind: ClassVar = "screen.revoked"
    screen: str


AccessEvent = (
    TokenIssued
    | TokenRevoked
    | CodeSet
    | ScreenAdded
    | ScreenChanged
    | ScreenRenamed
    | ScreenLinkIssued
    | ScreenRevoked
)


@dataclass(frozen=True, slots=True)
class NoteAccess:
    """Write down what was done with who or what may come in."""

    event: AccessEvent


def decide(command: NoteAccess) -> list[AccessEvent]:
    return [command.event]
