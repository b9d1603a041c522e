"""A report of the situation: sections of lines, the same for the page, for a mail and for paper."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from controlroom.store.panels.situation import Situation
from controlroom.ui import words
from controlroom.ui.log.rows import log_row, status_of
from controlroom.ui.log.sentences import sort_of
from controlroom.ui.log.telling import Item, Telling, local
from controlroom.ui.log.wording import Wording
from controlroom.watch.alarm_limits import DURESS_BARS, HIGH_BARS
from controlroom.watch.words import mark

SHOWN_OF_A_SORT: Final = 6
"""Of what happens often; the rest of it is counted."""
IN_TIME_S: Final = {1: DURESS_BARS.p80_s, 2: HIGH_BARS.p80_s}
"""The two priorities for which there is a time by which somebody has to have answered."""

GENERAL: Final = mark("General")
ALERTS: Final = mark("Open alerts")
HAPPENED: Final = mark("What happened")
VISITS: Final = mark("Visits, now and in the next 12 hours")
POSTS: Final = mark("Posts that are not manned")
SILENT: Final = mark("Silent units and feeds")
FIGURES: Final = mark("Figures of the period")
NONE: Final = {
    ALERTS: mark("No alert is open."),
    HAPPENED: mark("Nothing to report."),
    VISITS: mark("No visit is on or begins in the next 12 hours."),
    POSTS: mark("All posts are manned."),
    SILENT: mark("All are heard."),
    FIGURES: mark("No alert asked for anybody."),
}


@dataclass(frozen=True, slots=True)
class Section:
    """`nothing`: what is said if there is no item."""

    title: str
    items: tuple[Item, ...]
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class Sitrep:
    """In one language. `about`: which period; `made`: at which moment, from which number of the journal."""

    title: str
    about: str
    made: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Drafting(Telling):
    """The writing of one report."""

    read: Situation

    def sitrep(self) -> Sitrep:
        sections = (
            (GENERAL, self._general()),
            (ALERTS, self._alerts()),
            (HAPPENED, self._happened()),
            (VISITS, self._visits()),
            (POSTS, self._posts()),
            (SILENT, self._silent()),
            (FIGURES, self._figures()),
        )
        return Sitrep(
            title=self._say(mark("Situation report")),
            about=f"{local(self.read.period.begins)} - {local(self.read.period.ends)}",
            made=self._say(
                mark("Draft of %(moment)s, journal up to no. %(number)s"),
                moment=local(self.now),
                number=self.read.seq,
            ),
            sections=tuple(self._section(title, items) for title, items in sections),
        )

    def _section(self, title: str, items: Iterable[Item]) -> Section:
        nothing = self._say(NONE[title]) if title in NONE else ""
        return Section(self._say(title), tuple(items), nothing)

    def _happened(self) -> Iterator[Item]:
        """First what people wrote, as it was corrected; then what the watch told, the frequent in short."""
        wording = Wording(self.catalog, self.read.names)
        for happened in self.read.written:
            row = log_row(happened, wording)
            if row.corrected is None and row.said:
                yield Item(self._time(row.at), row.said, self._marked(row.status), row.by)
        yield from self._grouped(wording)
        if self.read.more:
            yield Item("", self._say(mark("There was more: see the watch log.")))

    def _grouped(self, wording: Wording) -> Iterator[Item]:
        """Only what is shown is put into words: of what happens often there are hundreds."""
        kinds = [(sort_of(one.event), status_of(one, self.read.names)) for one in self.read.told]
        left = Counter(kinds)
        shown = Counter[tuple[str, str]]()
        for happened, kind in zip(self.read.told, kinds, strict=True):
            shown[kind] += 1
            if shown[kind] > SHOWN_OF_A_SORT:
                continue
            row = log_row(happened, wording)
            said = f"{row.text} {row.said}".strip()
            rest = left[kind] - SHOWN_OF_A_SORT
            if shown[kind] == SHOWN_OF_A_SORT and rest > 0:
                said += " " + self._say(mark("And %(count)s more of this kind."), count=rest)
            yield Item(self._time(row.at), said, self._marked(row.status))

    def _silent(self) -> Iterator[Item]:
        for unit in self.read.unheard.silent:
            if unit.silent_since:
                since = self._say(mark("silent since %(time)s"), time=self._time(unit.silent_since))
                yield Item(unit.call_sign, f"{since}.")
        for feed in self.read.unheard.feeds or ():
            if feed.state in ("silent", "failing"):
                yield Item(feed.name, f"{self._word(feed.state, words.FEED_STATES)}.")
        for screen in self.read.unheard.missing:
            if screen.missing_since:
                since = self._say(mark("missing since %(time)s"), time=self._time(screen.missing_since))
                yield Item(screen.name, f"{since}.")

    def _figures(self) -> Iterator[Item]:
        """Alerts that asked for somebody in the period; exercises and tests are in none of it."""
        asked = Counter(one.priority for one in self.read.asked)
        for priority in sorted(asked):
            yield Item(f"P{priority}", self._figure(priority, asked[priority]))
        if self.read.exercises:
            said = mark("Alerts of exercises and tests, in no figure: %(count)s.")
            yield Item("", self._say(said, count=self.read.exercises))

    def _figure(self, priority: int, count: int) -> str:
        said = self._say(mark("Alerts: %(count)s."), count=count)
        limit = IN_TIME_S.get(priority)
        if limit is None:
            return said
        in_time = sum(
            one.first_acked_at is not None and (one.first_acked_at - one.asked_at).total_seconds() <= limit
            for one in self.read.asked
            if one.priority == priority
        )
        share = mark("Acknowledged within %(limit)s s: %(count)s (%(percent)s %%).")
        return f"{said} " + self._say(
            share, limit=f"{limit:g}", count=in_time, percent=round(100 * in_time / count)
        )
