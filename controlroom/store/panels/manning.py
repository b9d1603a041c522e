"""What the journal says of who manned the fixed posts in a period, and what it said last before that."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, text

from controlroom.store.codec import decode_event
from controlroom.store.log_rows import first_since
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import OF_A_POST, POST_OF
from controlroom.watch.alarm_load import Span
from controlroom.watch.manning import Change, Told
from controlroom.watch.patrols import PatrolKind, PatrolReported
from controlroom.watch.posts import PostClosed, PostOpened
from controlroom.watch.service import ServiceResumed

LATE_FOR: Final = timedelta(days=3)
"""A word that reached the watch later than this after the period is not looked for."""
BEFORE: Final = 20
"""Words of a sort before the period: enough to know who was there when it began, in whatever order told."""
WORDS: Final = text(
    f"""
    SELECT p.code, j.recorded_at, j.kind, j.body FROM unnest(CAST(:codes AS text[])) AS p(code), LATERAL (
        SELECT one.* FROM (VALUES (true), (false)) AS s(field), LATERAL (
            SELECT seq, recorded_at, kind, body FROM journal
            WHERE {OF_A_POST} AND {POST_OF} = p.code AND (kind = 'patrol.reported') = s.field AND seq < :first
            ORDER BY seq DESC LIMIT {BEFORE}) AS one
        UNION ALL
        SELECT one.* FROM (VALUES (true), (false)) AS s(field), LATERAL (
            SELECT seq, recorded_at, kind, body FROM journal
            WHERE {OF_A_POST} AND {POST_OF} = p.code AND (kind = 'patrol.reported') = s.field
                AND seq >= :first AND seq < :last) AS one
    ) AS j ORDER BY j.seq
    """  # noqa: S608 - names of our own columns
)
FIELD: Final = {
    PatrolKind.MANNED: Change.MANNED,
    PatrolKind.RELIEF: Change.MANNED,
    PatrolKind.LEFT: Change.LEFT,
}


async def told_of_posts(snapshot: Snapshot, codes: Iterable[str], period: Span) -> Mapping[str, list[Told]]:
    """By post. Exercises and tests man no post."""
    first = await first_since(snapshot, period.begins)
    last = await first_since(snapshot, period.ends + LATE_FOR)
    asked = {"codes": list(codes), "first": first, "last": last}
    found: defaultdict[str, list[Told]] = defaultdict(list)
    for row in await snapshot.connection.execute(WORDS, asked):
        if told := _told(row):
            found[row.code].append(told)
    return found


def _told(row: Row[Any]) -> Told | None:
    at: datetime = row.recorded_at
    match decode_event(row.kind, row.body, None):
        case PatrolReported() as said:
            return Told(said.at, FIELD[said.what], said.report.unit) if said.report.actual else None
        case PostOpened(post=post):
            return Told(at, Change.OPENED, post.manned_by)
        case PostClosed(at=closed):
            return Told(closed, Change.CLOSED)
        case ServiceResumed(at=resumed):
            return Told(resumed, Change.BACK)
        case _:
            return Told(at, Change.OUT)
