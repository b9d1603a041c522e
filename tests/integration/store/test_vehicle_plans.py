"""The page of a vehicle, the list and a new sighting cost the same however many vehicles were seen."""

from bench.plans import Statement, listening
from bench.vehicles import GROWING, judge, live_a_month
from controlroom.store.engine import connect
from controlroom.store.panels.snapshot import look
from controlroom.store.panels.vehicles import Wish, one_vehicle, vehicles
from controlroom.store.rebuild import differences
from controlroom.watch.incidents import Account, IncidentKind, ReportIncident, Vehicle
from controlroom.watch.reports import Report
from tests.a_pen import a_writer, set_up
from tests.conftest import Database
from tests.integration.a_watch import a_watch
from tests.unit.watch.room import NOON

BIG = {"vehicle", "plate"}
AT_MOST = 1_500
"""Rows of a statement: a list counts up to a thousand, and what is near is looked for among 200."""
FEW = 20
"""Rows that a statement of one report may read."""
FILL = """
INSERT INTO vehicle (key, plate, country, partial, sightings, seen_at, version)
SELECT md5(n::text), (n % 9 + 1) || 'XY' || chr(65 + n % 26) || n, 'BE', n % 50 = 0, v.sightings,
    v.seen_at - n * interval '1 minute', 1
FROM generate_series(1, 6000) AS n, (SELECT sightings, seen_at FROM vehicle LIMIT 1) AS v
"""


async def test_no_statement_about_vehicles_reads_them_from_end_to_end(database: Database) -> None:
    async with a_writer(database.database_url) as writer:
        await set_up(writer)
        for n, plate in enumerate(("1ABO123", "1AB0123", "1A?O123")):
            car = Account(vehicle=Vehicle(plate, "BE", "Volvo", "black"))
            report = Report(f"00000000-0000-4000-8000-{n:012}", "EU-07A", NOON)
            await writer.do(ReportIncident(report, IncidentKind.OTHER, 3, "EU-JL", account=car))
        assert [line async for line in differences(writer.connection)] == []
    owner = await connect(database.owner_url, hurry=False)
    await owner.execute(FILL)
    await owner.execute("ANALYZE vehicle, plate")
    key = await owner.fetchval("SELECT key FROM vehicle WHERE plate = '1ABO123'")
    async with (
        listening(database.superuser_url) as plans,
        a_watch(database.database_url) as watch,
        look(watch.app.state.engine) as snapshot,
    ):
        read = await one_vehicle(snapshot, key)
        for state in ("open", "investigated", "listed", "all"):
            await vehicles(snapshot, Wish(state=state), NOON)
        for typed in ("ABO1", "A?O12", "1abo123"):
            found = await vehicles(snapshot, Wish(typed, "all"), NOON)
            assert "1ABO123" in {one.plate for one in found.vehicles}, typed
    assert {each.vehicle.plate for each in read.possible} == {"1AB0123", "1A?O123"}
    asked = [one for one in plans.of_tables().values() if not BIG.isdisjoint(one.most)]
    assert len(asked) >= 10
    assert {table for one in asked for table in one.most} >= BIG
    assert [one.query for one in asked if _reads_too_much(one)] == []
    await owner.close()


async def test_a_sighting_is_judged_by_a_few_rows_after_a_month_of_them(database: Database) -> None:
    """Whatever is known of the vehicle, and whoever saw it; the month is as the pen would have stored it."""
    month = await live_a_month(database.database_url, database.owner_url, 1_000)
    owner = await connect(database.owner_url, hurry=False)
    assert [line async for line in differences(owner)] == []
    await owner.close()
    async with listening(database.superuser_url) as plans:
        await judge(database.database_url, month, 2)
    asked = list(plans.of_tables().values())
    assert {table for one in asked for table in one.most} >= {"vehicle", "deadline", "alert", "report_key"}
    assert [one.query for one in asked if one.whole & GROWING or one.rows > FEW] == []


def _reads_too_much(statement: Statement) -> bool:
    return bool(BIG & statement.whole) or any(statement.most.get(table, 0) > AT_MOST for table in BIG)
