"""The album: the photos of the reports, in the database and outside the journal.

The journal knows the photos of a report by their digests. Each is as large as ten thousand of its rows, is
read seldom and is erased by law, so they are kept beside it: a photo belongs to one report and goes with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, cast, delete, false, func, select, true
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.clock import Clock
from controlroom.errors import Refused
from controlroom.photos.photo import MOST_OF_A_REPORT, Kept, Photo
from controlroom.store.tables import early_warning, journal, photo
from controlroom.store.transaction import transaction
from controlroom.watch.words import mark

TOO_MANY: Final = mark("A report has at most %(most)s photos.")
SENT_ALREADY: Final = mark("This report has arrived already: what was told then stays.")
TOO_MANY_WAIT: Final = mark("Send first the reports that you have begun: many photos wait for them.")
WAIT_AT_MOST: Final = 60
"""Photos of one account that no report was sent with."""
WAIT_FOR: Final = timedelta(days=1)
"""How long a photo is kept that no report names."""

SENT: Final = select(true()).where(early_warning.c.ref == photo.c.report).exists()
"""The report of a photo is in the journal."""
NAMED: Final = func.coalesce(
    select(cast(journal.c.private, JSONB)[("account", "photos")].has_key(photo.c.digest))
    .where(early_warning.c.ref == photo.c.report, journal.c.seq == early_warning.c.number)
    .scalar_subquery(),
    false(),
)
"""What its report said names it: not one that came while the report was on its way, or from somebody else.

Asked of each photo, since a join would read all reports.
"""


class Album:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def keep(self, report: str, by: str, photos: Sequence[Photo]) -> bool:
        """On disk when this returns; the same photo twice is one. Raises Refused if they are too many, or
        if the report was sent without them. Whether any of them was not there before.

        Whoever keeps a photo clears away what no report names, so that no clock is needed for that.
        """
        now = self._clock.now()
        rows = [
            {
                "report": report,
                "digest": one.digest,
                "by": by,
                "kept_at": now,
                "width": one.width,
                "height": one.height,
                "content": one.content,
            }
            for one in photos
        ]
        async with transaction(self._engine) as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(report))))
            fresh = await _missing(connection, report, photos)
            if fresh and await _was_sent(connection, report):
                raise Refused(SENT_ALREADY, field="photos")
            for row in rows:
                await connection.execute(insert(photo).values(row).on_conflict_do_nothing())
            if await _count(connection, photo.c.report == report) > MOST_OF_A_REPORT:
                raise Refused(TOO_MANY, field="photos", most=MOST_OF_A_REPORT)
            await _clear_away(connection, now)
            if await _count(connection, and_(photo.c.by == by, ~SENT)) > WAIT_AT_MOST:
                raise Refused(TOO_MANY_WAIT, field="photos")
        return fresh

    async def of(self, report: str, by: str) -> list[Kept]:
        """Those that this account has kept for it."""
        query = select(photo.c.digest, photo.c.width, photo.c.height, photo.c.kept_at)
        mine = query.where(photo.c.report == report, photo.c.by == by)
        ordered = mine.order_by(photo.c.kept_at, photo.c.digest)
        async with transaction(self._engine) as connection:
            return [Kept(*row) for row in await connection.execute(ordered)]

    async def of_each(self, reports: Sequence[str], by: str) -> dict[str, tuple[str, ...]]:
        """The digests of what this account, or this unit, has kept for each of them."""
        query = select(photo.c.report, photo.c.digest).where(photo.c.report.in_(reports), photo.c.by == by)
        found: defaultdict[str, list[str]] = defaultdict(list)
        async with transaction(self._engine) as connection:
            for report, digest in await connection.execute(query.order_by(photo.c.kept_at, photo.c.digest)):
                found[report].append(digest)
        return {report: tuple(digests) for report, digests in found.items()}

    async def read(self, report: str, digest: str, by: str | None = None) -> bytes | None:
        """`by`: only if this account has kept it."""
        kept = _is(report, digest) if by is None else and_(_is(report, digest), photo.c.by == by)
        query = select(photo.c.content).where(kept)
        async with transaction(self._engine) as connection:
            content: bytes | None = (await connection.execute(query)).scalar_one_or_none()
        return content

    async def drop(self, report: str, digest: str, by: str) -> None:
        """Nothing, if the report was sent: what was said then stays."""
        mine = and_(_is(report, digest), photo.c.by == by, ~SENT)
        async with transaction(self._engine) as connection:
            await connection.execute(delete(photo).where(mine))


async def _missing(connection: AsyncConnection, report: str, photos: Iterable[Photo]) -> bool:
    query = select(photo.c.digest).where(photo.c.report == report)
    there = set((await connection.execute(query)).scalars())
    return any(one.digest not in there for one in photos)


async def _was_sent(connection: AsyncConnection, report: str) -> bool:
    query = select(early_warning.c.number).where(early_warning.c.ref == report)
    return (await connection.execute(query)).first() is not None


async def _count(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(photo).where(which)
    return int((await connection.execute(query)).scalar_one())


async def _clear_away(connection: AsyncConnection, now: datetime) -> None:
    forgotten = and_(photo.c.kept_at < now - WAIT_FOR, ~NAMED)
    await connection.execute(delete(photo).where(forgotten))


def _is(report: str, digest: str) -> ColumnElement[bool]:
    return and_(photo.c.report == report, photo.c.digest == digest)
