"""The part of the watch that a batch needs, held in memory: commands go in, recorded events come out.

Invariants
- Nothing changes a thing but `fold`, and `fold` is what a rebuild of the whole journal calls too.
- `seq` grows by one with every event; there are no other numbers.
- An alert is raised, changed and cleared by `_settle` alone: what rules.py says against what is open.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from controlroom.errors import Unknown
from controlroom.watch.alerts import Alert, AlertChanged, AlertCleared, AlertRaised, Condition
from controlroom.watch.commands import Command, concerns
from controlroom.watch.events import Event, Recorded, Thing
from controlroom.watch.fold import apply
from controlroom.watch.patrols import PatrolCheck
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.rules import RULES, Holds

WATCH = "watch"
"""The actor of what the watch notices by itself."""

T = TypeVar("T")


@dataclass(slots=True)
class World:
    """`things` maps a ref to what is known there; None means that it was looked for and does not exist.

    `alerts` are the open ones by the thing they are about and their rule; `checks` the unsettled ones by
    site. `written` is what has been recorded and is not yet stored; `dirty` is what that changed, as it
    was before.
    """

    seq: int = 0
    things: dict[Ref, Thing | None] = field(default_factory=dict)
    alerts: dict[str, dict[str, Alert]] = field(default_factory=dict)
    checks: dict[str, dict[str, PatrolCheck]] = field(default_factory=dict)
    written: list[Recorded] = field(default_factory=list)
    dirty: dict[Ref, Thing | None] = field(default_factory=dict)

    def missing(self, commands: Iterable[Command]) -> list[Ref]:
        """What to look up before these commands can be decided; learn it and ask again until it is empty."""
        wanted: dict[Ref, None] = {}
        for command in commands:
            for ref in concerns(command):
                unknown = self._first_unknown(ref)
                if unknown:
                    wanted[unknown] = None
        return list(wanted)

    def _first_unknown(self, ref: Ref) -> Ref | None:
        if ref not in self.things:
            return ref
        match self.things[ref]:
            case Alert(object=about):
                return self._first_unknown(Ref.parse(about))
            case Post(site=site) | PatrolCheck(site=site):
                return self._first_unknown(Ref(Noun.SITE, site))
            case _:
                return None

    def learn(self, ref: Ref, thing: Thing | None) -> None:
        self.things[ref] = thing
        match thing:
            case Alert():
                self._index(thing)
            case PatrolCheck():
                self._list(thing)
            case _:
                pass

    def get(self, noun: Noun, key: str, kind: type[T]) -> T | None:
        thing = self.things.get(Ref(noun, key))
        return thing if isinstance(thing, kind) else None

    def known(self, noun: Noun, key: str, kind: type[T]) -> T:
        thing = self.get(noun, key, kind)
        if thing is None:
            raise Unknown(f"there is no {noun.value} {key!r}", field=noun.value)
        return thing

    def record(self, event: Event, actor: str, now: datetime) -> None:
        """Number the event, fold it into the things that it touches, and let the rules look at those."""
        for ref in self._write(event, actor, now):
            if ref.noun in RULES:
                self._settle(ref, now)

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
        holding = {held.rule: held for held in RULES[ref.noun](self.things[ref])}
        opened = dict(self.alerts.get(str(ref), {}))
        for rule, held in holding.items():
            event = _update(opened[rule], held) if rule in opened else _raise(ref, held)
            if event:
                self._write(event, WATCH, now)
        for rule, alert in opened.items():
            if rule not in holding and alert.condition is Condition.ACTIVE and not alert.latched:
                self._write(AlertCleared(alert.id), WATCH, now)

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


def touched(event: Event, seq: int) -> list[Ref]:
    """The things that an event changes; what it makes anew is known by the event's number."""
    return [Ref(ref.noun, str(seq)) if ref.key == "new" else ref for ref in event.touches()]


def _raise(ref: Ref, held: Holds) -> AlertRaised:
    return AlertRaised(
        held.rule, str(ref), held.priority, held.site, held.status, held.latched, held.count or 1
    )


def _update(alert: Alert, held: Holds) -> AlertChanged | None:
    came_back = alert.condition is Condition.CLEARED
    count = alert.count + came_back if held.count is None else held.count
    same = (held.priority, count, held.status) == (alert.priority, alert.count, alert.status)
    if same and not came_back:
        return None
    return AlertChanged(alert.id, held.priority, count, held.status)
