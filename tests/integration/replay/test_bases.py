"""Bases: from where the past is folded, what is not in them, and what becomes of them."""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from controlroom.app import Painter
from controlroom.errors import Unavailable, Unknown
from controlroom.store.engine import connect, make_engine
from controlroom.store.fold import Fold, fold_on
from controlroom.store.panels.snapshot import look
from controlroom.store.replay import bases, making, stage
from controlroom.store.replay.left_out import recall
from controlroom.store.replay.stage import Stage, a_stage
from controlroom.store.scratch import scratch
from controlroom.store.tables import NOUNS
from controlroom.watch.alerts import Acknowledge, Close, Disposition
from controlroom.watch.incidents import Account, Incident, IncidentKind
from controlroom.watch.legs import Leg, LegState
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.visits import Visit, VisitState
from tests.a_pen import MovingClock, Writer, a_writer, set_up
from tests.integration.replay.a_room import make_bases
from tests.unit.watch.room import NOON, incident_word, leg_word, noon, the_post, the_visit

FOR_EVER = datetime.max.replace(tzinfo=NOON.tzinfo)
SAID = Account(text="A grey van.", facts="Twice.", assessment="Odd.")


@pytest.fixture(autouse=True)
def _bases_after_few_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "EVENTS", 6)
    monkeypatch.setattr(making, "AT_ONCE", 3)


@pytest.fixture
async def writer(database: Any) -> AsyncIterator[Writer]:
    async with a_writer(database.database_url, MovingClock()) as writer:
        await set_up(writer, the_post(), the_visit())
        yield writer


@pytest.fixture
async def on_stage(database: Any) -> AsyncIterator[Stage]:
    async with a_stage(database.database_url) as on_stage:
        yield on_stage


async def at(writer: Writer, minutes: float, *commands: Any) -> None:
    """The head is told that it ticked: a watch that slept so long would grant that as grace."""
    writer.clock.at = noon(minutes)
    await writer.connection.execute("UPDATE head SET ticked_at = $1", writer.clock.at)
    await writer.write(*commands)
    await writer.tick()


async def a_visit_that_is_over(writer: Writer) -> None:
    for number in (1, 2):
        await at(writer, 20 + number, leg_word(20 + number, number=number, status=LegState.SKIPPED))
    await at(writer, 301)
    assert await writer.connection.fetchval("SELECT state FROM visit") == VisitState.CLOSED


async def folded(database: Any) -> dict[str, list[str]]:
    """All rows of every table, folded from the beginning with no bases at all."""
    connection = await connect(database.database_url)
    async with scratch(connection):
        await fold_on(connection, Fold())
        rows = await all_rows(connection)
    await connection.close()
    return rows


async def all_rows(connection: Any) -> dict[str, list[str]]:
    return {
        table.name: sorted(
            text for (text,) in await connection.fetch(f"SELECT to_json(t)::text FROM {table.name} t")
        )
        for table in NOUNS.values()
    }


async def test_a_late_report_on_a_visit_that_no_base_has_finds_it_as_it_was(
    database: Any, writer: Writer, on_stage: Stage
) -> None:
    await a_visit_that_is_over(writer)
    await at(writer, 360, *(incident_word(IncidentKind.OTHER, 4, 360) for _ in range(12)))
    await make_bases(database)
    base = await bases.last(writer.connection)
    body = json.loads(
        await writer.connection.fetchval("SELECT body FROM replay_base WHERE seq = $1", base.seq)
    )
    assert (body["visit"], body["leg"]) == ([], [])
    kept = await recall(writer.connection, [Ref(Noun.VISIT, "V-1"), Ref(Noun.LEG, "V-1/2")], base.seq)
    visit, leg = kept[Ref(Noun.VISIT, "V-1")], kept[Ref(Noun.LEG, "V-1/2")]
    assert isinstance(visit, Visit)
    assert isinstance(leg, Leg)
    assert (visit.state, leg.state) == (VisitState.CLOSED, LegState.SKIPPED)
    await at(writer, 370, leg_word(369, number=2, eta=noon(400)))
    went = await on_stage.go_to(noon(380))
    assert "leg.reported" in went.kinds
    rows, whole = await all_rows(on_stage.past.connection), await folded(database)
    assert (rows["visit"], [row for row in whole["leg"] if "V-1/2" in row]) == (whole["visit"], rows["leg"])


MOVE_OUT = """
WITH out AS (
    UPDATE replay_base SET body = jsonb_set(body::jsonb, '{visit}', '[]')::text WHERE seq = $1
)
INSERT INTO replay_left_out
SELECT 'visit:V-1', seq, body::jsonb -> 'visit' ->> 0 FROM replay_base WHERE seq = $1
"""


