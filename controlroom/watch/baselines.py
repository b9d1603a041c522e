"""Which measures are usual at a threat level for a kind of file: the centre's own table.

No law ties a level to measures. The table is empty until the centre fills it, and all that it does is to ask:
when the level of a file is raised, what is usual and not there is to be decided upon (requirement R12).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from controlroom.errors import Refused
from controlroom.watch.measures.terms import MeasureKind
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.words import mark

NO_CELL: Final = mark("the table has no cell %(cell)s")


class FileKind(StrEnum):
    """Sites by what they are; visits and persons by rank, since that decides about escort and protection."""

    EMBASSY = "embassy"
    EU = "eu"
    NATO = "nato"
    RESIDENCE = "residence"
    VENUE = "venue"
    AIRPORT = "airport"
    HOTEL = "hotel"
    COMPANY = "company"
    OTHER = "other"
    VISIT_A = "visit_a"
    VISIT_B = "visit_b"
    VISIT_C = "visit_c"
    PERSON_A = "person_a"
    PERSON_B = "person_b"
    PERSON_C = "person_c"


@dataclass(frozen=True, slots=True)
class Baseline:
    """`key`: level and kind of file, as in `3/embassy`."""

    key: str
    kinds: tuple[MeasureKind, ...]


@dataclass(frozen=True, slots=True)
class SetBaseline:
    level: int
    of: FileKind
    kinds: tuple[MeasureKind, ...]
    by: str


@dataclass(frozen=True, slots=True)
class BaselineSet:
    kind: ClassVar = "baseline.set"
    level: int
    of: FileKind
    kinds: tuple[MeasureKind, ...]
    by: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.BASELINE, cell(self.level, self.of)),)


def cell(level: int, of: FileKind) -> str:
    return f"{level}/{of.value}"


def decide(baseline: Baseline | None, command: SetBaseline) -> list[BaselineSet]:
    if not 1 <= command.level <= 4:
        raise Refused(NO_CELL, field="level", cell=cell(command.level, command.of))
    kinds = tuple(kind for kind in MeasureKind if kind in command.kinds)
    before = baseline.kinds if baseline else ()
    return [] if kinds == before else [BaselineSet(command.level, command.of, kinds, command.by)]


def apply(_: Baseline | None, event: BaselineSet) -> Baseline:
    return Baseline(cell(event.level, event.of), event.kinds)
