"""What there is to hand over at this moment: from what the watch knows to the items of a handover."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from controlroom.watch.alerts import Alert, Suppression
from controlroom.watch.handover import Item, Section
from controlroom.watch.legs import Leg
from controlroom.watch.measures import Measure
from controlroom.watch.patrols import CheckState, PatrolCheck
from controlroom.watch.posts import Post, PostState
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.units import Unit
from controlroom.watch.visits import Visit

HANDED_OVER_TO: Final = 3
"""Open alerts of this priority and higher (requirement R38); what is shelved is named whatever it is."""
VISITS_WITHIN: Final = timedelta(hours=12)
MEASURES_WITHIN: Final = timedelta(hours=72)
LATE: Final = "leg_late"


@dataclass(frozen=True, slots=True)
class Written:
    """A line of the watch log for whoever comes: `pinned` for as long as it is, else of this shift.

    `number`: where its words are in the journal, another once it is corrected.
    """

    id: int
    at: datetime
    by: str
    number: int
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """`alerts`: the open ones. `resting`: what is out of service, with until when.

    `undated`: visits of which not everybody may know when they are.
    """

    now: datetime
    alerts: Sequence[Alert] = ()
    posts: Sequence[Post] = ()
    legs: Sequence[Leg] = ()
    checks: Sequence[PatrolCheck] = ()
    units: Sequence[Unit] = ()
    visits: Sequence[Visit] = ()
    resting: Sequence[tuple[Ref, datetime]] = ()
    notes: Sequence[Written] = ()
    undated: frozenset[str] = frozenset()
    measures: Sequence[Measure] = ()


def inventory(of: Standing) -> list[Item]:
    """In the order of the sections."""
    return [
        *_alerts(of.alerts),
        *_shelved(of.alerts),
        *(Item(Section.OUT_OF_SERVICE, str(ref), what=ref.noun.value, at=until) for ref, until in of.resting),
        *_posts(of.posts),
        *_overdue(of),
        *_silent(of.units),
        *_visits(of),
        *_measures(of),
        *_notes(of.notes),
    ]


def _alerts(alerts: Sequence[Alert]) -> Iterator[Item]:
    for alert in sorted(alerts, key=lambda one: (one.priority, one.id)):
        if alert.shown and alert.priority <= HANDED_OVER_TO:
            owner = alert.assigned_to or alert.acked_by
            yield _of_alert(Section.ALERT, alert, alert.raised_at, owner)


def _shelved(alerts: Sequence[Alert]) -> Iterator[Item]:
    for alert in sorted(alerts, key=lambda one: (one.priority, one.id)):
        if alert.open and alert.suppression is Suppression.SHELVED:
            yield _of_alert(Section.SHELVED, alert, alert.shelved_until, alert.shelved_by)


def _of_alert(section: Section, alert: Alert, at: datetime | None, owner: str | None) -> Item:
    ref = str(Ref(Noun.ALERT, str(alert.id)))
    return Item(section, ref, alert.version, alert.rule, alert.priority, at, owner, alert.status.value)


def _posts(posts: Sequence[Post]) -> Iterator[Item]:
    for post in posts:
        if post.state is PostState.UNMANNED:
            yield Item(
                Section.POST, str(Ref(Noun.POST, post.code)), what=post.state.value, at=post.settled_at
            )


def _overdue(of: Standing) -> Iterator[Item]:
    for post in of.posts:
        if post.state is PostState.RELIEF_OVERDUE:
            ref = str(Ref(Noun.POST, post.code))
            yield Item(Section.OVERDUE, ref, what=post.state.value, at=post.relief_due_at)
    for leg in of.legs:
        if leg.overdue:
            yield Item(Section.OVERDUE, str(Ref(Noun.LEG, leg.id)), what=LATE, at=leg.behind_at)
    for check in of.checks:
        if check.state is CheckState.MISSED:
            ref = str(Ref(Noun.CHECK, check.id))
            yield Item(Section.OVERDUE, ref, what=check.state.value, at=check.window_end)


def _silent(units: Sequence[Unit]) -> Iterator[Item]:
    for unit in units:
        if unit.silent_since and unit.in_service and not unit.out_until:
            yield Item(Section.FEED, str(Ref(Noun.UNIT, unit.call_sign)), what="silent", at=unit.silent_since)


def _visits(of: Standing) -> Iterator[Item]:
    """In the order in which they begin; those of which that is kept after them, by their codes."""
    near = [visit for visit in of.visits if visit.starts_at < of.now + VISITS_WITHIN]
    dated = sorted(
        (one for one in near if one.code not in of.undated), key=lambda one: (one.starts_at, one.code)
    )
    undated = sorted((one for one in near if one.code in of.undated), key=lambda one: one.code)
    for visit in (*dated, *undated):
        at = None if visit.code in of.undated else visit.starts_at
        yield Item(Section.VISIT, str(Ref(Noun.VISIT, visit.code)), what=visit.state.value, at=at)


def _measures(of: Standing) -> Iterator[Item]:
    """Those that run out soon and for which nobody has decided, and those that have run out so."""
    for measure in sorted(of.measures, key=lambda one: (one.valid_to or of.now, one.id)):
        undecided = measure.valid_to is not None and measure.valid_to < of.now + MEASURES_WITHIN
        if undecided and measure.undecided:
            ref = str(Ref(Noun.MEASURE, measure.id))
            yield Item(Section.MEASURE, ref, what=measure.kind.value, at=measure.valid_to)


def _notes(notes: Sequence[Written]) -> Iterator[Item]:
    for note in notes:
        section = Section.PINNED if note.pinned else Section.NOTE
        yield Item(section, str(Ref(Noun.ENTRY, str(note.id))), note.number, at=note.at, owner=note.by)
