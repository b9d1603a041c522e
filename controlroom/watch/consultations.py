"""A consultation: somebody looked at, searched, took out or erased personal data (requirement R48).

The law wants to know who, when, from where, of whom, and why (Directive (EU) 2016/680, article 25).
Nothing is folded from it; it stands in the journal, in the one order, and the chain of hashes covers it.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Final

from controlroom.watch.refs import Ref
from controlroom.watch.reports import PRIVATE
from controlroom.watch.words import mark

THINGS_NAMED: Final = 50
"""So many things a consultation names; of more it says how many there were."""


class Data(StrEnum):
    """Kinds of personal data, as an auditor asks for them; `room`: of all that the watch knows."""

    ROOM = "room"
    ALERT = "alert"
    INCIDENT = "incident"
    PERSON = "person"
    VEHICLE = "vehicle"
    VISIT = "visit"
    FILE = "file"
    CONTACT = "contact"
    STAFF = "staff"
    WATCH_LOG = "watch_log"
    SITREP = "sitrep"
    HANDOVER = "handover"
    MEETING = "meeting"
    EARLY_WARNING = "early_warning"
    MEASURE = "measure"
    QUARANTINE = "quarantine"
    PAST = "past"
    FIGURES = "figures"
    JOURNAL = "journal"


class Ground(StrEnum):
    """Why somebody has to see it: the short list from which they choose."""

    ALERT = "alert"
    VISIT = "visit"
    INVESTIGATION = "investigation"
    SHIFT = "shift"
    MEETING = "meeting"
    SUBJECT = "subject"
    OVERSIGHT = "oversight"
    OTHER = "other"


GROUNDS: Final[dict[str, str]] = {
    Ground.ALERT: mark("an alert or incident that is being dealt with"),
    Ground.VISIT: mark("a visit or measure that is being prepared"),
    Ground.INVESTIGATION: mark("a request of an investigating service"),
    Ground.SHIFT: mark("a shift that is handed over"),
    Ground.MEETING: mark("a meeting or a report about it"),
    Ground.SUBJECT: mark("the person concerned asks what is kept"),
    Ground.OVERSIGHT: mark("oversight of how data is used"),
    Ground.OTHER: mark("something else, said below"),
}

WANT_A_REASON: Final = frozenset({Data.PERSON, Data.VEHICLE, Data.VISIT, Data.FILE})
"""Data of threatened persons and of vehicles is shown to nobody who does not say why; nothing is taken out
without a reason either, whatever it is about."""


@dataclass(frozen=True, slots=True)
class Reason:
    ground: Ground
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    """`page` is a path without what was asked of it; `things` are refs, `count` says how many there were.

    `session` is the beginning of the session's digest. What may name somebody is private: the address, the
    words searched or the period chosen, the words of the reason.
    """

    data: Data
    page: str
    session: str
    things: tuple[str, ...] = ()
    count: int = 1
    ground: Ground | None = None
    address: str | None = field(default=None, metadata=PRIVATE)
    words: str | None = field(default=None, metadata=PRIVATE)
    because: str | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class DataViewed(Consultation):
    kind: ClassVar = "data.viewed"


@dataclass(frozen=True, slots=True)
class DataSearched(Consultation):
    kind: ClassVar = "data.searched"


@dataclass(frozen=True, slots=True)
class DataExported(Consultation):
    """It left the watch: a table, a paper, a file."""

    kind: ClassVar = "data.exported"


@dataclass(frozen=True, slots=True)
class DataErased(Consultation):
    """Its words were taken away by law; `things` are numbers of the journal, as `row:17`."""

    kind: ClassVar = "data.erased"


ConsultationEvent = DataViewed | DataSearched | DataExported | DataErased
TAKES_OUT: Final = (DataExported, DataErased)


@dataclass(frozen=True, slots=True)
class Consult:
    """Somebody is about to be shown this; it is written down first."""

    consultation: ConsultationEvent
