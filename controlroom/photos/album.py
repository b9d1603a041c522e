"""The album: the photos of the reports, in the database and outside the journal.

The journal knows the photos of a report by their digests. Each is as large as ten thousand of its rows, is
read seldom and is erased by law, so they are kept beside it: a photo belongs to one report and goes with it.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.clock import Clock
from controlroom.errors import Refused
from controlroom.photos.photo import MOST_OF_A_REPORT, Kept, Photo
from controlroom.store.tables import photo
from controlroom.store.transaction import transaction
from controlroom.watch.words import mark

TOO_MANY: Final = mark("A report has at most %(most)s photos.")


class Album:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def keep(self, report: str, by: str, photos: Sequence[Photo]) -> None:
        """On disk when this returns; the same photo twice is one. Raises Refused if they are too many."""
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
            for row in rows:
                await connection.execute(insert(photo).values(row).on_conflict_do_nothing())
            if await _count(connection, report) > MOST_OF_A_REPORT:
                raise Refused(TOO_MANY, field="photos", most=MOST_OF_A_REPORT)

    async def of(self, report: str) -> list[Kept]:
        query = select(photo.c.digest, photo.c.width, photo.c.height, photo.c.kept_at)
        ordered = query.where(photo.c.report == report).order_by(photo.c.kept_at, photo.c.digest)
        async with transaction(self._engine) as connection:
            return [Kept(*row) for row in await connection.execute(ordered)]

    async def read(self, report: str, digest: str) -> bytes | None:
        query = select(photo.c.content).where(_is(report, digest))
        async with transaction(self._engine) as connection:
            content: bytes | None = (await connection.execute(query)).scalar_one_or_none()
        return content

    async def drop(self, report: str, digest: str) -> None:
        async with transaction(self._engine) as connection:
            await connection.execute(delete(photo).where(_is(report, digest)))


async def _count(connection: AsyncConnection, report: str) -> int:
    query = select(func.count()).select_from(photo).where(photo.c.report == report)
    return int((await connection.execute(query)).scalar_one())


def _is(report: str, digest: str) -> ColumnElement[bool]:
    return and_(photo.c.report == report, photo.c.digest == digest)
