"""What the brief of a day says beside the situation: notes, levels, gatherings, measures that run out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from controlroom.store.alert_history import Happened
from controlroom.store.log_rows import Stretch, first_since, newest
from controlroom.store.panels.handover import notes
from controlroom.store.panels.log_names import Names, is_kept, names_for
from controlroom.store.panels.measures import Asked, Listed, measures
from controlroom.store.panels.situation import Present, present
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.panels.week import gatherings_in
from controlroom.watch.alarm_load import Span
from controlroom.watch.gatherings import Gathering
from controlroom.watch.refs import Noun

WITHIN_DAYS: Final = 3
LEVELS_AT_MOST: Final = 100
LEVEL_SORTS: Final = ("threat.level_set", "threat.level_began", "threat.level_passed", "threat.level_dropped")


@dataclass(frozen=True, slots=True)
class DayRead:
    """`levels`: what changed of threat levels since yesterday, the oldest first; `notes`: flagged lines."""

    present: Present
    levels: Sequence[Happened]
    names: Names
    notes: Sequence[tuple[datetime, str, str]]
    gatherings: Sequence[Gathering]
    expiring: Listed


async def day(snapshot: Snapshot, period: Span, today: Span, now: datetime, shift: str | None) -> DayRead:
    """`period`: since yesterday; of what happened in it the brief names the levels alone."""
    stretch = Stretch(LEVEL_SORTS, after=await first_since(snapshot, period.begins) - 1)
    told = await newest(snapshot, stretch, LEVELS_AT_MOST)
    names = await names_for(snapshot, told)
    flagged, said = await notes(snapshot, shift)
    people = await snapshot.people(note.by for note in flagged)
    return DayRead(
        await present(snapshot, now),
        [row for row in told[::-1] if not is_kept(row, names, snapshot.veil)],
        names,
        [
            (note.at, people.get(note.by, note.by), said.get(f"{Noun.ENTRY}:{note.id}", ""))
            for note in flagged
        ],
        await gatherings_in(snapshot, today),
        await measures(snapshot, Asked("open", within=WITHIN_DAYS), now, None),
    )


def since_yesterday(midnight: datetime, now: datetime) -> Span:
    return Span(midnight - timedelta(days=1), now)
