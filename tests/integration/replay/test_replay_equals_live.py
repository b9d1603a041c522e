"""Requirement R29: what a replay shows at a number of the journal is what the wall showed then."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from controlroom.auth.audience import PANELS
from controlroom.replay.player import Player
from controlroom.replay.screening import Screening, draw_all
from controlroom.store.codec import decode_thing
from controlroom.store.engine import connect, make_engine
from controlroom.store.presence import Sign
from controlroom.store.replay import making
from controlroom.store.replay.stage import a_stage
from controlroom.store.tables import OPEN_ALERT
from controlroom.watch.alerts import Acknowledge, Alert
from controlroom.watch.commands import Command
from controlroom.watch.duty import Place, TakeDuty
from controlroom.watch.files import FileCommand
from controlroom.watch.incidents import Account, IncidentKind
from controlroom.watch.legs import LegState
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.refs import Noun
from controlroom.watch.reports import Status
from controlroom.watch.threat import SetThreatLevel
from controlroom.watch.units import Pulse
from controlroom.ws.session import Drawn
from tests.a_pen import MovingClock, Writer, a_writer, set_up
from tests.histories import any_command
from tests.integration.replay.a_room import WALL, LiveRoom, Shot, drawn_again, make_bases
from tests.unit.watch.room import (
    incident_word,
    leg_word,
    plan_check,
    post_word,
    site_word,
    the_post,
    the_visit,
)

NOT_KEPT = re.compile(
    r'<li class="(?:feed|absent)" data-state="(?!silent|missing|out_of_service).*?</li>|'
    r'</?ul.*?>|<p class="empty">.*?</p>|\s+',
    re.DOTALL,
)
"""When feeds and units were heard is no history."""


@pytest.fixture
async def writer(database: Any) -> AsyncIterator[Writer]:
    async with a_writer(database.database_url, MovingClock()) as writer:
        await set_up(writer, the_post(), the_visit(), plan_check(1, 0, 20), plan_check(2, 5, 35))
        yield writer


@pytest.fixture
async def room(database: Any, writer: Writer) -> AsyncIterator[LiveRoom]:
    engine, connection = make_engine(database.database_url), await connect(database.database_url)
    yield LiveRoom(engine, writer.clock, connection)
    await connection.close()
    await engine.dispose()


async def live_on(writer: Writer, room: LiveRoom, until: float, said: dict[float, list[Command]]) -> None:
    """So many minutes after noon; the pen ticks every nine seconds, which is no pause."""
    while writer.clock.at < the_visit().starts_at + timedelta(minutes=until):
        writer.clock.move(seconds=9)
        minute = (writer.clock.at - the_visit().starts_at) / timedelta(minutes=1)
        for due in [at for at in said if at <= minute]:
            await writer.write(*said.pop(due))
        if minute < 40:
            writer.heard("PATROL-1", Sign(writer.clock.now(), Pulse.NORMAL))
        await writer.tick()
        await room.follow()


def a_scripted_hour() -> dict[float, list[Command]]:
    """By minutes after noon; what nobody reports comes by itself: calls, checks and legs that were missed."""
    seen = Account("A grey van stops <twice>.", "Twice in ten minutes.", "Looks odd.")
    return {
        1: [incident_word(IncidentKind.OTHER, 4, 1)],
        3: [incident_word(IncidentKind.SUSPICIOUS_VEHICLE, 2, 2, account=seen)],
        4: [incident_word(IncidentKind.DURESS, 1, 4)],
        6: [post_word("EU-07A", PatrolKind.LEFT, 6)],
        7: [TakeDuty("anna", Place.OFFICER)],
        8: [post_word("EU-07B", PatrolKind.MANNED, 8), SetThreatLevel("BE", 4)],
        12: [incident_word(IncidentKind.MEDICAL, 3, 11, marked=Status.EXERCISE)],
        25: [leg_word(25, status=LegState.READY)],
        44: [leg_word(43, status=LegState.EN_ROUTE)],
        46: [site_word(PatrolKind.CHECK, 30)],
        50: [leg_word(50, eta=the_visit().starts_at + timedelta(minutes=90))],
        55: [replace(the_visit(), code="V-2", code_name="HERON")],
        **{n + 0.5: [incident_word(IncidentKind.TRAFFIC, 4, n)] for n in range(10, 60, 2)},
    }


async def open_alerts(writer: Writer) -> list[Alert]:
    query = f"SELECT to_json(t)::text FROM alert t WHERE {OPEN_ALERT}"
    found = [decode_thing(Noun.ALERT, text) for (text,) in await writer.connection.fetch(query)]
    return [alert for alert in found if isinstance(alert, Alert)]


async def test_a_replay_of_an_hour_equals_the_panels_that_were_drawn_live(
    database: Any, writer: Writer, room: LiveRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "EVENTS", 10)
    said = a_scripted_hour()
    await live_on(writer, room, 9, said)
    for alert in await open_alerts(writer):
        await writer.do(Acknowledge(alert.id, "anna", alert.version), "anna")
    await live_on(writer, room, 60, said)
    await make_bases(database)
    await assert_replay_equals(database, writer, room.camera.shots)
    assert {shot.panel for shot in room.camera.shots} == set(PANELS)
    assert len({shot.v for shot in room.camera.shots}) > 30


async def assert_replay_equals(database: Any, writer: Writer, shots: list[Shot]) -> None:
    async with a_stage(database.database_url) as stage:
        for shot in shots:
            live, past = shot.html, await drawn_again(stage, writer, shot)
            if shot.panel == "feeds":
                live, past = NOT_KEPT.sub("", live), NOT_KEPT.sub("", past)
            assert past == live, f"{shot.panel} at {shot.v}, {shot.moment}"


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happened_is_replayed_as_it_was_drawn_live(
    database: Any, writer: Writer, room: LiveRoom, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Days of it, so that reports come late to what was over long ago; read in any order."""
    monkeypatch.setattr(making, "EVENTS", 12)
    monkeypatch.setattr(making, "AT_ONCE", 4)
    dice = Random(seed)
    for _ in range(90):
        await anything(writer, dice)
        await room.follow()
        if dice.random() < 0.1:
            await make_bases(database)
    await make_bases(database)
    await assert_replay_equals(database, writer, dice.sample(room.camera.shots, 60))
    assert await writer.connection.fetchval("SELECT count(*) FROM replay_base") > 10


