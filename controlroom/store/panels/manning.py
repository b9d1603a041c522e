"""What the journal says of who manned the fixed posts in a period, and what it said last before that."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Row, text

from controlroom.store.log_rows import first_since
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import OF_A_POST, POST_OF
from controlroom.watch.alarm_load import Span
from controlroom.watch.manning import Change, Told
from controlroom.watch.patrols import PatrolKind, PatrolReported
from controlroom.watch.posts import PostOpened
from controlroom.watch.reports import Status

LATE_FOR: Final = timedelta(days=3)
"""A word that reached the watch later than this after the period is not looked for."""
BEFORE: Final = 20
"""Words of a sort before the period: enough to know who was there when it began, in whatever order told."""
SAID: Final = """seq, recorded_at, kind, body::jsonb ->> 'what' AS what,
    (body::jsonb ->> 'at')::timestamptz AS at, body::jsonb #>> '{report,unit}' AS unit,
    body::jsonb #>> '{report,status}' AS status, body::jsonb #>> '{post,manned_by}' AS manned_by"""
"""Of thousands of words a week these fields are read, and not each of them as an event."""
WORDS: Final = text(
    f"""
    SELECT p.code, j.* FROM unnest(CAST(:codes AS text[])) AS p(code), LATERAL (
        SELECT one.* FROM (VALUES (true), (false)) AS s(field), LATERAL (
            SELECT {SAID} FROM journal
            WHERE {OF_A_POST} AND {POST_OF} = p.code AND (kind = 'patrol.reported') = s.field AND seq < :first
            ORDER BY seq DESC LIMIT {BEFORE}) AS one
        UNION ALL
        SELECT one.* FROM (VALUES (true), (false)) AS s(field), LATERAL (
            SELECT {SAID} FROM journal
            WHERE {OF_A_POST} AND {POST_OF} = p.code AND (kind = 'patrol.reported') = s.field
                AND seq >= :first AND seq < :last) AS one
    ) AS j ORDER BY j.seq
    """  # noqa: S608 - names of our own columns
)
FIELD: Final = {
    PatrolKind.MANNED.value: Change.MANNED,
    PatrolKind.RELIEF.value: Change.MANNED,
    PatrolKind.LEFT.value: Change.LEFT,
}
ROOM: Final = {
    "post.closed": Change.CLOSED,
    "service.resumed": Change.BACK,
    "service.interrupted": Change.OUT,
}
"""What is said of a post by the room; where its event has no time of its own, it is when it was recorded."""


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
    if row.kind == PatrolReported.kind:
        actual = row.status == Status.ACTUAL.value
        return Told(row.at, FIELD[row.what], row.unit) if actual else None
    if row.kind == PostOpened.kind:
        return Told(row.recorded_at, Change.OPENED, row.manned_by)
    return Told(row.at or row.recorded_at, ROOM[row.kind])
