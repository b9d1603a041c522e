"""What the brief of a day says beside the situation: notes, levels, gatherings, measures that run out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from controlroom.store.alert_history import Happened
from controlroom.store.log_rows import Stretch, first_since, newest
from controlroom.store.panels.handover import in_hand
from controlroom.store.panels.log_names import Names, is_kept, names_for
from controlroom.store.panels.measures import Asked, Listed, measures
from controlroom.store.panels.situation import Situation, situation
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.panels.week import gatherings_in
from controlroom.watch.alarm_load import Span
from controlroom.watch.gatherings import Gathering

WITHIN_DAYS: Final = 3
LEVELS_AT_MOST: Final = 100
LEVEL_SORTS: Final = ("threat.level_set", "threat.level_began", "threat.level_passed", "threat.level_dropped")


@dataclass(frozen=True, slots=True)
class DayRead:
    """`levels`: what changed of threat levels since yesterday, the oldest first; `notes`: flagged lines."""

    situation: Situation
    levels: Sequence[Happened]
    names: Names
    notes: Sequence[tuple[datetime, str, str]]
    gatherings: Sequence[Gathering]
    expiring: Listed


async def day(snapshot: Snapshot, period: Span, today: Span, now: datetime, shift: str | None) -> DayRead:
    """`period`: since yesterday; of what happened in it the brief names the levels alone."""
    read = await situation(snapshot, period, now, (), ())
    stretch = Stretch(LEVEL_SORTS, after=await first_since(snapshot, period.begins) - 1)
    told = await newest(snapshot, stretch, LEVELS_AT_MOST)
    names = await names_for(snapshot, told)
    hand = await in_hand(snapshot, now, shift)
    people = await snapshot.people(note.by for note in hand.standing.notes)
    return DayRead(
        read,
        [row for row in told[::-1] if not is_kept(row, names, snapshot.veil)],
        names,
        [
            (note.at, people.get(note.by, note.by), hand.notes.get(f"log_entry:{note.id}", ""))
            for note in hand.standing.notes
        ],
        await gatherings_in(snapshot, today),
        await measures(snapshot, Asked("open", within=WITHIN_DAYS), now, None),
    )


def since_yesterday(midnight: datetime, now: datetime) -> Span:
    return Span(midnight - timedelta(days=1), now)