async def test_an_alert_brings_what_its_row_names_even_if_no_event_touches_that(
    database: Any, writer: Writer, on_stage: Stage
) -> None:
    """A leg that is late, of a visit that a base left out; no rule does so today, but a new one may."""
    await make_bases(database)
    owner = await connect(database.owner_url)
    await owner.execute(MOVE_OUT, (await bases.last(writer.connection)).seq)
    await owner.close()
    await at(writer, 41)
    await on_stage.go_to(noon(42))
    panel: Any = (await Painter.read("alerts", on_stage.snapshot, noon(42))).whole
    assert [row.object_label for row in panel.rows if row.rule == "leg.departure_overdue"] == ["FALCON"]


async def test_an_incident_that_nothing_touched_is_folded_again_from_its_report(
    database: Any, writer: Writer
) -> None:
    """So it takes no room beside the bases, however many there are."""
    await at(writer, 1, *(incident_word(IncidentKind.OTHER, 4, 1, account=SAID) for _ in range(60)))
    await at(writer, 120, incident_word(IncidentKind.OTHER, 4, 120))
    await make_bases(database)
    oldest = await writer.connection.fetchval("SELECT min(id) FROM incident")
    assert (
        await writer.connection.fetchval("SELECT count(*) FROM replay_left_out WHERE ref LIKE 'incident:%'")
        == 0
    )
    ref, base = Ref(Noun.INCIDENT, str(oldest)), await bases.last(writer.connection)
    found = (await recall(writer.connection, [ref], base.seq))[ref]
    assert isinstance(found, Incident)
    assert (found.id, found.text, found.received_at.minute) == (oldest, "A grey van.", 1)


async def test_an_incident_that_was_taken_and_settled_is_kept_as_that(database: Any, writer: Writer) -> None:
    await at(writer, 1, incident_word(IncidentKind.FIRE, 2, 1, account=SAID))
    ((number, version),) = await writer.connection.fetch("SELECT id, version FROM alert")
    await at(writer, 2, Acknowledge(number, "anna", version))
    await at(writer, 3, Close(number, "anna", version + 1, Disposition.TRUE, "out"))
    await at(writer, 40, *(incident_word(IncidentKind.OTHER, 4, 40) for _ in range(60)))
    await at(writer, 110, incident_word(IncidentKind.OTHER, 4, 110))
    await make_bases(database)
    ((ref,),) = await writer.connection.fetch("SELECT ref FROM replay_left_out WHERE ref LIKE 'incident:%'")
    base = await bases.last(writer.connection)
    found = (await recall(writer.connection, [Ref.parse(ref)], base.seq))[Ref.parse(ref)]
    assert isinstance(found, Incident)
    assert (found.taken_by, found.settled, found.text) == ("anna", True, "A grey van.")


async def test_what_was_erased_is_erased_in_a_replay_too(
    database: Any, writer: Writer, on_stage: Stage
) -> None:
    await at(writer, 1, incident_word(IncidentKind.OTHER, 4, 1, account=SAID))
    await at(writer, 90, incident_word(IncidentKind.OTHER, 4, 90, account=SAID))
    await make_bases(database)
    tables = ("replay_base", "replay_left_out")
    kept = [str(await writer.connection.fetch(f"SELECT * FROM {table}")) for table in tables]
    assert not any("grey van" in text for text in kept)
    await on_stage.go_to(noon(100))
    assert await texts(on_stage) == ["A grey van.", "A grey van."]
    owner = await connect(database.owner_url)
    await owner.execute("SELECT erase_private(array_agg(id)) FROM incident")
    await owner.close()
    await on_stage.go_to(noon(101))
    assert await texts(on_stage) == ["", ""]
    await on_stage.go_to(noon(95))
    assert await texts(on_stage) == ["", ""]


async def texts(on_stage: Stage) -> list[str]:
    """Of the incidents, as a panel has them."""
    panel: Any = (await Painter.read("incidents", on_stage.snapshot, noon(100))).whole
    return [row.text for row in panel.rows]


