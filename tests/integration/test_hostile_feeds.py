"""Whatever is sent to the feeds: the sender is told why, the desk can see it, and nothing breaks."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from controlroom.feeds.pace import Pace
from controlroom.feeds.parse import MAX_REPORT_BYTES
from controlroom.store.engine import connect
from controlroom.store.quarantine import KEPT_BYTES, Quarantine
from controlroom.store.rebuild import differences
from controlroom.store.verify import verify
from tests.integration.a_watch import Watch, a_watch, check, incident, movement

TRUE_TO_THE_DOCUMENT = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
PATHS = ["/feeds/incidents", "/feeds/visits", "/feeds/patrol-checks"]
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
async def watch(servers: Any) -> AsyncIterator[Watch]:
    """One server for all of it: what one hostile report breaks, the next one notices."""
    async with servers.fresh() as database, a_watch(database.database_url) as watch:
        state = watch.app.state
        state.door = replace(state.door, pace=Pace(1e6, 10**6))
        yield watch


def said(**changes: Any) -> str:
    return json.dumps(incident(**changes))


HOSTILE: dict[str, tuple[bytes | str, int, str]] = {
    "nothing": ("", 400, "Expecting value"),
    "half a report": (said()[:-1], 400, "Expecting"),
    "two reports in a row": (said() + said(), 400, "after the end"),
    "a comma too many": (said()[:-1] + ",}", 400, "Expecting"),
    "single quotes": ("{'id': 1}", 400, "Expecting"),
    "arrays in arrays": ("[" * 100_000, 400, "nested too deeply"),
    "objects in objects": ('{"a":' * 20_000, 400, "nested too deeply"),
    "a deep field": (said(text="HERE").replace('"HERE"', "[" * 500 + "]" * 500), 400, "recursion limit"),
    "not a number": (said(position={"lat": float("nan"), "lon": 4}), 422, "position.lat: must be a finite"),
    "without end": (said(position={"lat": float("inf"), "lon": 4}), 422, "position.lat: must be a finite"),
    "a huge float": (
        said(position={"lat": 4, "lon": 0}).replace("0}", "1e400}"),
        422,
        "position.lon: must be a f",
    ),
    "a huge integer": (said(seq=10**400), 422, "seq: "),
    "a number of 5,000 digits": (said(seq="HERE").replace('"HERE"', "9" * 5000), 400, "number out of range"),
    "a key twice": (said()[:-1] + ',"kind":"duress"}', 422, "kind: stands twice"),
    "a key twice within": (said()[:-1] + ',"position":{"lat":1,"lon":1,"lat":2}}', 422, "lat: stands twice"),
    "not UTF-8": (said(text="HERE").encode().replace(b"HERE", b"\xff\xfe"), 400, "is not UTF-8"),
    "too long a way to write a letter": (b'{"text":"\xc0\xaf"}', 400, "is not UTF-8"),
    "half a pair": (said(text="\ud83d"), 400, "Invalid JSON"),
    "UTF-16": (said().encode("utf-16"), 400, "is not UTF-8"),
    "NUL bare": (b'{"text":"\x00"}', 400, "control character"),
    "NUL escaped": (said(text="a\x00b"), 422, "text: must not hold control characters"),
    "NUL in a code": (said(site="EU-JL\x00"), 422, "site: must not hold control characters"),
    "NUL in a name": (said(**{"a\x00b": 1}), 422, "is not a field of this report"),
    "an escape sequence": (said(text="\x1b]0;owned\x07"), 422, "text: must not hold control characters"),
    "a megabyte of text": (said(text="x" * 1_000_000), 413, "65536 bytes"),
    "60 KiB of text": (said(text="x" * 60_000), 422, "text: String should have at most 2000"),
    "60 KiB of a name": (said(**{"x" * 60_000: 1}), 422, "is not a field of this report"),
    "a thousand unknown fields": (said(**{f"f{n}": n for n in range(1000)}), 422, "f0: is not a field"),
    "a wrong type": (said(text={"a": 1}), 422, "text: "),
    "a number for a text": (said(site=7), 422, "site: "),
    "a text for a number": (said(priority="2"), 422, "priority: "),
    "yes for a number": (said(priority=True), 422, "priority: "),
    "a time without zone": (said(at=NOW.replace(tzinfo=None).isoformat()), 422, "at: needs a zone"),
    "a time as seconds": (said(at=NOW.timestamp()), 422, "at: is not a time"),
    "next hour": (said(at=(NOW + timedelta(hours=1)).isoformat()), 422, "at: is in the future"),
    "the year 9999": (said(at="9999-12-31T23:59:59Z"), 422, "at: must lie between"),
    "the year 1": (said(at="0001-01-01T00:00:00+14:00"), 422, "at: must lie between"),
    "decades ago": (
        said(at=(NOW - timedelta(days=21 * 365)).isoformat()),
        422,
        "at: is more than 20 years ago",
    ),
    "another's name": (said(unit="EU-07B"), 422, "unit: is not a field"),
    "an unknown site": (said(site="'; DROP TABLE journal; --"), 422, "there is no site"),
    "a site in disguise": (said(site="EU-\u200bJL"), 422, "there is no site"),
    "an id that is none": (said(id="../../etc/passwd"), 422, "id: is not a UUID"),
    "a number": ("7", 422, "must be an object"),
    "null": ("null", 422, "must be an object"),
    "XML": ("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", 400, "Expecting value"),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_hostile_report_is_refused_with_the_reason_and_kept(watch: Watch, what: str) -> None:
    content, status, reason = HOSTILE[what]
    answer = await watch.post("/feeds/incidents", content)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert reason in problem["detail"]
    (kept,) = await Quarantine(watch.app.state.engine).newest(1)
    raw = content if isinstance(content, bytes) else content.encode()
    assert (kept.unit, kept.feed, kept.raw) == ("EU-07A", "incident", raw[:KEPT_BYTES])
    assert problem["detail"][:100] in kept.reason


@pytest.mark.parametrize("what", HOSTILE)
async def test_on_a_line_among_others_it_spoils_none(watch: Watch, what: str) -> None:
    content, status, _ = HOSTILE[what]
    raw = content if isinstance(content, bytes) else content.encode()
    lines = b"\n".join([said().encode(), raw.replace(b"\n", b" "), said().encode()])
    answer = await watch.post("/feeds/incidents", lines, content_type="application/x-ndjson")
    statuses = [result["status"] for result in answer.json()["results"]]
    refused = [413 if len(raw) > MAX_REPORT_BYTES else status] if raw else []
    assert statuses == [201, *refused, 201]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '" autofocus onfocus="alert(1)',
        "{{ 7 * 7 }} {% raw %}",
        "\u202egnp.exe\u202c \u2066x\u2069",
        "in\u200bvis\u200cib\u200dle\ufeff",
        '=HYPERLINK("http://x")',
        "two\r\nlines\tand a tab",
        "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f" * 50,
        "\U0001f6a8 العربية עברית",
        "\ufffe\uffff\U0010ffff",
    ],
)
async def test_text_that_means_harm_is_text(watch: Watch, text: str) -> None:
    answer = await watch.report("/feeds/incidents", incident(text=text, facts=text, assessment=text))
    assert answer.status_code == 201
    seq = answer.json()["seq"]
    rows = await watch.ask("SELECT text, facts, assessment FROM incident WHERE id = $1", seq)
    assert rows == [(text, text, text)]


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00Z", "2100-12-31T23:59:59+14:00"])
async def test_a_duress_gets_through_whatever_its_clock_says(watch: Watch, at: str) -> None:
    answer = await watch.report("/feeds/incidents", incident(kind="duress", at=at, site=None, text=None))
    assert answer.status_code == 201


@pytest.mark.parametrize("status", ["en_route", "arrived", "departed", "diverted", "skipped", "ready"])
async def test_the_farthest_eta_that_is_taken_moves_a_leg_without_harm(watch: Watch, status: str) -> None:
    for days in (-29.9, 29.9):
        eta = (datetime.now(UTC) + timedelta(days=days)).isoformat()
        answer = await watch.report("/feeds/visits", movement(status=status, eta=eta))
        assert answer.status_code == 201


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/xml", "multipart/form-data; boundary=x"]
)
async def test_another_format_is_not_read(watch: Watch, content_type: str) -> None:
    answer = await watch.post("/feeds/incidents", said(), content_type=content_type)
    assert answer.status_code == 415


async def test_a_compressed_body_is_not_unpacked(watch: Watch) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    answer = await watch.post("/feeds/incidents", bomb, **{"content-encoding": "gzip"})
    assert answer.status_code == 415


@pytest.mark.parametrize("token", ["x", "x" * 100_000, "%00", "' OR 1=1 --"])
async def test_an_invented_token_gets_nowhere(watch: Watch, token: str) -> None:
    kept_before = await watch.ask("SELECT count(*) FROM quarantine")
    answer = await watch.post("/feeds/incidents", "{", token=token)
    assert answer.status_code in (400, 401, 431)
    assert await watch.ask("SELECT count(*) FROM quarantine") == kept_before


async def test_two_mebibytes_are_the_end(watch: Watch) -> None:
    answer = await watch.post("/feeds/incidents", b" " * (2 * 1024 * 1024 + 1))
    assert answer.status_code == 413


async def test_a_body_that_never_ends_is_cut_off(watch: Watch) -> None:
    async def without_end() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b" " * 65536

    headers = {"authorization": f"Bearer {watch.token}", "content-type": "application/json"}
    answer = await watch.client.post("/feeds/incidents", content=without_end(), headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize("path", [*PATHS, "/feeds/heartbeat"])
@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [(b"grey van", "text/plain", 415), (b"x" * (2 * 1024 * 1024 + 1), "application/json", 413)],
)
async def test_what_is_not_even_read_is_kept_too(
    watch: Watch, path: str, content: bytes, content_type: str, status: int
) -> None:
    answer = await watch.post(path, content, content_type=content_type)
    assert answer.status_code == status
    (kept,) = await Quarantine(watch.app.state.engine).newest(1)
    assert (kept.unit, kept.raw) == ("EU-07A", content[:KEPT_BYTES])
    assert answer.json()["title"] in kept.reason


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", [*PATHS, "/feeds/heartbeat"])
async def test_what_a_machine_makes_up_from_the_document_finds_no_fault(
    watch: Watch, path: str, mode: GenerationMode
) -> None:
    document = schemathesis.openapi.from_dict(watch.app.openapi())
    cases = document[path]["POST"].as_strategy(generation_mode=mode)

    @settings(max_examples=40, suppress_health_check=list(HealthCheck), database=None)
    @given(cases)
    def send(case: schemathesis.Case[Any]) -> None:
        answer = case.call(base_url=watch.url, headers={"Authorization": f"Bearer {watch.token}"})
        case.validate_response(answer, checks=TRUE_TO_THE_DOCUMENT)

    await asyncio.to_thread(send)


@pytest.mark.parametrize(("path", "good"), [*zip(PATHS, (incident, movement, check), strict=True)])
async def test_after_all_of_it_the_feeds_still_take_reports(watch: Watch, path: str, good: Any) -> None:
    answer = await watch.report(path, good())
    assert answer.status_code == 201


async def test_and_the_wall_shows_hostile_text_as_text(watch: Watch) -> None:
    await watch.report(
        "/feeds/incidents", incident(text="<script>alert(1)</script>", kind="breach", priority=1)
    )
    token = await watch.app.state.screens.add("north wall")
    wall = await watch.client.get(f"/screen/{token}", follow_redirects=True)
    assert wall.status_code == 200
    assert "&lt;script&gt;alert(1)" in wall.text
    assert "<script>alert" not in wall.text
    assert "onerror=alert(1)>" not in wall.text


async def test_and_the_journal_is_whole_and_the_state_follows_from_it(watch: Watch) -> None:
    connection = await connect(watch.app.state.settings.database)
    verdict = await verify(connection)
    assert (verdict.broken, verdict.rows > 100) == (None, True)
    assert [line async for line in differences(connection)] == []
    await connection.close()
