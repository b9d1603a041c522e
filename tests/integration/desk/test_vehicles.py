"""Plates in the database: gone when they were erased, gone after 30 days, and every proof still holds."""

from typing import Any

import pytest

from controlroom.store.rebuild import rebuild
from controlroom.store.verify import verify
from controlroom.watch.incidents import Account, IncidentKind, Vehicle
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.vehicles import AssessVehicle, Verdict
from tests.a_pen import MovingClock, Writer
from tests.integration.desk.looking import differs, every_alert
from tests.unit.watch.room import incident_word, site_word

CAR = Vehicle("1-ABC-123", "BE", "Volvo", "black")
PLATES = "SELECT count(*) FROM journal WHERE kind = 'vehicle.sighted' AND private LIKE '%1ABC123%'"


async def see(writer: Writer, minute: float = 0, car: Vehicle = CAR, site: str = "EU-JL") -> int:
    said = incident_word(IncidentKind.OTHER, 3, minute, site=site, account=Account(vehicle=car))
    number = await writer.do(said)
    assert number is not None
    return number + 1


async def row(writer: Writer) -> Any:
    return await writer.connection.fetchrow("SELECT *, jsonb_array_length(sightings) AS seen FROM vehicle")


async def found_by(writer: Writer) -> list[tuple[Any, ...]]:
    """What plates are looked for in, and who wrote each there last."""
    return [tuple(found) for found in await writer.connection.fetch("SELECT plate, xmin::text FROM plate")]


async def test_incidents_and_patrols_make_one_vehicle_and_its_alert(
    writer: Writer, clock: MovingClock
) -> None:
    await see(writer)
    clock.move(days=1)
    await writer.do(site_word(PatrolKind.FINDING, 24 * 60, vehicle=CAR))
    stored = await row(writer)
    assert (stored["plate"], stored["seen"], stored["priority"]) == ("1ABC123", 2, 3)
    (alert,) = [one for one in await every_alert(writer) if one.rule == "vehicle.pattern"]
    assert (alert.object, alert.count) == (f"vehicle:{stored['key']}", 1)
    assert await differs(writer) == []


async def test_a_plate_that_was_erased_does_not_come_back(
    writer: Writer, owner: Writer, clock: MovingClock
) -> None:
    number = await see(writer)
    stored = await row(writer)
    await owner.connection.execute("SELECT erase_private($1)", [number])
    assert await writer.connection.fetchval(PLATES) == 0
    await writer.do(AssessVehicle(stored["key"], "anna", Verdict.HARMLESS, "why", 1), actor="anna")
    stored = await row(writer)
    assert [stored[name] for name in ("plate", "country", "make", "colour")] == [None] * 4
    assert await differs(writer) == []
    await rebuild(owner.connection)
    assert (await row(writer))["plate"] is None
    assert await found_by(writer) == []


async def test_a_vehicle_that_comes_back_does_not_write_its_plate_again(
    writer: Writer, owner: Writer
) -> None:
    """Its index is the one thing of a vehicle that is dear to write."""
    await see(writer)
    ((_, by),) = await found_by(writer)
    await see(writer, 5)
    assert (await row(writer))["seen"] == 2
    assert await found_by(writer) == [("1ABC123", by)]
    await rebuild(owner.connection)
    assert [plate for plate, _ in await found_by(writer)] == ["1ABC123"]
    assert await differs(writer) == []
    await owner.connection.execute("UPDATE plate SET plate = '9XYZ999'")
    assert [line for line in await differs(writer) if "not found by the plate" in line]


async def test_the_plate_of_another_sighting_than_the_erased_one_stays(
    writer: Writer, owner: Writer, clock: MovingClock
) -> None:
    first = await see(writer)
    await see(writer, 5)
    await owner.connection.execute("SELECT erase_private($1)", [first])
    assert (await row(writer))["plate"] == "1ABC123"
    assert await differs(writer) == []


async def test_after_30_days_a_sighting_is_purged_with_a_record_and_the_chain_holds(
    writer: Writer, owner: Writer, clock: MovingClock
) -> None:
    await see(writer)
    clock.move(days=10)
    await see(writer, 10 * 24 * 60)
    clock.move(days=20, seconds=-5)
    await writer.tick()
    assert await writer.connection.fetchval(PLATES) == 2
    clock.move(seconds=6)
    await writer.tick()
    assert await writer.connection.fetchval(PLATES) == 1
    assert (await row(writer))["plate"] == "1ABC123"
    clock.move(days=10, seconds=-6)
    await writer.tick()
    clock.move(seconds=9)
    await writer.tick()
    stored = await row(writer)
    assert (await writer.connection.fetchval(PLATES), stored["plate"], stored["seen"]) == (0, None, 0)
    records = "SELECT count(*) FROM journal WHERE kind = 'vehicle.sightings_purged'"
    assert await writer.connection.fetchval(records) == 2
    assert await differs(writer) == []
    assert (await verify(writer.connection)).broken is None
    await rebuild(owner.connection)
    assert (await row(writer))["plate"] is None


async def test_the_watch_may_purge_nothing_that_no_record_names(writer: Writer, clock: MovingClock) -> None:
    number = await see(writer)
    await writer.connection.execute("SELECT purge_sightings($1)", [number - 1, number, number + 1])
    assert await writer.connection.fetchval(PLATES) == 1


@pytest.mark.parametrize("query", ["plate_parts(plate)", "plate_looks(plate)"])
async def test_the_indexes_of_plates_can_be_read_by_the_watch(writer: Writer, query: str) -> None:
    await see(writer)
    assert await writer.connection.fetchval(f"SELECT {query} IS NOT NULL FROM plate")
