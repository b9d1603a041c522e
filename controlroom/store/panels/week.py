"""What the weekly meeting looks at (requirement R39), read at one moment in a few statements.

Each of them finds its rows by the time of the week, so the cost follows what happened in it and not how old
the journal is. Exercises and tests are counted apart, and in nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, TextClause, select, text

from controlroom.store.panels.manning import told_of_posts
from controlroom.store.panels.posts import posts
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.panels.visit_list import kept_visits
from controlroom.store.tables import DUE_CHECK, gathering, visit, visit_is_on
from controlroom.store.veil import Veil
from controlroom.watch.alarm_load import Span, length
from controlroom.watch.gatherings import LONGEST, Gathering
from controlroom.watch.manning import unmanned
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site
from controlroom.watch.visits import Visit

DAY: Final = "(%s AT TIME ZONE 'Europe/Brussels')::date"
INCIDENTS: Final = text(
    f"""
    SELECT day, site, kind, count(*) AS reports FROM (
        SELECT {DAY % "at"} AS day,
            CASE WHEN visit = ANY(CAST(:visits AS text[])) THEN NULL ELSE site END AS site,
            CASE WHEN visit = ANY(CAST(:visits AS text[])) OR site = ANY(CAST(:sites AS text[])) THEN 'other'
                ELSE kind END AS kind
        FROM incident WHERE at >= :begins AND at < :ends AND status = 'actual'
    ) AS i GROUP BY day, site, kind
    """  # noqa: S608 - names of our own columns
)
ALERTS: Final = text(
    f"""
    SELECT day, site, rule, priority, count(*) AS raised FROM (
        SELECT {DAY % "asked_at"} AS day, rule, priority,
            CASE WHEN split_part(object, '/', 1) = ANY(CAST(:objects AS text[])) THEN NULL
                WHEN object LIKE 'vehicle:%' AND site = ANY(CAST(:sites AS text[])) THEN NULL
                ELSE site END AS site
        FROM alert WHERE asked_at >= :begins AND asked_at < :ends AND status = 'actual'
    ) AS a GROUP BY day, site, rule, priority
    """  # noqa: S608
)
CHECKS: Final = text(
    f"""
    SELECT {DAY % "window_end"} AS day, site, count(*) AS planned,
        count(*) FILTER (WHERE state IN ('done_nothing', 'done_finding')) AS done,
        count(*) FILTER (WHERE state IN ('done_nothing', 'done_finding') AND done_at > window_end) AS late,
        count(*) FILTER (WHERE state = 'done_finding') AS findings,
        count(*) FILTER (WHERE state = 'excused') AS excused,
        count(*) FILTER (WHERE state IN ('missed', 'lapsed')) AS missed
    FROM patrol_check WHERE window_end >= :begins AND window_end < :ends AND {DUE_CHECK} GROUP BY 1, site
    """  # noqa: S608
)
APART: Final = text(
    """
    SELECT (SELECT count(*) FROM incident WHERE at >= :begins AND at < :ends AND status <> 'actual')
        + (SELECT count(*) FROM alert WHERE raised_at >= :begins AND raised_at < :ends AND status <> 'actual')
    """
)


class Incidents(NamedTuple):
    """How many of a kind on a day; `site` is None where none is known, or may be."""

    day: date
    site: str | None
    kind: str
    reports: int


class Alerts(NamedTuple):
    """How many of a rule first asked for somebody on a day."""

    day: date
    site: str | None
    rule: str
    priority: int
    raised: int


class Checks(NamedTuple):
    """Of the checks whose window ended on a day; `late` are among the `done`, `findings` too."""

    day: date
    site: str
    planned: int
    done: int
    late: int
    findings: int
    excused: int
    missed: int


@dataclass(frozen=True, slots=True)
class Empty:
    """A post that was not manned, and when."""

    post: Post
    gaps: tuple[Span, ...]

    @property
    def length(self) -> timedelta:
        return length(self.gaps)


@dataclass(frozen=True, slots=True)
class Week:
    """`past` ends where `coming` begins; `visits` are those of the past, then those that begin later.

    `kept`: code names of those that are not read here. In which week they are is part of what is kept.
    """

    past: Span
    coming: Span
    incidents: Sequence[Incidents]
    alerts: Sequence[Alerts]
    checks: Sequence[Checks]
    empty: Sequence[Empty]
    posts: int
    visits: Sequence[Visit]
    ahead: Sequence[Visit]
    gatherings: Sequence[Gathering] = ()
    sites: dict[str, Site] = field(default_factory=dict)
    exercises: int = 0
    kept: Sequence[str] = ()

    @property
    def unmanned(self) -> timedelta:
        return sum((one.length for one in self.empty), timedelta())


async def week(snapshot: Snapshot, past: Span, coming: Span) -> Week:
    hidden = _hidden(snapshot.veil) | {"begins": past.begins, "ends": past.ends}
    incidents = [Incidents._make(row) for row in await _rows(snapshot, INCIDENTS, hidden)]
    alerts = [Alerts._make(row) for row in await _rows(snapshot, ALERTS, hidden)]
    checks = [Checks._make(row) for row in await _rows(snapshot, CHECKS, hidden)]
    ((apart,),) = await _rows(snapshot, APART, hidden)
    standing = await posts(snapshot, closed_since=past.begins)
    told = await told_of_posts(snapshot, (post.code for post in standing.posts), past)
    empty = [Empty(post, tuple(unmanned(told.get(post.code, ()), past))) for post in standing.posts]
    named = {one.site for one in incidents} | {one.site for one in alerts} | {one.site for one in checks}
    visits = await _visits(snapshot, Span(past.begins, coming.ends))
    return Week(
        past,
        coming,
        incidents,
        alerts,
        checks,
        [one for one in empty if one.gaps],
        len(standing.posts),
        [one for one in visits if one.starts_at < past.ends],
        [one for one in visits if one.starts_at >= past.ends],
        await gatherings_in(snapshot, Span(past.begins, coming.ends)),
        standing.sites | await snapshot.sites(named - standing.sites.keys()),
        apart,
        await kept_visits(snapshot),
    )


async def _rows(snapshot: Snapshot, query: TextClause, asked: dict[str, Any]) -> list[Row[Any]]:
    wanted = {name: asked[name] for name in query.compile().params}
    return list(await snapshot.connection.execute(query, wanted))


def _hidden(veil: Veil) -> dict[str, Any]:
    return {
        "sites": veil.hidden(Noun.SITE),
        "visits": veil.hidden(Noun.VISIT),
        "objects": veil.of_no_place(),
    }


async def _visits(snapshot: Snapshot, time: Span) -> list[Visit]:
    found: list[Visit] = await snapshot.things(
        Noun.VISIT,
        select(visit)
        .where(visit_is_on(time.begins, time.ends), visit.c.code.not_in(snapshot.veil.hidden(Noun.VISIT)))
        .order_by(visit.c.starts_at, visit.c.code),
    )
    return found


async def gatherings_in(snapshot: Snapshot, time: Span) -> list[Gathering]:
    """Those that are not cancelled, in the order in which they begin."""
    found: list[Gathering] = await snapshot.things(
        Noun.GATHERING,
        select(gathering)
        .where(gathering.c.starts_at > time.begins - LONGEST, gathering.c.starts_at < time.ends)
        .where(gathering.c.ends_at > time.begins, gathering.c.cancelled_at.is_(None))
        .order_by(gathering.c.starts_at, gathering.c.id),
    )
    return found
