"""The answers of the feeds, as a unit gets them."""

import gzip
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from controlroom.errors import Busy, Forbidden, Unavailable, Unknown
from controlroom.feeds.pace import Pace
from controlroom.watch.reports import Position
from tests.unit.feeds_http.the_unit import NOW, TheUnit, ago, check, incident, movement

PATHS = ["/feeds/incidents", "/feeds/visits", "/feeds/patrol-checks", "/feeds/heartbeat"]
NAMES = {"incident": ("/feeds/incidents", incident), "visit": ("/feeds/visits", movement)}
NAMES["patrol-check"] = ("/feeds/patrol-checks", check)


@pytest.fixture
def unit() -> TheUnit:
    return TheUnit()


@pytest.mark.parametrize("feed", NAMES)
async def test_a_report_gets_its_number(unit: TheUnit, feed: str) -> None:
    path, made = NAMES[feed]
    report = made()
    answer = await unit.report(path, report)
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"id": report["id"], "seq": 1, "received_at": "2026-11-24T13:32:07Z"}
    assert unit.desk.feeds == [feed]
    assert unit.desk.signs == [("EU-07", None)]


async def test_the_same_again_gets_the_same_number(unit: TheUnit) -> None:
    report = incident()
    first = await unit.report("/feeds/incidents", report)
    again = await unit.report("/feeds/incidents", {**report, "sent_at": ago()})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


async def test_the_same_id_with_another_body_is_a_conflict_and_kept_apart(unit: TheUnit) -> None:
    report = incident()
    await unit.report("/feeds/incidents", report)
    other = await unit.report("/feeds/incidents", {**report, "text": "grey car"})
    assert other.status_code == 422
    assert other.headers["content-type"] == "application/problem+json"
    assert other.json()["type"] == "/problems/conflicting-report"
    assert b"grey car" in unit.quarantine.kept[0].raw


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("token", [None, "", "bad", "good bad", b"\xe9"])
async def test_who_is_not_known_is_told_the_time_and_nothing_else(
    unit: TheUnit, path: str, token: str
) -> None:
    answer = await unit.post(path, "{", token=token)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["server_time"] == "2026-11-24T13:32:07Z"
    assert unit.quarantine.kept == []


@pytest.mark.parametrize("authorization", ["Basic Z29vZA==", "good", "Bearer", "Token good"])
async def test_another_scheme_is_no_bearer(unit: TheUnit, authorization: str) -> None:
    answer = await unit.post("/feeds/incidents", "{}", token=None, authorization=authorization)
    assert answer.status_code == 401


@pytest.mark.parametrize("path", PATHS)
async def test_a_unit_out_of_service_may_not_report(unit: TheUnit, path: str) -> None:
    answer = await unit.post(path, "", token="retired")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")


async def test_what_is_wrong_is_named_field_by_field_and_kept_as_it_came(unit: TheUnit) -> None:
    body = json.dumps(incident(kind="ufo", colour="red"))
    answer = await unit.post("/feeds/incidents", body)
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"kind", "colour"}
    assert answer.json()["server_time"] == "2026-11-24T13:32:07Z"
    (kept,) = unit.quarantine.kept
    assert (kept.unit, kept.feed, kept.received_at, kept.raw) == ("EU-07", "incident", NOW, body.encode())
    assert "colour" in kept.reason
    assert (unit.desk.signs, unit.desk.feeds) == ([], [])


@pytest.mark.parametrize("body", ["", "{", "[1,", "\ufffe", b"\xff", b"\x00", "[" * 70_000])
async def test_what_is_no_json_is_kept_too(unit: TheUnit, body: bytes | str) -> None:
    answer = await unit.post("/feeds/incidents", body)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/not-json")
    assert len(unit.quarantine.kept) == 1


@pytest.mark.parametrize(
    ("content_type", "more"),
    [
        ("", {}),
        ("text/plain", {}),
        ("application/x-www-form-urlencoded", {}),
        ("application/json; charset=latin-1", {}),
        ("application/json", {"content_encoding": "gzip"}),
        ("application/json", {"content_encoding": "br"}),
    ],
)
async def test_another_format_is_not_read(unit: TheUnit, content_type: str, more: dict[str, str]) -> None:
    body = gzip.compress(json.dumps(incident()).encode())
    answer = await unit.post("/feeds/incidents", body, content_type=content_type, **more)
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")


