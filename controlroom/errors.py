"""What can go wrong, in the words of the watch.

    ControlRoomError
    ├── Refused           what was asked for is not possible; the reason can be shown to whoever asked
    │   ├── Unknown       it names a site, post, visit, leg or alert that does not exist
    │   ├── Forbidden     whoever asks may not do this
    │   ├── ReasonWanted  not before whoever asks has said why they need it
    │   ├── Conflict      the same report id came before with another body
    │   ├── AlreadyDone   another person was first; says who and when
    │   └── Stale         it changed after whoever asks had last seen it
    ├── Busy              too much is waiting; come again in `retry_after_s` seconds
    └── Unavailable       the journal cannot be written at this moment; nothing was lost, come again

Errors know nothing of HTTP: controlroom/problems.py maps them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


class ControlRoomError(Exception):
    """The root: `slug` names the problem type, `title` says it in a line, the message is the detail."""

    slug = "error"
    title = "Something went wrong"


class Term(str):
    """A word of a refusal that is a message itself."""

    __slots__ = ()


@dataclass(frozen=True)
class Lack:
    """One thing that is missing; `message` has a place for each of the words, as that of a refusal."""

    message: str
    words: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.words if self.words else self.message


class Lacks(tuple[Lack, ...]):
    """What is missing, as one word of a refusal."""

    __slots__ = ()

    def __str__(self) -> str:
        return "; ".join(map(str, self))


class Refused(ControlRoomError):
    slug = "refused"
    title = "The watch cannot use this"

    def __init__(self, message: str, *, field: str | None = None, **words: object) -> None:
        """`message` has a place `%(name)s` for each of the words; where people are told, it is translated."""
        self.message, self.words = message, words
        self.detail = message % words if words else message
        self.field = field
        super().__init__(self.detail)


class Unknown(Refused):
    slug = "unknown"
    title = "No such thing"


class Forbidden(Refused):
    slug = "forbidden"
    title = "Not allowed"


class ReasonWanted(Refused):
    """`file` is what the reason is for; once it was given, the same is asked for again."""

    slug = "reason-wanted"
    title = "Say first why you need this"

    def __init__(self, file: str) -> None:
        super().__init__("personal data of this kind is shown to whoever has said why")
        self.file = file


class Conflict(Refused):
    slug = "conflicting-report"
    title = "The same id was sent before with another body"


class AlreadyDone(Refused):
    """Somebody else was first."""

    slug = "already-done"
    title = "Already done"

    def __init__(self, message: str, *, by: str, at: datetime) -> None:
        super().__init__(message)
        self.by = by
        self.at = at


class Stale(Refused):
    slug = "stale"
    title = "It changed in the meantime"


class Busy(ControlRoomError):
    slug = "busy"
    title = "Too much is waiting"

    def __init__(
        self, message: str = "too many reports are waiting", *, retry_after_s: int = 1, **words: object
    ) -> None:
        self.message, self.words = message, words
        self.detail = message % words if words else message
        self.retry_after_s = retry_after_s
        super().__init__(self.detail)


class Unavailable(Busy):
    slug = "unavailable"
    title = "The journal cannot be written at this moment"
