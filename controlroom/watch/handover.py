"""What one shift hands to the next: items that are ticked one by one, and what became of each meanwhile.

An item says in the names of the watch what it is; what people read beside it (a place, a note) travels apart,
as personal data. Its `mark` is another as soon as anything about it is, and a tick counts for one mark only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256


class Section(StrEnum):
    """In the order in which they are gone through."""

    ALERT = "alert"
    SHELVED = "shelved"
    OUT_OF_SERVICE = "out_of_service"
    POST = "post"
    OVERDUE = "overdue"
    FEED = "feed"
    VISIT = "visit"
    MEASURE = "measure"
    NOTE = "note"
    PINNED = "pinned"


class Change(StrEnum):
    """What became of an item since the handover was prepared."""

    SAME = "same"
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


class Decision(StrEnum):
    """Who has an alert from now on: whoever had it or another, the incoming, or nobody, for it ends first."""

    KEEP = "keep"
    TAKE_OVER = "take_over"
    CLOSE_FIRST = "close_first"


@dataclass(frozen=True, slots=True)
class Item:
    """`ref` is a thing as in `post:EU-07`, `version` an alert's, `what` the rule or the state by its name.

    `at`: since when, until when or when, as the section has it. `owner`: the account that has it in hand.
    """

    section: Section
    ref: str
    version: int = 0
    what: str = ""
    priority: int = 0
    at: datetime | None = None
    owner: str | None = None
    status: str = "actual"

    @property
    def key(self) -> str:
        return f"{self.section}/{self.ref}"

    @property
    def mark(self) -> str:
        at = self.at and self.at.timestamp()
        of = (self.key, self.version, self.what, self.priority, at, self.owner, self.status)
        return sha256(repr(of).encode()).hexdigest()[:12]

    @property
    def to_be_decided(self) -> bool:
        """Somebody acknowledged it, or has it in hand: it is not carried over by silence."""
        return self.section is Section.ALERT and self.owner is not None


@dataclass(frozen=True, slots=True)
class Line:
    """An item as it stands now, or as it stood last."""

    item: Item
    change: Change = Change.SAME

    @property
    def mark(self) -> str:
        return Change.GONE.value if self.change is Change.GONE else self.item.mark

    @property
    def to_be_decided(self) -> bool:
        return self.item.to_be_decided and self.change is not Change.GONE


@dataclass(frozen=True, slots=True)
class Tick:
    """The incoming has seen this item as it had this mark. `owner`: who has the alert from now on."""

    key: str
    mark: str
    at: datetime
    decision: Decision | None = None
    owner: str | None = None

    def counts_for(self, line: Line) -> bool:
        """One that is to be closed first is not handed over."""
        return self.mark == line.mark and self.decision is not Decision.CLOSE_FIRST


def lines(prepared: Iterable[Item], current: Iterable[Item]) -> tuple[Line, ...]:
    """What was prepared, with what became of it since, and what came since; in the order of the sections."""
    now = {item.key: item for item in current}
    before = {item.key: item for item in prepared}
    old = (_since(item, now.get(key)) for key, item in before.items())
    new = (Line(item, Change.NEW) for key, item in now.items() if key not in before)
    order = list(Section)
    return tuple(sorted((*old, *new), key=lambda line: order.index(line.item.section)))


def _since(before: Item, now: Item | None) -> Line:
    if now is None:
        return Line(before, Change.GONE)
    return Line(now, Change.SAME if now == before else Change.CHANGED)


def unticked(shown: Sequence[Line], ticks: Iterable[Tick]) -> list[Line]:
    """What nobody has ticked as it stands now."""
    by_key = {tick.key: tick for tick in ticks}
    return [line for line in shown if not _ticked(line, by_key.get(line.item.key))]


def _ticked(line: Line, tick: Tick | None) -> bool:
    if tick is None or not tick.counts_for(line):
        return False
    return tick.decision is not None or not line.to_be_decided
