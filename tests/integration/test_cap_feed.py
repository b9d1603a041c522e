"""Warnings of other services over HTTP: what they warn of is an incident, until they or their time end it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from controlroom.interchange.cap import (
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    Message,
    MsgType,
    Point,
    Scope,
    Severity,
    Status,
    Urgency,
    write,
)
from controlroom.store import rebuild
from controlroom.store.engine import connect
from tests.integration.a_watch import Watch

CAP_XML: Final = "application/cap+xml"
BOMB: Final = b"""<!DOCTYPE alert [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&b;</identifier></alert>"""


def message(name: str, *earlier: Message, **more: Any) -> Message:
    """A storm from now on, for two hours, unless it says otherwise."""
    now = datetime.now(UTC).replace(microsecond=0)
    info = Info(
        language="nl-BE",
        categories=(Category.MET,),
        event="Storm",
        urgency=Urgency.IMMEDIATE,
        severity=Severity.SEVERE,
        certainty=Certainty.OBSERVED,
        expires=more.pop("expires", now + timedelta(hours=2)),
        headline=f"Code oranje, {name}",
        areas=(Area("Brussel", circles=(Circle(Point(50.85, 4.35), 5),)),),
    )
    said: dict[str, Any] = {
        "identifier": name,
        "sender": "weer@meteo.example",
        "sent": now - timedelta(minutes=5),
        "status": Status.ACTUAL,
        "msg_type": MsgType.UPDATE if earlier else MsgType.ALERT,
        "scope": Scope.PUBLIC,
        "references": tuple(one.own for one in earlier),
        "infos": (info,),
    }
    return Message(**{**said, **more})


async def send(watch: Watch, said: Message | bytes, content_type: str = CAP_XML) -> Any:
    raw = said if isinstance(said, bytes) else write(said)
    return await watch.post("/feeds/cap", raw, content_type=content_type)


async def incidents(watch: Watch) -> Sequence[Any]:
    return await watch.ask("SELECT text, priority, settled FROM incident ORDER BY id")


async def test_a_warning_is_an_incident_with_area_position_and_priority(watch: Watch) -> None:
    answer = await send(watch, message("A"))
    assert answer.status_code == 201
    question = "SELECT id, unit, kind, priority, status, area, text, position FROM incident"
    (found,) = await watch.ask(question)
    assert found[:5] == (answer.json()["seq"], "EU-07A", "other", 2, "actual")
    assert found[5:7] == ("Brussel", "Storm\nCode oranje, A")
    assert (found[7]["lat"], found[7]["lon"]) == (50.85, 4.35)
    assert await watch.ask("SELECT rule, priority FROM alert") == [("incident.serious", 2)]


async def test_the_same_message_twice_is_one_however_it_is_laid_out(watch: Watch) -> None:
    said = message("A")
    raw = write(said)
    answers = [await send(watch, one) for one in (raw, raw, raw.replace(b"\n", b"\r\n  "))]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert len({answer.json()["seq"] for answer in answers}) == 1
    assert len(await incidents(watch)) == 1


async def test_the_same_message_with_other_words_is_a_conflict_and_stands_in_quarantine(watch: Watch) -> None:
    said = message("A")
    await send(watch, said)
    answer = await send(watch, write(said).replace(b"Code oranje", b"Code rood"))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/conflicting-report")
    assert len(await watch.ask("SELECT 1 FROM quarantine")) == 1


async def test_update_and_cancel_settle_the_incident_that_they_mean(watch: Watch) -> None:
    first = message("A")
    second = message("B", first)
    third = message("C", second, msg_type=MsgType.CANCEL, infos=())
    assert [(await send(watch, one)).status_code for one in (first, second)] == [201, 201]
    assert await incidents(watch) == [
        ("Storm\nCode oranje, A", 2, True),
        ("Storm\nCode oranje, B", 2, False),
    ]
    assert (await send(watch, third)).status_code == 201
    assert [settled for _, _, settled in await incidents(watch)] == [True, True]
    assert await watch.ask("SELECT 1 FROM deadline WHERE ref LIKE 'bulletin:%%'") == []


async def test_what_has_expired_settles_by_itself(watch: Watch) -> None:
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    await send(watch, message("A", expires=soon))
    assert [settled for *_, settled in await incidents(watch)] == [False]
    async with asyncio.timeout(20):
        while not (await incidents(watch))[0][2]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    kinds = await watch.ask("SELECT kind, actor FROM journal ORDER BY seq DESC LIMIT 5")
    assert ("bulletin.ended", "watch") in kinds


async def test_an_exercise_is_marked_and_moves_nothing_real(watch: Watch) -> None:
    real = message("A")
    await send(watch, real)
    await send(watch, message("B", real, status=Status.EXERCISE))
    assert await watch.ask("SELECT status, settled FROM incident ORDER BY id") == [
        ("actual", False),
        ("exercise", False),
    ]


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (BOMB, "alert"),
        (b"", "alert"),
        (b'{"id": 1}', "alert"),
        (write(message("A")).replace(b"Severe", b"Likely"), "info/severity"),
        (write(message("A", infos=())), "info"),
        (write(message("A", status=Status.DRAFT)), "status"),
        (write(message("A", message("B"), msg_type=MsgType.ACK)), "msgType"),
        (write(message("A", sent=datetime(2100, 1, 1, tzinfo=UTC))), "sent"),
        (write(message("A", sent=datetime(1980, 1, 1, tzinfo=UTC))), "sent"),
        (write(message("A" * 201)), "identifier"),
    ],
)
async def test_what_cannot_be_used_is_refused_by_its_element_and_stands_in_quarantine(
    watch: Watch, raw: bytes, field: str
) -> None:
    answer = await send(watch, raw)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    (kept,) = await watch.ask("SELECT feed, unit, reason FROM quarantine")
    assert kept[:2] == ("cap", "EU-07A")
    assert field in kept[2]
    assert await incidents(watch) == []


async def test_another_format_and_another_charset_are_refused(watch: Watch) -> None:
    raw = write(message("A"))
    for kind in ("application/json", "application/cap+xml; charset=latin-1", ""):
        assert (await send(watch, raw, kind)).status_code == 415
    assert (await send(watch, raw, "text/xml; charset=UTF-8")).status_code == 201


async def test_nobody_without_a_token_warns(watch: Watch) -> None:
    answer = await watch.post("/feeds/cap", write(message("A")), token="none", content_type=CAP_XML)
    assert answer.status_code == 401


async def test_a_rebuild_finds_the_same(watch: Watch, database: Any) -> None:
    first = message("A")
    for said in (first, message("B", first), message("D", message("E"), msg_type=MsgType.CANCEL, infos=())):
        assert (await send(watch, said)).status_code == 201
    owner = await connect(database.owner_url, hurry=False)
    assert [difference async for difference in rebuild.differences(owner)] == []
    await owner.close()
