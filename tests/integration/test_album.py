"""The photos of a report are kept beside the journal, and go with the words of the report."""

import json
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.clock import SystemClock
from controlroom.errors import Refused
from controlroom.photos.album import Album
from controlroom.photos.photo import MOST_OF_A_REPORT, Photo
from controlroom.store.engine import make_engine
from tests.conftest import Database

A_PHOTO = Photo(2, 1, b"\xff\xd8\xff one")
ANOTHER = Photo(2, 1, b"\xff\xd8\xff two")


@pytest.fixture
async def engine(database: Database) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(database.database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def album(engine: AsyncEngine) -> Album:
    return Album(engine, SystemClock())


async def test_a_photo_is_kept_once_and_found_by_its_name(album: Album) -> None:
    await album.keep("EW-1", "ann", [A_PHOTO])
    await album.keep("EW-1", "ann", [A_PHOTO, ANOTHER])
    assert {one.digest for one in await album.of("EW-1", "ann")} == {A_PHOTO.digest, ANOTHER.digest}
    assert await album.read("EW-1", A_PHOTO.digest) == A_PHOTO.content


async def test_a_photo_belongs_to_one_report(album: Album) -> None:
    await album.keep("EW-1", "ann", [A_PHOTO])
    assert await album.of("EW-2", "ann") == []
    assert await album.read("EW-2", A_PHOTO.digest) is None


async def test_a_photo_that_was_taken_back_is_gone(album: Album) -> None:
    await album.keep("EW-1", "ann", [A_PHOTO, ANOTHER])
    await album.drop("EW-1", A_PHOTO.digest, "ann")
    assert await album.read("EW-1", A_PHOTO.digest) is None
    assert await album.read("EW-1", ANOTHER.digest) == ANOTHER.content


async def test_one_photo_too_many_keeps_none_of_them(album: Album) -> None:
    many = [Photo(1, 1, bytes([number])) for number in range(MOST_OF_A_REPORT + 1)]
    await album.keep("EW-1", "ann", many[:1])
    with pytest.raises(Refused, match="at most 6"):
        await album.keep("EW-1", "ann", many[1:])
    assert [one.digest for one in await album.of("EW-1", "ann")] == [many[0].digest]


async def test_photos_go_with_the_words_of_their_report(album: Album, database: Database) -> None:
    await album.keep("EW-1", "ann", [A_PHOTO])
    await album.keep("EW-2", "ann", [ANOTHER])
    owner = await asyncpg.connect(database.owner_url)
    try:
        await owner.execute(REPORTED, json.dumps({"warning": "EW-1"}))
        await owner.execute("SELECT erase_private(ARRAY[1])")
    finally:
        await owner.close()
    assert await album.of("EW-1", "ann") == []
    assert len(await album.of("EW-2", "ann")) == 1


REPORTED = """
INSERT INTO journal (seq, recorded_at, actor, kind, body, private, salt, private_digest, hash)
VALUES (1, now(), 'ann', 'early_warning.reported', $1, '{}', 'x', 'x', 'x')
"""