@pytest.mark.parametrize("seed", range(2))
async def test_a_replay_that_played_on_equals_one_that_just_came(
    database: Any, writer: Writer, room: LiveRoom, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """It reads only what has changed: fails if touched.py lacks a panel for an event or for the minute."""
    monkeypatch.setattr(making, "EVENTS", 25)
    dice, began = Random(seed), writer.clock.now()
    for _ in range(70):
        await anything(writer, dice)
    await make_bases(database)
    present, now_s = writer.clock.now(), 0.0
    player = Player(began, now_s, now_s, speed=60, playing=True)
    shown: dict[str, Drawn] = {}
    async with a_stage(database.database_url) as playing, a_stage(database.database_url) as coming:
        screening = Screening(playing, room.painter, WALL)
        while player.playing:
            now_s += dice.choice((0.5, 1, 7, 90))
            for frame in await screening.frames(player, now_s, present):
                shown |= {panel["panel"]: Drawn(**panel) for panel in frame.get("panels", ())}
            fresh = await draw_all(coming, room.painter, min(player.moment(now_s), present), WALL)
            assert [name for name, drawn in fresh.items() if not shown[name].looks_like(drawn)] == []
    assert now_s > 100


async def anything(writer: Writer, dice: Random) -> None:
    """One batch, a while after the last. Nothing is restricted: that is done to the past, too, and shows."""
    writer.clock.move(seconds=dice.choice((0, 1, 9, 60, 600, 1800, 7200)))
    alerts = await open_alerts(writer)
    many = [any_command(dice, writer.clock.at, alerts) for _ in range(dice.choice((0, 0, 1, 1, 4)))]
    many = [one for one in many if not isinstance(one, FileCommand)]
    await (writer.write(*many) if many else writer.tick())
