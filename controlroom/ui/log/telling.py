"""What is now, in lines of a report: the level, who is on duty, alerts, visits, posts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from babel.support import Translations

from controlroom.clock import BRUSSELS
from controlroom.store.panels.situation import Present
from controlroom.ui import views, words
from controlroom.ui.panels import AlertRow, LegRow, PostMark, VisitRow
from controlroom.watch.words import mark

AHEAD: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Item:
    """`lead`: a time or a priority; `mark`: EXERCISE or TEST; `by`: who wrote it."""

    lead: str
    text: str
    mark: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """In one language, at one moment."""

    read: Present
    catalog: Translations
    now: datetime

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

    def _word(self, key: str, table: dict[str, str]) -> str:
        return self._say(table[key]) if key in table else key

    def _say(self, text: str, **words: object) -> str:
        said = str(self.catalog.gettext(text))
        return said % words if words else said


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