@pytest.mark.parametrize(
    "content_type", ["application/json;charset=UTF-8", 'Application/JSON ; charset="utf-8"']
)
async def test_json_is_json_however_it_is_spelt(unit: TheUnit, content_type: str) -> None:
    answer = await unit.post("/feeds/incidents", json.dumps(incident()), content_type=content_type)
    assert answer.status_code == 201


async def test_one_report_may_have_64_kib_and_a_request_two_mib(unit: TheUnit) -> None:
    long = await unit.report("/feeds/incidents", incident(text="x" * 65536))
    assert (long.status_code, long.json()["type"]) == (413, "/problems/too-large")
    longer = await unit.post("/feeds/incidents", b" " * (2 * 1024 * 1024 + 1))
    assert longer.status_code == 413
    beat = await unit.post("/feeds/heartbeat", b" " * (2 * 1024 * 1024 + 1))
    assert beat.status_code == 413


async def test_a_thousand_reports_a_request_and_not_one_more(unit: TheUnit) -> None:
    full = await unit.report("/feeds/incidents", *(incident() for _ in range(1000)))
    assert full.status_code == 200
    assert {result["status"] for result in full.json()["results"]} == {201}
    over = await unit.post("/feeds/incidents", "[" + "{}," * 1000 + "{}]")
    assert over.status_code == 413


async def test_one_bad_report_spoils_no_neighbour(unit: TheUnit) -> None:
    first, twice, unknown = incident(), incident(), incident(site="NOWHERE")
    unit.desk.refusals[unknown["id"]] = Unknown("there is no site NOWHERE", field="site")
    reports: list[Any] = [
        first,
        incident(kind="ufo"),
        7,
        {"id": "x"},
        twice,
        twice,
        unknown,
        incident(text="\ud800"),
    ]
    answer = await unit.report("/feeds/incidents", *reports)
    results = answer.json()["results"]
    assert answer.status_code == 200
    assert [r["status"] for r in results] == [201, 422, 422, 422, 201, 200, 422, 400]
    assert [r["id"] for r in results] == [
        first["id"],
        reports[1]["id"],
        None,
        None,
        twice["id"],
        twice["id"],
        unknown["id"],
        reports[7]["id"],
    ]
    assert [r.get("seq") for r in results] == [1, None, None, None, 2, 2, None, None]
    assert results[6]["problem"]["errors"] == [{"field": "site", "reason": "there is no site NOWHERE"}]
    assert [json.loads(kept.raw) for kept in unit.quarantine.kept] == [*reports[1:4], *reports[6:]]


async def test_lines_are_answered_line_by_line(unit: TheUnit) -> None:
    body = "\n".join([json.dumps(incident()), "{", "", json.dumps(incident()), ""])
    answer = await unit.post("/feeds/incidents", body, content_type="application/x-ndjson")
    assert [r["status"] for r in answer.json()["results"]] == [201, 400, 201]


async def test_one_line_is_still_a_batch_and_so_is_an_empty_array(unit: TheUnit) -> None:
    line = await unit.post("/feeds/incidents", json.dumps(incident()), content_type="application/x-ndjson")
    nothing = await unit.post("/feeds/incidents", "[]")
    assert len(line.json()["results"]) == 1
    assert nothing.json() == {"results": []}


@pytest.mark.parametrize("down", [Busy(), Unavailable("the journal cannot be written at this moment")])
async def test_a_desk_that_cannot_write_says_come_again(unit: TheUnit, down: Busy) -> None:
    unit.desk.down = down
    one = await unit.report("/feeds/incidents", incident())
    many = await unit.report("/feeds/incidents", incident(), incident(kind="ufo"))
    for answer in (one, many):
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
    assert (unit.quarantine.kept, unit.desk.signs) == ([], [])


