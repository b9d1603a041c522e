"""The feeds of a whole server: what a unit is told is what lies in the journal."""

import asyncio
import json
from typing import Any

import pytest

from controlroom.store.quarantine import Quarantine, Unusable
from controlroom.watch.units import WithdrawUnit
from tests.integration.a_watch import Watch, check, incident, movement


async def reports(watch: Watch) -> list[tuple[int, str]]:
    return await watch.ask("SELECT seq, kind FROM journal WHERE kind LIKE '%%.reported' ORDER BY seq")


async def test_a_201_names_the_row_that_is_in_the_journal(watch: Watch) -> None:
    answers = [
        await watch.report("/feeds/incidents", incident()),
        await watch.report("/feeds/visits", movement()),
        await watch.report("/feeds/patrol-checks", check()),
        await watch.report("/feeds/patrol-checks", check(kind="check_call", site=None, post="EU-07")),
    ]
    assert [answer.status_code for answer in answers] == [201] * 4
    kinds = ["incident.reported", "leg.reported", "patrol.reported", "patrol.reported"]
    assert await reports(watch) == list(zip([answer.json()["seq"] for answer in answers], kinds, strict=True))


async def test_the_same_report_many_times_at_once_is_one_row(watch: Watch) -> None:
    report = incident()
    answers = await asyncio.gather(*(watch.report("/feeds/incidents", report) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert {answer.json()["seq"] for answer in answers} == {(await reports(watch))[0][0]}


async def test_the_same_report_twice_in_one_batch_is_one_row(watch: Watch) -> None:
    report = incident()
    answer = await watch.post("/feeds/incidents", json.dumps([report, report, {**report, "text": "a car"}]))
    results = answer.json()["results"]
    assert [result["status"] for result in results] == [201, 200, 422]
    assert results[0]["seq"] == results[1]["seq"]
    assert len(await reports(watch)) == 1


async def test_the_same_id_with_another_body_is_a_conflict(watch: Watch) -> None:
    report = incident()
    await watch.report("/feeds/incidents", report)
    answer = await watch.report("/feeds/incidents", {**report, "text": "a car"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/conflicting-report")


async def test_an_id_is_its_units_own(watch: Watch) -> None:
    report = incident()
    first = await watch.report("/feeds/incidents", report)
    other = await watch.report("/feeds/incidents", {**report, "text": "mine"}, token=watch.other_token)
    assert (first.status_code, other.status_code) == (201, 201)
    assert await watch.ask("SELECT unit, text FROM incident ORDER BY id") == [
        ("EU-07A", "grey van"),
        ("EU-07B", "mine"),
    ]


@pytest.mark.parametrize(
    ("path", "report", "field", "name"),
    [
        ("/feeds/incidents", incident(site="NOWHERE"), "site", "NOWHERE"),
        ("/feeds/incidents", incident(visit="V-9"), "visit", "V-9"),
        ("/feeds/visits", movement(visit="V-9"), "visit", "V-9"),
        ("/feeds/visits", movement(leg=9), "leg", "V-1/9"),
        ("/feeds/patrol-checks", check(site="NOWHERE"), "site", "NOWHERE"),
        ("/feeds/patrol-checks", check(kind="left", site=None, post="EU-99"), "post", "EU-99"),
    ],
)
async def test_what_the_watch_does_not_know_is_refused_by_name(
    watch: Watch, path: str, report: dict[str, Any], field: str, name: str
) -> None:
    answer = await watch.report(path, report)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unknown")
    assert answer.json()["errors"][0]["field"] == field
    assert name in answer.json()["errors"][0]["reason"]
    assert await reports(watch) == []
    assert await watch.ask("SELECT unit FROM quarantine") == [("EU-07A",)]


async def test_one_bad_report_spoils_no_neighbour(watch: Watch) -> None:
    good, also_good = incident(), incident()
    lines = [json.dumps(good), "{broken", json.dumps(incident(site="NOWHERE")), json.dumps(also_good)]
    answer = await watch.post("/feeds/incidents", "\n".join(lines), content_type="application/x-ndjson")
    assert [result["status"] for result in answer.json()["results"]] == [201, 400, 422, 201]
    assert len(await reports(watch)) == 2
    newest = await Quarantine(watch.app.state.engine).newest(10)
    assert [kept.raw.decode() for kept in newest] == [lines[2], lines[1]]
    assert "NOWHERE" in newest[0].reason


async def test_a_thousand_reports_in_one_request_are_a_thousand_rows(watch: Watch) -> None:
    answer = await watch.post("/feeds/incidents", json.dumps([incident() for _ in range(1000)]))
    seqs = [result["seq"] for result in answer.json()["results"]]
    assert seqs == list(range(seqs[0], seqs[0] + 1000))
    assert len(await reports(watch)) == 1000


async def test_a_revoked_token_is_nobodys(watch: Watch) -> None:
    await watch.app.state.tokens.revoke("EU-07A")
    answer = await watch.report("/feeds/incidents", incident())
    assert answer.status_code == 401
    assert "server_time" in answer.json()
    assert await reports(watch) == []


async def test_a_unit_that_left_service_may_not_report(watch: Watch) -> None:
    await watch.app.state.desk.do(WithdrawUnit("EU-07A"), "officer")
    watch.app.state.tokens.forget()
    answer = await watch.report("/feeds/incidents", incident())
    assert answer.status_code == 403


async def test_a_heartbeat_and_a_report_are_signs_of_life(watch: Watch) -> None:
    assert (
        await watch.post("/feeds/heartbeat", '{"position": {"lat": 50.8, "lon": 4.4}}')
    ).status_code == 204
    await watch.report("/feeds/incidents", incident(), token=watch.other_token)
    found: list[Any] = []
    async with asyncio.timeout(5):
        while len(found) < 2:
            await asyncio.sleep(0.05)
            found = await watch.ask("SELECT unit, position->>'lat' FROM presence ORDER BY unit")
    assert found == [("EU-07A", "50.8"), ("EU-07B", None)]
    assert await watch.ask("SELECT name, state FROM feed") == [("incident", "live")]


async def test_a_broken_device_cannot_fill_the_disk(database: Any, watch: Watch) -> None:
    quarantine = Quarantine(watch.app.state.engine, kept_per_unit=3)
    received_at = (await watch.ask("SELECT now()"))[0][0]
    for number in range(5):
        both = [Unusable(u, "incident", received_at, "why\x00", b"%d" % number) for u in ("EU-07A", "EU-07B")]
        await quarantine.keep(both)
    mine = [kept.raw for kept in await quarantine.newest() if kept.unit == "EU-07A"]
    assert mine == [b"4", b"3", b"2"]
    assert len(await quarantine.newest()) == 6
