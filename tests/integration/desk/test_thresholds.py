"""Another threshold or ladder counts at once, for every process, and the past still folds to the same."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from controlroom.store import fold, rebuild
from controlroom.store.codec import decode_thing
from controlroom.store.engine import connect
from controlroom.store.presence import Sign
from controlroom.store.tables import OPEN_ALERT, SHOWN_ALERT
from controlroom.watch.book import SetThreshold
from controlroom.watch.escalation import Ladder, Rung, SetLadder
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.refs import Noun
from controlroom.watch.rules import THRESHOLDS
from controlroom.watch.units import Pulse
from tests.a_pen import MovingClock, Writer
from tests.histories import any_command
from tests.integration.desk.looking import count, differs, every_alert, shown, tick_until, written
from tests.unit.watch.room import noon, plan_check, post_word, site_word

DUE = "SELECT nominal_at FROM deadline WHERE ref = $1 AND kind = $2"


def grace(minutes: float | None, scope: str = "") -> SetThreshold:
    return SetThreshold("patrol.missed", "grace", minutes, "chief", scope)


async def test_a_threshold_that_one_process_sets_moves_what_another_wrote(
    writer: Writer, other: Writer
) -> None:
    await writer.do(plan_check(1, 0, 10))
    await other.do(grace(30), actor="chief")
    assert await writer.connection.fetchval(DUE, "patrol_check:C-1", "missed") == noon(40)
    assert await differs(writer) == []
    await tick_until(noon(39.9), writer, other, every=9)
    assert await count(writer, "patrol_check.missed") == 0
    await tick_until(noon(40.1), writer, other)
    assert ("patrol.missed", 4) in await shown(writer)
    assert await differs(writer) == []


async def test_a_grace_that_becomes_shorter_than_what_has_passed_fires_with_the_next_tick(
    writer: Writer, other: Writer
) -> None:
    await writer.do(plan_check(1, 0, 10))
    await tick_until(noon(20), writer, every=9)
    await other.do(grace(5, "site:EU-JL"), actor="chief")
    await tick_until(noon(20) + timedelta(seconds=1), writer)
    assert await shown(writer) == [("patrol.missed", 4)]
    assert await differs(writer) == []


async def test_every_threshold_to_and_fro_leaves_the_tables_what_follows_from_the_journal(
    writer: Writer, other: Writer, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something of every kind is pending, when one pen sets them all and another sets them back."""
    await writer.write(*(plan_check(n, 0, 20 + n, "EMB-1") for n in range(4)), actor="setup")
    writer.heard("PATROL-1", Sign(clock.now(), Pulse.NORMAL))
    for minute in (2, 66, 130):
        await tick_until(noon(minute), writer, every=9)
        for process, bound in ((other, "most"), (writer, "least"), (other, None)):
            set_all = [
                SetThreshold(*key, getattr(threshold, bound) if bound else None, "chief")
                for key, threshold in THRESHOLDS.items()
            ]
            before = await count(writer, "rule.threshold_set")
            await process.write(*set_all, actor="chief")
            assert await count(writer, "rule.threshold_set") == before + len(THRESHOLDS)
            assert await differs(writer) == []
            await tick_until(clock.at + timedelta(seconds=30), writer, other, every=9)
            assert await differs(writer) == []
            held_at_most(0, monkeypatch)
            assert await differs(writer) == []
            monkeypatch.undo()


