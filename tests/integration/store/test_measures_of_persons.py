"""A measure on a person is shown with the level of that person, and knows that the file was closed."""

from typing import Any

from controlroom.store.engine import make_engine
from controlroom.store.panels.measures import Whole, whole
from controlroom.store.panels.snapshot import look
from controlroom.watch.persons import ClosePerson, Particulars, RegisterPerson
from controlroom.watch.threat import SetThreatLevel
from controlroom.watch.visits import Rank
from tests.a_pen import a_writer, set_up
from tests.unit.watch.a_measure import draft, proposed

SHE = RegisterPerson("P-1", "anna", Particulars("KESTREL", Rank.A, True, "Jane Doe"))


async def read(database: Any) -> Whole:
    engine = make_engine(database.database_url)
    async with look(engine) as snapshot:
        found = await whole(snapshot, "M-1")
    await engine.dispose()
    assert found
    return found


async def test_the_level_and_the_end_of_a_person_are_known_to_her_measures(database: Any) -> None:
    async with a_writer(database.database_url) as writer:
        await set_up(writer, SHE)
        await writer.do(proposed(draft(file="person:P-1")))
        assert (await read(database)).level is None
        await writer.do(SetThreatLevel("person:P-1", 3, "anna", reason="letters"))
        of = await read(database)
        assert (of.level, of.over) == (3, False)
        await writer.do(proposed(draft(file="person:P-1"), key="M-2"))
        kept = await writer.connection.fetchval(
            "SELECT (pending->>'level')::int FROM measure WHERE id = 'M-2'"
        )
        assert kept == 3
        await writer.do(ClosePerson("P-1", "anna", "left office"))
        assert (await read(database)).over