async def test_nothing_is_refused_for_good_while_quarantine_cannot_be_written(unit: TheUnit) -> None:
    unit.quarantine.down = Unavailable("the database does not answer")
    answer = await unit.report("/feeds/incidents", incident(kind="ufo"))
    assert answer.status_code == 503


async def test_a_journal_that_takes_too_long_asks_for_the_same_report_again(unit: TheUnit) -> None:
    unit.desk.down = Unavailable("the journal takes too long", retry_after_s=5)
    answer = await unit.report("/feeds/incidents", incident())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_a_unit_has_waited_since_it_asked_but_for_the_time_it_took_to_say_it(unit: TheUnit) -> None:
    unit.tokens.takes_s = 5

    async def slowly() -> AsyncIterator[bytes]:
        unit.seconds.passed += 30
        yield json.dumps(incident()).encode()

    assert (await unit.post("/feeds/incidents", slowly())).status_code == 201
    assert unit.desk.waited_s == [5]


async def test_a_watch_that_forbids_it_says_so(unit: TheUnit) -> None:
    report = incident()
    unit.desk.refusals[report["id"]] = Forbidden("EU-07 may not report there")
    answer = await unit.report("/feeds/incidents", report)
    assert (answer.status_code, answer.json()["detail"]) == (403, "EU-07 may not report there")


async def test_a_unit_that_posts_too_fast_is_told_when_to_come_again() -> None:
    unit = TheUnit(pace=Pace(per_second=0.5, burst=1))
    assert (await unit.post("/feeds/heartbeat", "")).status_code == 204
    answer = await unit.post("/feeds/heartbeat", "")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")


async def test_a_heartbeat_says_that_the_unit_is_alive_and_where(unit: TheUnit) -> None:
    assert (await unit.post("/feeds/heartbeat", "", content_type="")).status_code == 204
    assert (await unit.post("/feeds/heartbeat", "{}")).status_code == 204
    answer = await unit.post("/feeds/heartbeat", '{"position": {"lat": 50.8, "lon": 4.4}}')
    assert (answer.status_code, answer.content) == (204, b"")
    assert [position for _, position in unit.desk.signs] == [None, None, Position(50.8, 4.4, None, NOW)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 422),
        ('{"id": 1}', 422),
        ('{"position": {"lat": 500, "lon": 4}}', 422),
        ("NaN", 422),
    ],
)
async def test_a_heartbeat_that_says_something_else_is_refused(unit: TheUnit, body: str, status: int) -> None:
    answer = await unit.post("/feeds/heartbeat", body)
    assert answer.status_code == status
    assert unit.desk.signs == []
    assert [(kept.feed, kept.raw) for kept in unit.quarantine.kept] == [("heartbeat", body.encode())]


async def test_an_accepted_report_says_where_the_unit_was_last(unit: TheUnit) -> None:
    await unit.report(
        "/feeds/incidents",
        incident(at=ago(minutes=1), position={"lat": 1, "lon": 1}),
        incident(at=ago(minutes=9), position={"lat": 2, "lon": 2}),
        incident(at=ago(minutes=0), kind="ufo", position={"lat": 3, "lon": 3}),
    )
    ((_, position),) = unit.desk.signs
    assert position is not None
    assert (position.lat, position.at.isoformat() if position.at else None) == (1, ago(minutes=1))


async def test_two_units_may_use_the_same_id() -> None:
    """The key is the unit and its id: whose it is, the desk is told by the token and never by the body."""
    unit, key = TheUnit(), str(uuid4())
    await unit.report("/feeds/incidents", incident(id=key))
    assert unit.desk.kept[key][0].command.report.unit == "EU-07"


async def test_only_posts_are_for_the_feeds(unit: TheUnit) -> None:
    for path in PATHS:
        assert (await unit.client.get(path)).status_code == 405


async def test_the_document_names_every_answer(unit: TheUnit) -> None:
    document = (await unit.client.get("/openapi.json")).json()
    for path in PATHS:
        operation = document["paths"][path]["post"]
        assert {"401", "403", "413", "415", "422", "429", "503"} <= set(operation["responses"])
        assert operation["security"] == [{"unit token": []}]
        assert "application/json" in operation["requestBody"]["content"]
    assert "$defs" not in json.dumps(document)
