"""A report that was unfounded loses its words and photos after a year, and every proof still holds."""

from collections.abc import AsyncIterator, Sequence

import pytest

from controlroom.photos.album import Album
from controlroom.photos.photo import Photo
from controlroom.store.engine import make_engine
from controlroom.store.rebuild import rebuild
from controlroom.store.verify import verify
from controlroom.watch.described import SamePerson
from controlroom.watch.early_warnings import (
    AdviseOnWarning,
    AssessWarning,
    CloseWarning,
    GiveFeedback,
    Outcome,
    ShareWarning,
    TriageWarning,
)
from tests.a_pen import MovingClock, Writer
from tests.conftest import Database
from tests.integration.desk.looking import count, differs
from tests.unit.watch.a_warning import VERA, the_company, warning_word

WORDS = """
SELECT kind FROM journal WHERE kind LIKE 'early_warning.%' AND body::jsonb ->> 'warning' = $1
    AND private IS NOT NULL ORDER BY seq
"""
SAID = ("reported", "shared", "opinion_given", "assessed", "feedback_given")
LINKED = (*SAID, "linked")
PHOTO = Photo(2, 1, b"\xff\xd8\xff a van")


@pytest.fixture
async def album(database: Database, clock: MovingClock) -> AsyncIterator[Album]:
    engine = make_engine(database.database_url)
    yield Album(engine, clock)
    await engine.dispose()


async def closed(writer: Writer, album: Album, number: int, outcome: Outcome) -> str:
    """The reference of a report with a photo and all that can be said of it."""
    word = warning_word(number)
    await album.keep(word.ref, "noordlicht", [PHOTO])
    for command in (
        word,
        TriageWarning(word.ref, "anna"),
        ShareWarning(word.ref, (VERA,), "anna", "the plate may be theirs"),
        AdviseOnWarning(word.ref, "the van of a baker", "vera"),
        AssessWarning(word.ref, action=False, text="the baker comes at seven", by="anna"),
        GiveFeedback(word.ref, "it was the baker", "anna"),
        CloseWarning(word.ref, outcome, "anna"),
    ):
        await writer.do(command, actor="anna")
    return word.ref


async def said_of(writer: Writer, ref: str) -> Sequence[str]:
    return [row["kind"].partition(".")[2] for row in await writer.connection.fetch(WORDS, ref)]


async def test_a_year_after_it_was_unfounded_a_report_is_erased_with_a_record_and_the_chain_holds(
    writer: Writer, owner: Writer, clock: MovingClock, album: Album
) -> None:
    for command in the_company():
        await writer.do(command)
    unfounded = await closed(writer, album, 1, Outcome.UNFOUNDED)
    explained = await closed(writer, album, 2, Outcome.EXPLAINED)
    await writer.do(SamePerson(unfounded, explained, "DP-AAAAAA", "anna", "the same scar"), actor="anna")
    clock.move(days=365, seconds=-5)
    await writer.tick()
    assert (await said_of(writer, unfounded), await count(writer, "early_warning.purged")) == ([*LINKED], 0)
    clock.move(seconds=6)
    await writer.tick()
    clock.move(days=1)
    await writer.tick()
    assert (await said_of(writer, unfounded), await count(writer, "early_warning.purged")) == ([], 1)
    assert await album.read(unfounded, PHOTO.digest) is None
    assert await said_of(writer, explained) == [*LINKED]
    assert await album.read(explained, PHOTO.digest) == PHOTO.content
    proof = await verify(writer.connection)
    assert (proof.broken, proof.erased) == (None, len(LINKED))
    assert await differs(writer) == []
    await rebuild(owner.connection)
    assert await differs(writer) == []


async def test_the_watch_may_erase_no_report_that_no_record_names(
    writer: Writer, clock: MovingClock, album: Album
) -> None:
    for command in the_company():
        await writer.do(command)
    ref = await closed(writer, album, 1, Outcome.UNFOUNDED)
    clock.move(days=400)
    rows = await writer.connection.fetch("SELECT seq FROM journal")
    await writer.connection.execute("SELECT purge_warnings($1)", [row["seq"] for row in rows])
    assert await said_of(writer, ref) == [*SAID]
