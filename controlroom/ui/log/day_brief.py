"""The brief of a day: the sections of a report of the situation that it needs, and those of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.store.panels.day import DayRead
from controlroom.ui import words
from controlroom.ui.level_words import GATHERINGS
from controlroom.ui.log.rows import log_row
from controlroom.ui.log.sitrep import ALERTS, GENERAL, NONE, POSTS, Section, Sitrep
from controlroom.ui.log.telling import Item, Telling, local
from controlroom.ui.log.wording import Wording
from controlroom.ui.measure_words import KINDS, STATES
from controlroom.watch.words import mark

AHEAD: Final = timedelta(hours=24)
HANDED_OVER: Final = ("P1", "P2", "P3")
VISITS: Final = mark("Visits, now and in the next 24 hours")
LEVELS: Final = mark("Threat levels that changed since yesterday")
TODAY: Final = mark("Gatherings of today")
EXPIRING: Final = mark("Measures that run out within 72 hours")
NOTES: Final = mark("Flagged lines of the log")
EMPTY: Final = NONE | {
    ALERTS: mark("No alert P1 to P3 is open."),
    VISITS: mark("No visit is on or begins in the next 24 hours."),
    LEVELS: mark("No level changed since yesterday."),
    TODAY: mark("No gathering is in the calendar today."),
    EXPIRING: mark("No measure runs out within 72 hours."),
    NOTES: mark("No line is flagged."),
}


@dataclass(frozen=True, slots=True)
class Briefing(Telling):
    """The writing of one brief."""

    day: DayRead

    def brief(self) -> Sitrep:
        here = self.now.astimezone(BRUSSELS)
        sections = (
            (GENERAL, self._general()),
            (ALERTS, (item for item in self._alerts() if item.lead in HANDED_OVER)),
            (VISITS, self._visits(AHEAD)),
            (LEVELS, self._levels()),
            (TODAY, self._gatherings()),
            (POSTS, self._posts()),
            (EXPIRING, self._expiring()),
            (NOTES, self._notes()),
        )
        return Sitrep(
            title=self._say(mark("Daily brief")),
            about=f"{self._say(words.WEEKDAYS[here.weekday()])} {here:%d.%m.%Y}",
            made=self._say(
                mark("Made %(moment)s, journal up to no. %(number)s"),
                moment=local(self.now),
                number=self.read.seq,
            ),
            sections=tuple(
                Section(self._say(title), tuple(items), self._say(EMPTY[title]) if title in EMPTY else "")
                for title, items in sections
            ),
        )

    def _levels(self) -> Iterator[Item]:
        wording = Wording(self.catalog, self.day.names)
        for happened in self.day.levels:
            row = log_row(happened, wording)
            yield Item(self._time(row.at), row.text)

    def _gatherings(self) -> Iterator[Item]:
        for one in self.day.gatherings:
            many = "" if one.expected is None else self._say(mark(", %(count)s expected"), count=one.expected)
            times = f"{self._time(one.starts_at)}-{self._time(one.ends_at)}"
            yield Item(times, f"{self._word(one.kind.value, GATHERINGS)}: {one.title}, {one.place}{many}.")

    def _expiring(self) -> Iterator[Item]:
        listed = self.day.expiring
        for one in listed.measures:
            about = listed.names.get(one.file, one.file.partition(":")[2])
            kind, state = self._word(one.kind.value, KINDS), self._word(one.state.value, STATES)
            lead = self._time(one.valid_to) if one.valid_to else ""
            yield Item(lead, f"{about}: {kind} ({one.id}), {state}.")

    def _notes(self) -> Iterator[Item]:
        for at, by, said in self.day.notes:
            yield Item(self._time(at), said, by=by)
