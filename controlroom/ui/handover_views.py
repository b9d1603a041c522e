"""What the pages of a handover show: from a shift, its lines and its ticks; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.watch.duty import Place
from controlroom.watch.handover import Change, Line, Section, Tick, unticked
from controlroom.watch.refs import Ref
from controlroom.watch.shifts.shift import Shift, ShiftState

TIMES: Final = {
    Section.SHELVED: "until",
    Section.OUT_OF_SERVICE: "until",
    Section.VISIT: "from",
    Section.MEASURE: "until",
    Section.NOTE: "at",
    Section.PINNED: "at",
}
"""What the time of an item is; of the others it is since when."""


@dataclass(frozen=True, slots=True)
class LineRow:
    """`what` is a name of the watch, `words` what people read beside it; `id` stands in the page."""

    id: str
    key: str
    mark: str
    section: str
    what: str
    words: str
    priority: int
    at: datetime | None
    time: str
    owner: str
    status: str
    change: str
    link: str
    ticked: bool
    ticked_at: datetime | None
    today: bool
    decision: str
    decided_for: str
    to_be_decided: bool


@dataclass(frozen=True, slots=True)
class Party:
    """Who hands over or takes over, by account and as people call them; `signed_at` once they signed."""

    account: str
    name: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Follows:
    """The shift to which is handed over; `crew` by place, `along` those of it who are not on duty yet."""

    begins: datetime
    ends: datetime | None
    crew: tuple[tuple[str, str], ...]
    along: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """`state` is empty where no shift is on. `digest` is another as soon as anything here is."""

    state: str
    ends: datetime | None
    unsigned: bool
    in_charge: str
    place: str
    outgoing: Party | None
    incoming: Party | None
    prepared_by: str
    prepared_at: datetime | None
    sections: tuple[tuple[str, tuple[LineRow, ...]], ...]
    follows: Follows | None
    handlers: Mapping[str, str]
    me: str
    may_hand_over: bool
    may_note: bool
    on_duty: bool
    complaint: str = ""
    field: str = ""
    at: str = ""

    @property
    def rows(self) -> tuple[LineRow, ...]:
        return tuple(row for _, rows in self.sections for row in rows)

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def ticked(self) -> int:
        return sum(row.ticked for row in self.rows)

    @property
    def changed(self) -> int:
        return sum(row.change != Change.SAME.value for row in self.rows)

    @property
    def prepared(self) -> bool:
        return self.state == ShiftState.PREPARED.value

    @property
    def am_incoming(self) -> bool:
        return self.incoming is not None and self.incoming.account == self.me

    @property
    def am_outgoing(self) -> bool:
        return self.outgoing is not None and self.outgoing.account == self.me

    @property
    def may_prepare(self) -> bool:
        return self.may_hand_over and self.on_duty and not self.prepared

    @property
    def may_take_up(self) -> bool:
        return self.may_hand_over and self.prepared and self.incoming is None and not self.am_outgoing

    @property
    def may_withdraw(self) -> bool:
        return self.may_hand_over and self.prepared and (self.am_incoming or self.am_outgoing or self.on_duty)

    @property
    def may_sign(self) -> bool:
        mine = self.outgoing if self.am_outgoing else self.incoming if self.am_incoming else None
        return self.may_hand_over and self.prepared and mine is not None and mine.signed_at is None

    @property
    def digest(self) -> str:
        lines = [(row.key, row.mark, row.ticked, row.decision, row.decided_for) for row in self.rows]
        signed = [party and (party.account, party.signed_at) for party in (self.outgoing, self.incoming)]
        said = (self.state, self.unsigned, lines, signed)
        return sha256(repr(said).encode()).hexdigest()[:16]


def line_rows(
    lines: Sequence[Line],
    words: Sequence[str],
    ticks: Iterable[Tick],
    people: Mapping[str, str],
    now: datetime,
) -> tuple[LineRow, ...]:
    """`now`: the day on which a time needs no date."""
    by_key = {tick.key: tick for tick in ticks}
    open_keys = {line.item.key for line in unticked(lines, by_key.values())}
    today = now.astimezone(BRUSSELS).date()
    return tuple(
        _row(line, said, by_key.get(line.item.key), people, today, ticked=line.item.key not in open_keys)
        for line, said in zip(lines, words, strict=True)
    )


def _row(
    line: Line, words: str, tick: Tick | None, people: Mapping[str, str], today: date, *, ticked: bool
) -> LineRow:
    item = line.item
    current = tick if tick and tick.mark == line.mark else None
    return LineRow(
        id="item-" + "".join(char if char.isalnum() else "-" for char in item.key),
        key=item.key,
        mark=line.mark,
        section=item.section.value,
        what=item.what,
        words=words,
        priority=item.priority,
        at=item.at,
        time=TIMES.get(item.section, "since"),
        owner=people.get(item.owner or "", item.owner or ""),
        status=item.status,
        change=line.change.value,
        link=_link(item.ref),
        ticked=ticked,
        ticked_at=current.at if current else None,
        today=item.at is not None and item.at.astimezone(BRUSSELS).date() == today,
        decision=current.decision.value if current and current.decision else "",
        decided_for=people.get(current.owner, current.owner) if current and current.owner else "",
        to_be_decided=line.to_be_decided,
    )


def _link(ref: str) -> str:
    noun, _, key = ref.partition(":")
    return f"/alerts/{Ref.parse(ref).key}" if noun == "alert" and key.isdecimal() else ""


def by_section(rows: Sequence[LineRow]) -> tuple[tuple[str, tuple[LineRow, ...]], ...]:
    """Each section that has a line."""
    grouped = ((one.value, tuple(row for row in rows if row.section == one.value)) for one in Section)
    return tuple((section, inside) for section, inside in grouped if inside)


def party(account: str | None, people: Mapping[str, str], signed_at: datetime | None) -> Party | None:
    return Party(account, people.get(account, account), signed_at) if account else None


def follows_of(
    shift: Shift | None, on_duty: Iterable[str | None], people: Mapping[str, str]
) -> Follows | None:
    if shift is None:
        return None
    held = set(on_duty)
    crew = [(place.value, name) for place in Place if (name := shift.at(place))]
    return Follows(
        shift.starts_at,
        shift.ends_at,
        tuple((place, people.get(name, name)) for place, name in crew),
        tuple((place, people.get(name, name)) for place, name in crew if name not in held),
    )
