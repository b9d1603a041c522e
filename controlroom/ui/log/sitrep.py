"""A report of the situation: sections of lines, the same for the page, for a mail and for paper."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from babel.support import Translations

from controlroom.clock import BRUSSELS
from controlroom.store.panels.situation import Situation
from controlroom.ui import views, words
from controlroom.ui.log.rows import LogRow, log_row
from controlroom.ui.log.wording import Wording
from controlroom.ui.panels import AlertRow, LegRow, PostMark, VisitRow
from controlroom.watch.alarm_limits import DURESS_BARS, HIGH_BARS
from controlroom.watch.words import mark

AHEAD: Final = timedelta(hours=12)
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
class Item:
    """`lead`: a time or a priority; `mark`: EXERCISE or TEST; `by`: who wrote it."""

    lead: str
    text: str
    mark: str = ""
    by: str = ""


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
class Drafting:
    """The writing of one report."""

    read: Situation
    catalog: Translations
    now: datetime

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

    def _say(self, text: str, **words: object) -> str:
        said = str(self.catalog.gettext(text))
        return said % words if words else said

    def _general(self) -> Iterator[Item]:
        header = self.read.header
        level = header.threat_level
        yield Item("", self._say(mark("General threat level: %(level)s."), level=level or "—"))
        on_duty = ", ".join(
            f"{self._word(place, words.PLACES)} {name}" for place, name in header.duty.items()
        )
        yield Item("", self._say(mark("On duty: %(names)s."), names=on_duty or self._say(mark("nobody"))))
        if header.flood_since:
            yield Item(
                "", self._say(mark("A flood of alerts since %(time)s."), time=local(header.flood_since))
            )

    def _word(self, key: str, table: dict[str, str]) -> str:
        return self._say(table[key]) if key in table else key

    def _alerts(self) -> Iterator[Item]:
        """By priority, with who has it and since when. Exercises and tests stand last, and say so."""
        rows = views.alerts_panel(0, self.read.alerts).rows
        for row in sorted(rows, key=lambda row: (row.status != "actual", row.priority, row.raised_at)):
            yield Item(f"P{row.priority}", self._alert(row), self._marked(row.status))

    def _alert(self, row: AlertRow) -> str:
        title = (
            self._word(row.incident, words.INCIDENT_KINDS)
            if row.incident
            else self._word(row.rule, words.TITLES)
        )
        where = f", {row.place}" if row.place and row.place != row.object_label else ""
        owner = row.owner or row.acked_by
        held = (
            self._say(mark("in hand of %(name)s"), name=owner) if owner else self._say(mark("unacknowledged"))
        )
        since = self._say(
            mark("since %(time)s (%(age)s)"),
            time=self._time(row.raised_at),
            age=age(self.now - row.raised_at),
        )
        return f"{title} {row.object_label}{where}, {since}, {held}."

    def _marked(self, status: str) -> str:
        return self._word(status, words.STATUSES) if status != "actual" else ""

    def _time(self, at: datetime) -> str:
        here = at.astimezone(BRUSSELS)
        today = here.date() == self.now.astimezone(BRUSSELS).date()
        return f"{here:%H:%M}" if today else f"{here:%d.%m. %H:%M}"

    def _happened(self) -> Iterator[Item]:
        """First what people wrote, as it was corrected; then what the watch told, the frequent in short."""
        wording = Wording(self.catalog, self.read.names)
        for happened in self.read.written:
            row = log_row(happened, wording)
            if row.corrected is None and row.said:
                yield Item(self._time(row.at), row.said, self._marked(row.status), row.by)
        rows = [log_row(happened, wording) for happened in self.read.told]
        yield from self._grouped(rows)
        if self.read.more:
            yield Item("", self._say(mark("There was more: see the watch log.")))

    def _grouped(self, rows: list[LogRow]) -> Iterator[Item]:
        left = Counter((row.sort, row.status) for row in rows)
        shown = Counter[tuple[str, str]]()
        for row in rows:
            kind = (row.sort, row.status)
            shown[kind] += 1
            if shown[kind] > SHOWN_OF_A_SORT:
                continue
            said = f"{row.text} {row.said}".strip()
            rest = left[kind] - SHOWN_OF_A_SORT
            if shown[kind] == SHOWN_OF_A_SORT and rest > 0:
                said += " " + self._say(mark("And %(count)s more of this kind."), count=rest)
            yield Item(self._time(row.at), said, self._marked(row.status))

    def _visits(self, ahead: timedelta = AHEAD) -> Iterator[Item]:
        for row in views.visits_panel(0, self.read.visits, self.now).rows:
            following = [leg for leg in (row.leg, row.next_leg) if leg and _at(leg) < self.now + ahead]
            if row.phase == "departed" or (row.phase == "planned" and not following):
                continue
            moves = "; ".join(map(self._leg, following))
            said = self._about(self._visit(row), moves) if moves else f"{self._visit(row)}."
            yield Item(row.rank, said, self._marked(row.status))

    def _about(self, what: str, text: str) -> str:
        return self._say(mark("%(what)s: %(said)s."), what=what, said=text)

    def _visit(self, row: VisitRow) -> str:
        late = ", " + self._say(mark("late")) if row.overdue else ""
        return f"{row.code_name}, {self._word(row.phase, words.PHASES)}{late}"

    def _leg(self, leg: LegRow) -> str:
        times = f"{self._time(leg.planned_start)}-{self._time(leg.eta or leg.planned_end)}"
        return f"{leg.origin.name} - {leg.destination.name} {times}"

    def _posts(self) -> Iterator[Item]:
        for post in views.posts_panel(0, self.read.posts).marks:
            if post.state in ("unmanned", "relief_overdue", "suspended"):
                yield Item(post.code, self._post(post))

    def _post(self, post: PostMark) -> str:
        since = (
            ", " + self._say(mark("since %(time)s"), time=self._time(post.since))
            if post.since and post.state == "unmanned"
            else ""
        )
        state = f"{self._word(post.state, words.POST_STATES)}{since}"
        return self._about(f"{post.name}, {post.site.name}", state)

    def _silent(self) -> Iterator[Item]:
        for unit in self.read.feeds.silent:
            if unit.silent_since:
                since = self._say(mark("silent since %(time)s"), time=self._time(unit.silent_since))
                yield Item(unit.call_sign, f"{since}.")
        for feed in self.read.feeds.feeds or ():
            if feed.state in ("silent", "failing"):
                yield Item(feed.name, f"{self._word(feed.state, words.FEED_STATES)}.")
        for screen in self.read.feeds.missing:
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


def _at(leg: LegRow) -> datetime:
    return leg.planned_start


def local(at: datetime) -> str:
    """With its offset: on two nights of the year a time alone does not say which."""
    return f"{at.astimezone(BRUSSELS):%d.%m.%Y %H:%M %z}"


def age(span: timedelta) -> str:
    minutes = max(int(span.total_seconds() // 60), 0)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if days else f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