async def test_bases_that_were_deleted_are_made_again_and_say_the_same(
    database: Any, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_visit_that_is_over(writer)
    await at(writer, 400, incident_word(IncidentKind.OTHER, 4, 400))
    before = await make_bases(database)
    await writer.connection.execute("DELETE FROM replay_base")
    monkeypatch.setattr(making, "EVENTS", 3)
    monkeypatch.setattr(making, "AT_ONCE", 2)
    assert await make_bases(database) > before > 0
    async with a_stage(database.database_url) as on_stage:
        await on_stage.go_to(noon(401))
        assert on_stage.past.base.seq > 0
        rows = await all_rows(on_stage.past.connection)
    whole = await folded(database)
    assert (rows["incident"], rows["post"], rows["alert"]) == (
        whole["incident"],
        whole["post"],
        whole["alert"],
    )


async def test_bases_of_another_version_are_thrown_away(database: Any, writer: Writer) -> None:
    await make_bases(database)
    owner = await connect(database.owner_url)
    await owner.execute("UPDATE replay_base SET form = 'of the version before', body = '{}'")
    await owner.close()
    assert await bases.newest_before(writer.connection, FOR_EVER) == bases.NOTHING
    assert await make_bases(database) == 2
    assert (
        await writer.connection.fetchval("SELECT count(*) FROM replay_base WHERE form <> $1", bases.FORM) == 0
    )


async def test_of_long_ago_one_base_a_day_stays(
    database: Any, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "AT_ONCE", 1)
    monkeypatch.setattr(making, "EVENTS", 1)
    for day in range(3):
        for hour in range(5):
            minutes = (day * 24 + hour * 2) * 60
            await at(writer, minutes + 1, incident_word(IncidentKind.OTHER, 4, minutes))
    await at(writer, 40 * 24 * 60, incident_word(IncidentKind.OTHER, 4, 40 * 24 * 60))
    await make_bases(database)
    long_ago = "SELECT date_trunc('day', at) FROM replay_base WHERE at < $1"
    days = [row[0] for row in await writer.connection.fetch(long_ago, NOON + timedelta(days=9))]
    assert len(days) == len(set(days)) == 3


async def test_before_the_journal_began_and_in_the_future_there_is_nothing(
    writer: Writer, on_stage: Stage
) -> None:
    now = writer.clock.now()
    with pytest.raises(Unknown, match=r"begins on 24/11/2026 13:00"):
        await on_stage.check(NOON - timedelta(seconds=1), now)
    with pytest.raises(Unknown, match=r"24/11/2026 14:00 has not been yet"):
        await on_stage.check(NOON + timedelta(hours=1), now)
    await on_stage.check(now, now)


async def test_an_empty_journal_has_no_past(database: Any, on_stage: Stage) -> None:
    with pytest.raises(Unknown, match="is empty"):
        await on_stage.check(NOON, NOON)


async def test_a_moment_far_from_any_base_is_not_folded_while_somebody_waits(
    writer: Writer, on_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "FOLDED_AT_MOST", 5)
    with pytest.raises(Unavailable, match="is being prepared"):
        await on_stage.check(writer.clock.now(), writer.clock.now())


async def test_a_stage_steps_from_batch_to_batch_and_from_alert_to_alert(
    writer: Writer, on_stage: Stage
) -> None:
    await at(writer, 5, incident_word(IncidentKind.OTHER, 4, 5), incident_word(IncidentKind.OTHER, 4, 5))
    await at(writer, 10, incident_word(IncidentKind.FIRE, 2, 10))
    await at(writer, 15, incident_word(IncidentKind.OTHER, 4, 15))
    await on_stage.go_to(noon(12))
    steps = {
        ("next", "event"): 15,
        ("previous", "event"): 10,
        ("previous", "alert"): 10,
        ("next", "alert"): None,
    }
    for (to, what), minutes in steps.items():
        found = await on_stage.beside(to, what)
        assert found and found.replace(microsecond=0) == noon(minutes) if minutes else found is None, (
            to,
            what,
        )
    ten = await on_stage.beside("previous", "event")
    assert ten
    await on_stage.go_to(ten)
    five = await on_stage.beside("previous", "event")
    assert five
    assert five.replace(microsecond=0) == noon(5)
    await on_stage.go_to(five)
    assert await on_stage.beside("next", "alert") == ten


async def test_no_panel_of_the_past_reads_a_table_of_the_present(database: Any, on_stage: Stage) -> None:
    """But names of people, and what of the journal's head nothing is shown."""
    named = {*bases.HIDDEN, *(table.name for table in NOUNS.values())}
    rows = await on_stage.past.connection.fetch("SELECT relname FROM pg_class WHERE relpersistence = 't'")
    assert {row[0] for row in rows if row[0] in named} == named
    engine = make_engine(database.database_url)
    async with look(engine) as snapshot:
        assert not snapshot.past
    await engine.dispose()
    assert on_stage.snapshot.past
