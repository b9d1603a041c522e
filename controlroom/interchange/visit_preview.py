"""What a file of visits would change: decided by the rules of the watch, without anything being done."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Final, get_args

from controlroom.errors import Refused
from controlroom.interchange.cells import Cells, even, same_second, same_text, time_text
from controlroom.interchange.fault import Fault, Unreadable
from controlroom.interchange.preview import Change, Preview, Standing, Told, in_order, refused
from controlroom.interchange.visit_file import Filed, FiledLeg, filed
from controlroom.watch.legs import Leg, LegState, PlannedLeg
from controlroom.watch.legs import apply as apply_to_leg
from controlroom.watch.refs import Noun
from controlroom.watch.visits import (
    AmendVisit,
    AnalyseVisit,
    AnnounceVisit,
    Facts,
    PlanProgramme,
    Rank,
    Sight,
    Visit,
    VisitCommand,
    VisitEvent,
    VisitKind,
    VisitState,
    apply,
    decide,
)
from controlroom.watch.words import mark

HIDDEN: Final = mark("The file of %(code)s is restricted, and you do not read it.")
STAYS: Final = mark("Leg %(leg)s is finished and stays as it was.")
LEVEL_STAYS: Final = mark("Its threat level stays %(level)s: a level is set on its own page, with a reason.")
NEW_HERE: Final = mark("It is announced and planned; another person approves it.")


@dataclass(frozen=True, slots=True)
class Known:
    """What there is of it now. `hidden`: codes that whoever asks may not read."""

    visits: Mapping[str, Visit] = field(default_factory=dict)
    legs: Mapping[str, Sequence[Leg]] = field(default_factory=dict)
    hidden: Collection[str] = ()
    sites: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()


def preview_visits(
    rows: Iterable[Cells], faults: Iterable[Fault], known: Known, by: str, now: datetime
) -> Preview:
    lines = refused(faults)
    for one in filed(rows):
        lines.append(_told(one, known, by, now) if isinstance(one, Filed) else refused([one])[0])
    return in_order(lines)


def _told(one: Filed, known: Known, by: str, now: datetime) -> Told:
    try:
        _must_be_readable(one, known)
        trial = Trial(one, known, by, now)
        trial.run()
    except Unreadable as unreadable:
        return Told(unreadable.fault.line, one.code, Standing.REFUSED, fault=unreadable.fault)
    except Refused as refusal:
        fault = Fault(one.line, refusal.message, refusal.words)
        return Told(one.line, one.code, Standing.REFUSED, fault=fault)
    standing = Standing.UNCHANGED
    if trial.commands:
        standing = Standing.CHANGED if trial.before else Standing.NEW
    return Told(
        one.line,
        one.code,
        standing,
        tuple(trial.changes),
        notes=tuple(trial.notes),
        commands=tuple(trial.commands),
    )


def _must_be_readable(one: Filed, known: Known) -> None:
    if one.code in known.hidden:
        raise Unreadable(one.line, HIDDEN, code=one.code)


class Trial:
    """The commands that would make the visit what the file says, each decided on what the one before left,
    and done only on just that.
    """

    def __init__(self, one: Filed, known: Known, by: str, now: datetime) -> None:
        self._one, self._by, self._now = one, by, now
        self.before = known.visits.get(one.code)
        self._visit = self.before
        self._legs = {leg.number: leg for leg in known.legs.get(one.code, ())}
        self._still = {number: leg for number, leg in self._legs.items() if not leg.state.finished}
        self._sight = Sight(self._still, known.sites, known.units)
        self.commands: list[VisitCommand] = []
        self.changes: list[Change] = []
        self.notes: list[Fault] = []

    def run(self) -> None:
        facts = self._at_its_level(facts_in(self._one.cells, self.before))
        self._say_the_facts(facts)
        if self._one.legs is not None:
            self._say_the_legs([self._kept(one) for one in self._one.legs])
        if self.before is None:
            self.notes.append(Fault(self._one.line, NEW_HERE))
        elif self._visit and facts_of(self._visit) != facts:
            self._do(AmendVisit(self._one.code, facts, self._by, self._visit.revision))

    def _at_its_level(self, facts: Facts) -> Facts:
        """A visit that is there already takes no level from its facts."""
        if self.before is None or facts.threat_level == self.before.threat_level:
            return facts
        level = self.before.threat_level
        self.notes.append(Fault(self._one.line, LEVEL_STAYS, {"level": level}))
        return replace(facts, threat_level=level)

    def _do(self, command: VisitCommand) -> bool:
        """Whether anything follows from it. Raises Refused."""
        events = decide(self._visit, command, self._sight, self._now)
        for event in events:
            if isinstance(event, get_args(VisitEvent)):
                self._visit = apply(self._visit, event)
            else:
                self._follow(event)
        if events:
            self.commands.append(command)
        return bool(events)

    def _follow(self, event: Any) -> None:
        """What happened to a leg."""
        for ref in event.touches():
            if ref.noun is Noun.LEG:
                number = int(ref.key.rpartition("/")[2])
                leg = apply_to_leg(self._still.pop(number, None), event)
                if not leg.state.finished:
                    self._still[number] = leg

    def _say_the_facts(self, facts: Facts) -> None:
        """Days that move together with the legs are first the old and the new: legs lie within them."""
        code, by, before = self._one.code, self._by, self.before
        if before is None:
            self._do(AnnounceVisit(code, facts, by))
            self.changes += _differences(None, facts)
        elif facts != facts_of(before):
            first = facts
            if self._one.legs is not None:
                starts, ends = min(before.starts_at, facts.starts_at), max(before.ends_at, facts.ends_at)
                first = replace(facts, starts_at=starts, ends_at=ends)
            self._do(AmendVisit(code, first, by, before.revision))
            self.changes += _differences(facts_of(before), facts)

    def _say_the_legs(self, legs: list[PlannedLeg]) -> None:
        if self._visit and self._visit.state.over:
            return
        wanted = [leg for leg in legs if not self._is_finished(leg)]
        open_now = {number: leg.planned for number, leg in self._still.items()}
        if open_now == {leg.number: leg for leg in wanted}:
            return
        if self._visit and self._visit.state is VisitState.ANNOUNCED:
            self._do(AnalyseVisit(self._one.code, self._by))
        seen = self._visit.revision if self._visit else None
        if self._do(PlanProgramme(self._one.code, tuple(wanted), self._by, seen)):
            self.changes += _moved(open_now, wanted)

    def _is_finished(self, leg: PlannedLeg) -> bool:
        was = self._legs.get(leg.number)
        if was is None or not was.state.finished:
            return False
        if was.planned != leg and was.state is not LegState.DROPPED:
            self.notes.append(Fault(self._one.line, STAYS, {"leg": leg.number}))
        return True

    def _kept(self, one: FiledLeg) -> PlannedLeg:
        """A file has whole seconds; what is the same to the second is the same."""
        was = self._legs.get(one.leg.number)
        if was is None:
            return one.leg
        starts = same_second(was.planned_start, one.leg.planned_start)
        return replace(
            one.leg, planned_start=starts, planned_end=same_second(was.planned_end, one.leg.planned_end)
        )


def facts_of(visit: Visit) -> Facts:
    return Facts(**{each.name: getattr(visit, each.name) for each in fields(Facts)})


def facts_in(cells: Cells, visit: Visit | None) -> Facts:
    """What the file says, over what there is; of a new one it has to say all. Raises Unreadable."""
    said: dict[str, Any] = {}
    new = visit is None
    if new or cells.says("code_name"):
        said["code_name"] = cells.text("code_name", most=40, needed=True)
    if new or cells.says("rank"):
        said["rank"] = cells.word("rank", Rank)
    if new or cells.says("kind"):
        said["kind"] = cells.word("kind", VisitKind)
    if new or cells.says("delegation"):
        said["delegation"] = cells.text("delegation")
    for column in ("starts_at", "ends_at"):
        if new or cells.says(column):
            said[column] = cells.moment(column)
    if new or cells.says("threat_level"):
        said["threat_level"] = cells.whole("threat_level", 1, 4)
    if cells.says("event"):
        said["event"] = cells.text("event") or None
    if visit is None:
        return Facts(**said)
    was = facts_of(visit)
    return replace(was, **{name: _kept(getattr(was, name), value) for name, value in said.items()})


def _kept(before: Any, said: Any) -> Any:
    if isinstance(before, datetime):
        return same_second(before, said)
    if type(before) is str and type(said) is str:
        return same_text(before, said)
    return said


def _differences(before: Facts | None, after: Facts) -> Iterator[Change]:
    for each in ("code_name", "rank", "kind", "delegation", "starts_at", "ends_at", "threat_level", "event"):
        was, is_now = _word(getattr(before, each) if before else None), _word(getattr(after, each))
        if was != is_now:
            yield Change(each, was, is_now)


def _word(value: object) -> str:
    if isinstance(value, datetime):
        return _clock(value)
    return even(str(value)) if value is not None else ""


def _clock(at: datetime) -> str:
    return time_text(at)[:16].replace("T", " ")


def _moved(before: Mapping[int, PlannedLeg], after: Sequence[PlannedLeg]) -> Iterator[Change]:
    seen = {leg.number for leg in after}
    for leg in after:
        was = before.get(leg.number)
        if was != leg:
            yield Change("leg", _way(was) if was else "", _way(leg))
    for number, was in before.items():
        if number not in seen:
            yield Change("leg", _way(was), "")


def _way(leg: PlannedLeg) -> str:
    times = f"{_clock(leg.planned_start)}-{_clock(leg.planned_end)[11:]}"
    number = f"{leg.number}. " if leg.number else ""
    return f"{number}{leg.origin} → {leg.destination}, {times}, {' '.join(leg.units)} ({leg.convoy})"