def held_at_most(things: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a fold knows of the steps before, each of seven events; the rest it has to look up."""
    monkeypatch.setattr(fold, "AT_ONCE", 7)
    monkeypatch.setattr(fold, "HELD_AT_MOST", things)


async def test_another_ladder_counts_at_once_for_what_another_process_raised(
    writer: Writer, other: Writer
) -> None:
    await tick_until(noon(1), writer)
    await writer.do(post_word("EU-07A", PatrolKind.LEFT, 1))
    await other.do(SetLadder(Ladder(1, (Rung(5, ("webhook:police",)),)), "chief"), actor="chief")
    assert await differs(writer) == []
    await tick_until(noon(1.2), writer, other)
    ((_, called),) = await written(writer, "alert.escalated")
    assert called.means == ("webhook:police",)  # type: ignore[union-attr]
    assert await differs(writer) == []


async def test_a_pattern_is_seen_at_once_at_a_site_that_nobody_had_in_sight(
    writer: Writer, other: Writer, clock: MovingClock
) -> None:
    day = 24 * 60
    for minute in (0, day + 5):
        clock.at = noon(minute)
        await writer.do(site_word(PatrolKind.CHECK, minute))
    await other.do(SetThreshold("patrol.predictable", "enough", 2, "chief"), actor="chief")
    assert ("patrol.predictable", 4) in await shown(writer)
    await writer.do(SetThreshold("patrol.predictable", "enough", None, "chief"), actor="chief")
    assert ("patrol.predictable", 4) not in await shown(writer)
    assert await differs(writer) == []


# How long a unit is waited for


async def silent_after(writer: Writer, since: float) -> None:
    """So many minutes after noon PATROL-1 is said to be silent, and not a second before."""
    await tick_until(noon(since) - timedelta(seconds=1), writer, every=7)
    assert await count(writer, "unit.fell_silent") == 0
    await tick_until(noon(since) + timedelta(seconds=0.5), writer)
    assert await count(writer, "unit.fell_silent") == 1


@pytest.mark.parametrize("scope", ["", "unit:PATROL-1"])
async def test_another_patience_counts_at_once_for_a_unit_that_is_waited_for(
    writer: Writer, other: Writer, clock: MovingClock, scope: str
) -> None:
    writer.heard("PATROL-1", Sign(clock.now(), Pulse.NORMAL))
    await writer.tick()
    await other.do(SetThreshold("feed.silent", "normal", 300, "chief", scope), actor="chief")
    await silent_after(writer, 5)


async def test_the_patience_with_one_unit_is_not_that_with_another(
    writer: Writer, other: Writer, clock: MovingClock
) -> None:
    writer.heard("PATROL-1", Sign(clock.now(), Pulse.NORMAL))
    await writer.tick()
    await other.do(SetThreshold("feed.silent", "normal", 300, "chief", "unit:ESCORT-1"), actor="chief")
    await other.do(SetThreshold("feed.silent", "critical", 300, "chief"), actor="chief")
    await silent_after(writer, 3)


async def test_a_patience_that_is_set_back_keeps_the_grace_of_a_downtime(
    writer: Writer, other: Writer, clock: MovingClock
) -> None:
    writer.heard("PATROL-1", Sign(clock.now(), Pulse.NORMAL))
    await writer.tick()
    clock.at = noon(4)
    await writer.tick()
    await other.do(SetThreshold("feed.silent", "normal", 300, "chief"), actor="chief")
    await other.do(SetThreshold("feed.silent", "normal", None, "chief"), actor="chief")
    await silent_after(writer, 3 + 4)


# Any history


@pytest.mark.parametrize("seed", range(4))
async def test_any_history_of_two_pens_folds_to_the_same_in_several_steps(
    writer: Writer, other: Writer, clock: MovingClock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    dice = Random(seed)
    for _ in range(90):
        clock.move(seconds=dice.choice((0, 1, 9, 60, 600, 1800)))
        process = dice.choice((writer, writer, other))
        alerts = await every_alert(writer)
        assert await by_the_tables(writer, str(OPEN_ALERT)) == [a.id for a in alerts if a.open]
        assert await by_the_tables(writer, str(SHOWN_ALERT)) == [a.id for a in alerts if a.shown]
        open_ones = [alert for alert in alerts if alert.open]
        said = [any_command(dice, clock.at, open_ones) for _ in range(dice.randint(0, 5))]
        await (process.tick(*said) if dice.random() < 0.6 else process.write(*said))
    assert await differs(writer) == []
    for things in (20, 0):
        held_at_most(things, monkeypatch)
        assert await differs(writer) == []


async def by_the_tables(writer: Writer, condition: str) -> list[int]:
    rows = await writer.connection.fetch(f"SELECT id FROM alert WHERE {condition} ORDER BY id")
    return [row["id"] for row in rows]


async def test_a_rebuild_after_thresholds_writes_what_was_there(
    database: Any, writer: Writer, other: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await writer.do(plan_check(1, 0, 10))
    await other.do(grace(30), actor="chief")
    await tick_until(noon(66), writer, other, every=9)
    await writer.do(SetThreshold("post.check_call_missed", "in_a_row", 5, "chief"), actor="chief")
    before = await everything(writer)
    held_at_most(0, monkeypatch)
    owner = await connect(database.owner_url)
    await rebuild.rebuild(owner)
    await owner.close()
    assert await everything(writer) == before


async def everything(writer: Writer) -> list[Any]:
    alerts = await writer.connection.fetch("SELECT to_json(t)::text FROM alert t ORDER BY id")
    due = await writer.connection.fetch("SELECT * FROM deadline ORDER BY ref, kind")
    assert all(decode_thing(Noun.ALERT, text) for (text,) in alerts)
    return [tuple(row) for row in (*alerts, *due)]
