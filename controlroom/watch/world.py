"""The part of the watch that a batch needs, held in memory: commands go in, recorded events come out.

Invariants
- Nothing changes a thing but `fold`, and `fold` is what a rebuild of the whole journal calls too.
- `seq` grows by one with every event; there are no other numbers.
- An alert is raised, changed and cleared by `_settle` alone: what the rules say against what is open.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from controlroom.watch import flood, threat
from controlroom.watch.alerts import Alert
from controlroom.watch.baselines import Baseline, FileKind, cell
from controlroom.watch.behaviours import tallied
from controlroom.watch.book import USUAL, Book, Terms
from controlroom.watch.commands import Command, concerns
from controlroom.watch.duty import ROOM, Duty
from controlroom.watch.escalation import Ladder
from controlroom.watch.events import Event, Recorded, Thing
from controlroom.watch.flood import Flood
from controlroom.watch.fold import apply
from controlroom.watch.leads import asked_with, causes_of, leads_to, looked_at_again
from controlroom.watch.measures import Measure, MeasureKind
from controlroom.watch.patrols import PatrolCheck
from controlroom.watch.persons import Person
from controlroom.watch.refs import FLOOD, STANDING, Noun, Ref
from controlroom.watch.rules import BY_NOUN
from controlroom.watch.settling import differences
from controlroom.watch.sites import Site
from controlroom.watch.units import Unit
from controlroom.watch.unknown import no_such
from controlroom.watch.vehicles import seen_in
from controlroom.watch.visits import Visit

WATCH = "watch"
"""The actor of what the watch notices by itself."""

T = TypeVar("T")


@dataclass(slots=True)
class World:
    """`things` maps a ref to what is known there; None means that it was looked for and does not exist.

    `alerts` are the open ones by the thing they are about and their rule; `checks` the unsettled ones by
    site, `measures` those that are not over by file, as in `site:BE-01`; `explained` are things by the unit
    whose silence explains what they miss. `written` is what has been recorded and is not yet stored; `dirty`
    is what that changed, as it was before. `furnished`: what the watch always has in sight was learned.
    `secret`: what the times of patrols are drawn from (chance.py), and the pseudonyms of vehicles.
    """

    seq: int = 0
    secret: bytes = b""
    furnished: bool = False
    things: dict[Ref, Thing | None] = field(default_factory=dict)
    book: Book = USUAL
    alerts: dict[str, dict[str, Alert]] = field(default_factory=dict)
    checks: dict[str, dict[str, PatrolCheck]] = field(default_factory=dict)
    measures: dict[str, dict[str, Measure]] = field(default_factory=dict)
    explained: dict[str, set[Ref]] = field(default_factory=lambda: defaultdict(set))
    written: list[Recorded] = field(default_factory=list)
    dirty: dict[Ref, Thing | None] = field(default_factory=dict)

    def missing(self, commands: Iterable[Command]) -> list[Ref]:
        """What to look up before these commands can be decided; learn it and ask again until it is empty."""
        wanted: dict[Ref, None] = {}
        for command in commands:
            seen: set[Ref] = set()
            for ref in (*concerns(command), *seen_in(self.secret, command), *tallied(command)):
                self._want(ref, seen, wanted)
        return list(wanted)

    def _want(self, ref: Ref, seen: set[Ref], wanted: dict[Ref, None]) -> None:
        """What is unknown of a thing and of what it leads to."""
        if ref in seen:
            return
        seen.add(ref)
        if ref not in self.things and ref.noun not in STANDING:
            wanted[ref] = None
            return
        for lead in leads_to(self.things.get(ref)):
            self._want(lead, seen, wanted)
        for waiting in self.explained.get(str(ref), ()):
            self._want(waiting, seen, wanted)

    def learn(self, ref: Ref, thing: Thing | None) -> None:
        self.things[ref] = thing
        match thing:
            case Alert():
                self._index(thing)
            case PatrolCheck():
                self._list(thing)
            case Measure():
                self._hang(thing)
            case Terms():
                self.book = self.book.with_terms(thing)
            case Ladder():
                self.book = self.book.with_ladder(thing)
            case _:
                for cause in causes_of(thing):
                    self.explained[cause].add(ref)

    def get(self, noun: Noun, key: str, kind: type[T]) -> T | None:
        thing = self.things.get(Ref(noun, key))
        return thing if isinstance(thing, kind) else None

    def known(self, noun: Noun, key: str, kind: type[T]) -> T:
        thing = self.get(noun, key, kind)
        if thing is None:
            raise no_such(noun, key)
        return thing

    def effective(self, file: str) -> frozenset[MeasureKind]:
        """The kinds of measures that are in effect for this file now."""
        return frozenset(one.kind for one in self.measures.get(file, {}).values() if one.effective)

    def undecided(self, file: str) -> list[Measure]:
        """Measures on this file that nobody has approved or provided urgently, or whose time is over."""
        return [one for one in self.measures.get(file, {}).values() if not one.effective]

    def promised(self, post: str, measure: str) -> bool:
        """Whether a measure other than this one has the post, or is to have it by what was decided."""
        standing = (one for on_file in self.measures.values() for one in on_file.values())
        return any(post in one.posts for one in standing if one.id != measure)

    def sight_of_level(self, scope: str) -> threat.Sight:
        file = threat.subject(scope)
        thing = self.things.get(file) if file else None
        of = kind_of_file(thing)
        usual = tuple(self._usual(level, of) for level in threat.LEVELS)
        known = frozenset(one.kind for one in self.measures.get(scope, {}).values())
        return threat.Sight(getattr(thing, "threat_level", None), usual, self.effective(scope), known)

    def _usual(self, level: int, of: FileKind | None) -> tuple[MeasureKind, ...]:
        baseline = self.get(Noun.BASELINE, cell(level, of), Baseline) if of else None
        return baseline.kinds if baseline else ()

    @property
    def duty(self) -> Duty:
        return self.get(*ROOM, Duty) or Duty()

    def explains(self, cause: str | None) -> bool:
        """Whether this unit is silent, or was until a moment ago."""
        unit = self.things.get(Ref.parse(cause)) if cause else None
        return isinstance(unit, Unit) and unit.explains

    def explained_by(self, call_sign: str) -> tuple[str, ...]:
        """The things that miss something for the silence of this unit."""
        cause = str(Ref(Noun.UNIT, call_sign))
        waiting = self.explained.get(cause, ())
        return tuple(sorted(str(ref) for ref in waiting if cause in causes_of(self.things.get(ref))))

    def record(self, event: Event, actor: str, now: datetime) -> None:
        """Number the event, fold it into the things that it touches, and let the rules look at those."""
        for ref in self._write(event, actor, now):
            self._settle(ref, now)
            for concerned in asked_with(self.things.get(ref)):
                if self.things.get(concerned) is not None:
                    self._settle(concerned, now)
        for ref in self.look_again(event):
            self._settle(ref, now)
            if ref == FLOOD:
                self._watch_for_a_flood(now)

    def look_again(self, event: Event) -> list[Ref]:
        """The things for which something else may be due by another threshold; they count as changed."""
        nouns = looked_at_again(event)
        if not nouns:
            return []
        refs = [ref for ref, thing in self.things.items() if ref.noun in nouns and thing is not None]
        for ref in refs:
            self.dirty.setdefault(ref, self.things[ref])
        return refs

    def _write(self, event: Event, actor: str, now: datetime) -> list[Ref]:
        self.seq += 1
        recorded = Recorded(self.seq, now, actor, event)
        self.written.append(recorded)
        return self.fold(recorded)

    def fold(self, recorded: Recorded) -> list[Ref]:
        """The things that it changed."""
        refs = touched(recorded.event, recorded.seq)
        for ref in refs:
            before = self.things.get(ref)
            self.dirty.setdefault(ref, before)
            self.learn(ref, apply(ref.noun, before, recorded))
        return refs

    def _settle(self, ref: Ref, now: datetime) -> None:
        thing = self.things.get(ref)
        for rule in BY_NOUN.get(ref.noun, ()):
            held = rule.holds(thing, self)
            alert = self.alerts.get(str(ref), {}).get(rule.name)
            for event in differences(rule, ref, held, alert, thing, self.book, now):
                if FLOOD in self._write(event, WATCH, now):
                    self._watch_for_a_flood(now)

    def _watch_for_a_flood(self, now: datetime) -> None:
        for event in flood.decide(self.get(*FLOOD, Flood) or Flood(), self.book, now):
            self._write(event, WATCH, now)

    def _index(self, alert: Alert) -> None:
        about = self.alerts.setdefault(alert.object, {})
        if alert.open:
            about[alert.rule] = alert
        elif alert.rule in about and about[alert.rule].id == alert.id:
            del about[alert.rule]
        if not about:
            del self.alerts[alert.object]

    def _list(self, check: PatrolCheck) -> None:
        at_site = self.checks.setdefault(check.site, {})
        if check.state.settled:
            at_site.pop(check.id, None)
        else:
            at_site[check.id] = check

    def _hang(self, measure: Measure) -> None:
        on_file = self.measures.setdefault(measure.file, {})
        if measure.over:
            on_file.pop(measure.id, None)
        else:
            on_file[measure.id] = measure


def kind_of_file(thing: Thing | None) -> FileKind | None:
    """As the table of usual measures has it."""
    match thing:
        case Site(kind=kind):
            return FileKind(kind.value)
        case Visit(rank=rank):
            return FileKind(f"visit_{rank.value.lower()}")
        case Person(rank=rank):
            return FileKind(f"person_{rank.value.lower()}")
        case _:
            return None


def touched(event: Event, seq: int) -> list[Ref]:
    """The things that an event changes; what it makes anew is known by the event's number."""
    return [Ref(ref.noun, str(seq)) if ref.key == "new" else ref for ref in event.touches()]
