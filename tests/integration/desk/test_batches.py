"""One batch, one transaction: journal, keys, state and deadlines say the same, whoever writes."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from controlroom.desk.batch import DOWN_AFTER, Batch, Held
from controlroom.desk.requests import Accepted
from controlroom.errors import AlreadyDone, Conflict, Stale, Unknown
from controlroom.store.codec import decode_thing
from controlroom.store.presence import Sign
from controlroom.store.rebuild import differences
from controlroom.store.tables import OPEN_ALERT
from controlroom.store.verify import verify
from controlroom.watch.alerts import Acknowledge, Alert
from controlroom.watch.incidents import Account, IncidentKind
from controlroom.watch.legs import LegState, ReportLeg
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.refs import Noun
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind, WithdrawUnit
from tests.a_pen import MovingClock, Writer
from tests.histories import any_command
from tests.unit.watch.room import incident_word, leg_word, noon, plan_check, post_word, report, site_word

OTHER = IncidentKind.OTHER
OPEN = "SELECT rule, priority FROM alert WHERE condition = 'active' ORDER BY id"


async def alerts(writer: Writer) -> list[tuple[str, int]]:
    return [tuple(row) for row in await writer.connection.fetch(OPEN)]


async def head(writer: Writer) -> int:
    seq: int = await writer.connection.fetchval("SELECT seq FROM head")
    return seq


async def count(writer: Writer, kind: str) -> int:
    found: int = await writer.connection.fetchval("SELECT count(*) FROM journal WHERE kind = $1", kind)
    return found


async def watch(writer: Writer, clock: MovingClock, minutes: int) -> None:
    """Let time pass without a moment in which the watch could be thought to be down."""
    for _ in range(minutes * 60 // 9 + 1):
        clock.move(seconds=9)
        await writer.tick()


async def differs(writer: Writer) -> list[str]:
    return [difference async for difference in differences(writer.connection)]


async def test_every_answer_names_its_own_place_in_the_order(writer: Writer) -> None:
    before = await head(writer)
    outcomes = await writer.write(*(incident_word(OTHER, 4, 1) for _ in range(5)))
    assert [o.seq for o in outcomes if isinstance(o, Accepted)] == [before + n for n in range(1, 6)]


async def test_what_is_refused_costs_its_neighbours_nothing_and_no_number(writer: Writer) -> None:
    good, bad = incident_word(OTHER, 4, 1), ReportLeg(report("ESCORT-1", 1), "V-404", 1)
    before = await head(writer)
    first, refused, second = await writer.write(good, bad, incident_word(OTHER, 4, 1))
    assert isinstance(refused, Unknown)
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert (first.seq, second.seq) == (before + 1, before + 2)


async def test_the_same_report_twice_is_one_also_within_one_batch(writer: Writer) -> None:
    said = incident_word(OTHER, 4, 1)
    first, again = await writer.write(said, said)
    (later,) = await writer.write(said)
    assert isinstance(first, Accepted)
    assert again == later == replace(first, fresh=False)


async def test_the_same_id_with_another_body_is_a_conflict_and_the_first_stands(writer: Writer) -> None:
    said = incident_word(OTHER, 4, 1)
    await writer.write(said)
    (outcome,) = await writer.write(replace(said, priority=1))
    assert isinstance(outcome, Conflict)
    assert await alerts(writer) == []


async def test_two_processes_that_take_turns_know_what_the_other_did(writer: Writer, other: Writer) -> None:
    await other.do(post_word("EU-07A", PatrolKind.LEFT, 1))
    await writer.do(post_word("EU-07B", PatrolKind.MANNED, 2))
    await other.do(post_word("EU-07B", PatrolKind.LEFT, 3))
    assert await alerts(writer) == [("post.left", 1)]
    assert await count(writer, "alert.raised") == 1
    assert await differs(writer) == []


async def test_a_process_that_wrote_last_does_not_read_the_world_again(writer: Writer, other: Writer) -> None:
    kept = writer.held.world
    await writer.do(incident_word(OTHER, 4, 1))
    assert writer.held.world is kept
    await other.do(incident_word(OTHER, 4, 1))
    await writer.do(incident_word(OTHER, 4, 1))
    assert writer.held.world is not kept


async def test_of_two_officers_on_two_processes_one_wins(writer: Writer, other: Writer) -> None:
    await writer.do(post_word("EU-07A", PatrolKind.LEFT, 1))
    number = await writer.connection.fetchval("SELECT id FROM alert")
    await writer.do(Acknowledge(number, "anna", 1), actor="anna")
    with pytest.raises(AlreadyDone) as refusal:
        await other.do(Acknowledge(number, "bert", 1), actor="bert")
    assert refusal.value.by == "anna"
    with pytest.raises(Unknown):
        await other.do(Acknowledge(number - 1, "bert", 1), actor="bert")


async def test_an_acknowledgement_of_a_stale_picture_is_refused_in_another_process_too(
    writer: Writer, other: Writer
) -> None:
    await writer.do(post_word("EU-07A", PatrolKind.LEFT, 1))
    number = await writer.connection.fetchval("SELECT id FROM alert")
    await writer.do(post_word("EU-07A", PatrolKind.MANNED, 2))
    with pytest.raises(Stale):
        await other.do(Acknowledge(number, "bert", 1), actor="bert")


async def test_a_deadline_fires_once_although_two_processes_tick(
    writer: Writer, other: Writer, clock: MovingClock
) -> None:
    for _ in range(660):
        clock.move(seconds=6)
        await (writer if clock.at.second % 12 else other).tick()
    assert await count(writer, "post.check_call_missed") == 1
    assert await alerts(writer) == [("leg.departure_overdue", 2), ("post.check_call_missed", 3)]
    assert await differs(writer) == []


async def tick_until(writer: Writer, minutes: float) -> None:
    """A watch that is up: it ticks all the time, though here only as often as it must."""
    clock = writer.clock
    while clock.at < noon(minutes):
        clock.at = min(clock.at + DOWN_AFTER - timedelta(seconds=1), noon(minutes))
        await writer.tick()


async def test_a_call_that_comes_with_the_very_tick_of_its_deadline_is_in_time(
    writer: Writer, clock: MovingClock
) -> None:
    await tick_until(writer, 64.9)
    clock.at = noon(65.01)
    await writer.tick(post_word("EU-07A", PatrolKind.CHECK_CALL, 65))
    await writer.tick()
    assert await count(writer, "post.check_call_missed") == 0
    assert await differs(writer) == []


async def test_what_fell_due_while_the_watch_was_down_gets_that_time_as_grace(
    writer: Writer, clock: MovingClock
) -> None:
    await writer.tick()
    clock.move(minutes=50)
    await writer.tick()
    assert await count(writer, "watch.resumed") == 1
    await tick_until(writer, 40 + 50 - 1)
    assert await count(writer, "leg.fell_behind") == 0
    await tick_until(writer, 40 + 50 + 1)
    assert await count(writer, "leg.fell_behind") > 0
    assert await differs(writer) == []


async def test_a_watch_that_was_away_for_a_moment_grants_nothing(writer: Writer, clock: MovingClock) -> None:
    await writer.tick()
    clock.move(seconds=DOWN_AFTER.total_seconds() - 1)
    await writer.tick()
    assert await count(writer, "watch.resumed") == 0


async def test_a_unit_that_falls_silent_is_noticed_and_heard_again(
    writer: Writer, clock: MovingClock
) -> None:
    writer.heard("PATROL-1", Sign(clock.now(), Pulse.NORMAL))
    await writer.tick()
    await tick_until(writer, 2.9)
    assert await alerts(writer) == []
    await tick_until(writer, 3.1)
    assert await alerts(writer) == [("feed.silent", 3)]
    await tick_until(writer, 5.2)
    assert await alerts(writer) == [("feed.silent", 2)]
    writer.heard("PATROL-1", Sign(clock.now(), Pulse.NORMAL))
    await writer.tick()
    assert await alerts(writer) == []
    assert await differs(writer) == []


async def test_a_critical_unit_is_missed_after_90_seconds_and_one_without_a_pulse_never(
    writer: Writer, clock: MovingClock
) -> None:
    writer.heard("EU-07A", Sign(clock.now(), Pulse.CRITICAL))
    writer.heard("PATROL-1", Sign(clock.now(), Pulse.NONE))
    await writer.tick()
    await tick_until(writer, 1.4)
    assert await count(writer, "unit.fell_silent") == 0
    await tick_until(writer, 20)
    assert await count(writer, "unit.fell_silent") == 1


async def test_a_unit_is_not_silent_because_the_watch_was_deaf(writer: Writer, clock: MovingClock) -> None:
    writer.heard("EU-07A", Sign(clock.now(), Pulse.CRITICAL))
    await writer.tick()
    clock.move(minutes=30)
    await writer.tick()
    assert await count(writer, "unit.fell_silent") == 0


async def test_a_late_report_withdraws_the_alert_also_for_another_process(
    writer: Writer, other: Writer, clock: MovingClock
) -> None:
    await writer.do(plan_check(1, 0, 10))
    await tick_until(writer, 26)
    assert await alerts(writer) == [("patrol.missed", 4)]
    await other.do(site_word(PatrolKind.CHECK, 9))
    assert await alerts(other) == []


async def test_a_convoy_that_arrives_is_expected_no_more(writer: Writer) -> None:
    await writer.do(leg_word(30, status=LegState.ARRIVED))
    rows = await writer.connection.fetch("SELECT kind FROM deadline WHERE ref = 'leg:V-1/1'")
    assert rows == []


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_after_any_history_the_tables_are_what_follows_from_the_journal(
    writer: Writer, other: Writer, clock: MovingClock, seed: int
) -> None:
    dice = Random(seed)
    for _ in range(100):
        clock.move(seconds=dice.choice((0, 1, 9, 60, 600, 1800)))
        process = dice.choice((writer, writer, other))
        said = [any_command(dice, clock.at, await open_alerts(writer)) for _ in range(dice.randint(0, 6))]
        await (process.tick(*said) if dice.random() < 0.5 else process.write(*said))
    assert await differs(writer) == []
    verdict = await verify(writer.connection)
    assert (verdict.broken, verdict.rows) == (None, await head(writer))
    assert await repeated(writer) == []
    assert {alert.id for alert in await open_alerts(writer)} == await open_by_the_rules_of_the_watch(writer)


async def open_alerts(writer: Writer) -> list[Alert]:
    query = f"SELECT to_json(t)::text FROM alert t WHERE {OPEN_ALERT}"
    found = [decode_thing(Noun.ALERT, text) for (text,) in await writer.connection.fetch(query)]
    return [alert for alert in found if isinstance(alert, Alert)]


async def repeated(writer: Writer) -> list[str]:
    """Things with two open alerts of one rule."""
    query = f"SELECT object FROM alert WHERE {OPEN_ALERT} GROUP BY object, rule HAVING count(*) > 1"
    return [row["object"] for row in await writer.connection.fetch(query)]


async def open_by_the_rules_of_the_watch(writer: Writer) -> set[int]:
    rows = await writer.connection.fetch("SELECT to_json(t)::text FROM alert t")
    things = [decode_thing(Noun.ALERT, text) for (text,) in rows]
    return {thing.id for thing in things if isinstance(thing, Alert) and thing.open}


async def test_one_downtime_is_one_missed_call_and_not_a_row_of_them(
    writer: Writer, clock: MovingClock
) -> None:
    await writer.tick()
    clock.move(hours=5)
    await watch(writer, clock, minutes=66)
    assert ("post.check_call_missed", 3) in await alerts(writer)
    await watch(writer, clock, minutes=50)
    assert ("post.check_call_missed", 3) in await alerts(writer)


async def test_the_second_step_of_a_late_leg_never_comes_with_the_first(
    writer: Writer, clock: MovingClock
) -> None:
    await writer.tick()
    clock.move(hours=2)
    await watch(writer, clock, minutes=41)
    assert ("leg.departure_overdue", 3) in await alerts(writer)
    await watch(writer, clock, minutes=10)
    assert ("leg.departure_overdue", 2) in await alerts(writer)


async def test_what_was_erased_does_not_come_back_with_a_batch_that_still_held_it(
    writer: Writer, owner: Writer
) -> None:
    words = Account(text="Jan Peeters at the gate")
    report_of_it = incident_word(IncidentKind.BREACH, 2, 1, account=words)
    (told,) = await writer.write(report_of_it)
    assert isinstance(told, Accepted)
    raised = await writer.connection.fetchval("SELECT id FROM alert WHERE rule = 'incident.serious'")
    with pytest.raises(Stale):
        await writer.do(Acknowledge(raised, "anna", 7), actor="anna")
    await owner.connection.execute("SELECT erase_private($1)", [told.seq])
    await writer.do(Acknowledge(raised, "anna", 1), actor="anna")
    assert await writer.connection.fetchval("SELECT text FROM incident") is None
    assert await differs(writer) == []


async def test_an_older_program_writes_beside_a_column_that_only_a_newer_one_knows(
    writer: Writer, owner: Writer
) -> None:
    await owner.connection.execute("ALTER TABLE unit ADD COLUMN patience_s integer NOT NULL DEFAULT 90")
    await writer.write(RegisterUnit("NEW-1", "A new one", UnitKind.PATROL, Pulse.NORMAL))
    assert await writer.connection.fetchval("SELECT patience_s FROM unit WHERE call_sign = 'NEW-1'") == 90


async def test_an_older_program_leaves_deadlines_alone_that_only_a_newer_one_knows(
    writer: Writer, owner: Writer, clock: MovingClock
) -> None:
    insert = "INSERT INTO deadline VALUES ('post:EU-07', 'drill', $1, $1)"
    await owner.connection.execute(insert, clock.now())
    clock.move(minutes=1)
    await writer.tick(post_word("EU-07A", PatrolKind.CHECK_CALL, 1))
    assert await writer.connection.fetchval("SELECT count(*) FROM deadline WHERE kind = 'drill'") == 1


async def test_a_unit_that_is_registered_again_is_watched_from_its_next_word_on(
    writer: Writer, clock: MovingClock
) -> None:
    writer.heard("PATROL-1", Sign(clock.now(), Pulse.NORMAL))
    await writer.tick()
    await writer.write(WithdrawUnit("PATROL-1"))
    clock.move(days=21)
    await writer.tick()
    await writer.write(RegisterUnit("PATROL-1", "Patrol 1", UnitKind.PATROL, Pulse.NORMAL))
    clock.move(minutes=10)
    await writer.tick()
    assert "feed.silent" not in {rule for rule, _ in await alerts(writer)}


async def test_without_a_clock_of_its_own_a_batch_goes_by_the_database(writer: Writer) -> None:
    batch = Batch(writer.connection, Held())
    await batch.write([])
    assert abs(batch.now - await writer.connection.fetchval("SELECT now()")) < timedelta(seconds=5)
