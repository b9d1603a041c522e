"""Every field of the three feeds: what is taken, and by which name and reason the rest is refused."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.desk.requests import Incoming
from controlroom.feeds.parse import FEEDS, read_report
from controlroom.feeds.problems import Problem
from controlroom.feeds.split import Piece, split_json
from controlroom.watch.incidents import Account, IncidentKind, ReportIncident, Vehicle
from controlroom.watch.legs import LegState, ReportLeg
from controlroom.watch.patrols import PatrolKind, ReportPatrol
from controlroom.watch.reports import Position, Report, Status
from tests.unit.feeds_http.the_unit import NOW, ago, check, incident, movement

MADE = {"incident": incident, "visit": movement, "patrol-check": check}


def read(feed: str, report: dict[str, Any] | str) -> Incoming | Problem:
    text = report if isinstance(report, str) else json.dumps(report)
    piece = split_json(text.encode("utf-8", "surrogatepass"))
    assert isinstance(piece, Piece)
    return read_report(FEEDS[feed], "EU-07", piece, NOW)


def taken(feed: str, **changes: Any) -> Any:
    outcome = read(feed, MADE[feed](**changes))
    assert isinstance(outcome, Incoming), outcome
    return outcome.command


def amiss(feed: str, **changes: Any) -> dict[str, str]:
    outcome = read(feed, {k: v for k, v in MADE[feed](**changes).items() if v != "LEAVE AWAY"})
    assert isinstance(outcome, Problem)
    assert outcome.status == 422
    assert outcome.server_time == NOW
    return dict(outcome.errors)


EVERY_FEED = [
    ({"id": "LEAVE AWAY"}, "id", "is required"),
    ({"id": "7"}, "id", "is not a UUID"),
    ({"id": 7}, "id", "must be a UUID"),
    ({"at": "LEAVE AWAY"}, "at", "is required"),
    ({"at": "yesterday"}, "at", "is not a time"),
    ({"at": 1764000000}, "at", "is not a time"),
    ({"at": "1764000000"}, "at", "is not a time"),
    ({"at": "2026-11-24"}, "at", "is not a time"),
    ({"at": "2026-11-24T13:32:07"}, "at", "needs a zone"),
    ({"at": "2026-02-30T13:32:07Z"}, "at", "is not a day and hour that exist"),
    ({"at": "2026-11-24T13:32:07+99:00"}, "at", "is not a day and hour that exist"),
    ({"at": "0001-01-01T00:00:00+05:00"}, "at", "must lie between"),
    ({"at": "9999-12-31T23:59:59-05:00"}, "at", "must lie between"),
    ({"at": "٢٠٢٦-11-24T13:32:07Z"}, "at", "is not a time"),
    ({"at": ago(minutes=-11)}, "at", "in the future"),
    ({"at": ago(days=21 * 365)}, "at", "more than 20 years ago"),
    ({"sent_at": ago(minutes=-11)}, "sent_at", "in the future"),
    ({"sent_at": "2026-11-24T13:32:07"}, "sent_at", "needs a zone"),
    ({"stale_at": "soon"}, "stale_at", "is not a time"),
    ({"seq": -1}, "seq", "greater than or equal to 0"),
    ({"seq": 1.5}, "seq", "valid integer"),
    ({"seq": True}, "seq", "valid integer"),
    ({"seq": "7"}, "seq", "valid integer"),
    ({"seq": 10**30}, "seq", "less than or equal"),
    ({"position": [50, 4]}, "position", "must be an object"),
    ({"position": {"lat": 50.8}}, "position.lon", "is required"),
    ({"position": {"lat": 91, "lon": 4}}, "position.lat", "less than or equal to 90"),
    ({"position": {"lat": 50, "lon": -181}}, "position.lon", "greater than or equal to -180"),
    ({"position": {"lat": float("nan"), "lon": 4}}, "position.lat", "finite"),
    ({"position": {"lat": 50, "lon": float("-inf")}}, "position.lon", "finite"),
    ({"position": {"lat": "50", "lon": 4}}, "position.lat", "valid number"),
    (
        {"position": {"lat": 50, "lon": 4, "accuracy_m": -1}},
        "position.accuracy_m",
        "greater than or equal to 0",
    ),
    ({"position": {"lat": 50, "lon": 4, "at": ago(minutes=-11)}}, "position.at", "in the future"),
    ({"position": {"lat": 50, "lon": 4, "height": 9}}, "position.height", "is not a field"),
    ({"unit": "EU-08"}, "unit", "is not a field of this report"),
    ({"text": "x" * 2001}, "text", "at most 2000"),
    ({"text": "a\x00b"}, "text", "control characters"),
    ({"text": "a\x1bb"}, "text", "control characters"),
    ({"text": "a\x85b"}, "text", "control characters"),
    ({"text": 7}, "text", "valid string"),
    ({"text": ["a"]}, "text", "valid string"),
]


@pytest.mark.parametrize("feed", MADE)
@pytest.mark.parametrize(("changes", "field", "reason"), EVERY_FEED)
def test_what_no_feed_takes(feed: str, changes: dict[str, Any], field: str, reason: str) -> None:
    assert reason in amiss(feed, **changes)[field]


@pytest.mark.parametrize(
    ("feed", "changes", "field", "reason"),
    [
        ("incident", {"kind": "LEAVE AWAY"}, "kind", "is required"),
        ("incident", {"kind": "ufo"}, "kind", "'suspicious_vehicle'"),
        ("incident", {"status": "draft"}, "status", "'actual', 'exercise' or 'test'"),
        ("incident", {"priority": 0}, "priority", "greater than or equal to 1"),
        ("incident", {"priority": 5}, "priority", "less than or equal to 4"),
        ("incident", {"site": ""}, "site", "at least 1 character"),
        ("incident", {"site": "x" * 65}, "site", "at most 64"),
        ("incident", {"site": "EU\nJL"}, "site", "control characters"),
        ("incident", {"visit": "V\x00"}, "visit", "control characters"),
        ("incident", {"facts": "x" * 4001}, "facts", "at most 4000"),
        ("incident", {"assessment": "\x07"}, "assessment", "control characters"),
        ("incident", {"vehicle": "1-ABC-123"}, "vehicle", "must be an object"),
        ("incident", {"vehicle": {"wheels": 3}}, "vehicle.wheels", "is not a field"),
        ("incident", {"vehicle": {"plate": "x" * 65}}, "vehicle.plate", "at most 64"),
        ("visit", {"visit": "LEAVE AWAY"}, "visit", "is required"),
        ("visit", {"leg": "LEAVE AWAY"}, "leg", "is required"),
        ("visit", {"leg": 0}, "leg", "greater than or equal to 1"),
        ("visit", {"leg": "2"}, "leg", "valid integer"),
        ("visit", {"status": None}, "status", "either the leg's status or an eta"),
        ("visit", {"status": "exercise"}, "status", "either the leg's status or an eta"),
        ("visit", {"status": "planned"}, "status", "'ready'"),
        (
            "visit",
            {"status": "test", "message_status": "actual", "eta": ago()},
            "message_status",
            "contradicts",
        ),
        ("visit", {"eta": "noon"}, "eta", "is not a time"),
        ("visit", {"eta": ago(days=-31)}, "eta", "more than 30 days away"),
        ("patrol-check", {"kind": "nap"}, "kind", "'check_call'"),
        ("patrol-check", {"site": None}, "site", "check must name a site"),
        ("patrol-check", {"kind": "excused", "site": None}, "site", "excused must name a site"),
        ("patrol-check", {"post": "EU-07"}, "post", "leave the post away"),
        ("patrol-check", {"kind": "left", "site": None}, "post", "left must name a post"),
        ("patrol-check", {"kind": "manned", "post": "EU-07"}, "site", "leave the site away"),
        ("patrol-check", {"outcome": "boring"}, "outcome", "'nothing' or 'finding'"),
        ("patrol-check", {"kind": "started", "outcome": "nothing"}, "outcome", "only a check has an outcome"),
        ("patrol-check", {"kind": "finding", "outcome": "nothing"}, "outcome", "contradicts the kind"),
        ("patrol-check", {"relieves": "EU-06"}, "relieves", "only a relief"),
        ("patrol-check", {"checkpoint": "x" * 65}, "checkpoint", "at most 64"),
        (
            "patrol-check",
            {"kind": "left", "site": None, "post": "EU-07", "checkpoint": "gate"},
            "checkpoint",
            "only a site",
        ),
        ("patrol-check", {"reason": "x" * 2001}, "reason", "at most 2000"),
    ],
)
def test_what_one_feed_does_not_take(feed: str, changes: dict[str, Any], field: str, reason: str) -> None:
    assert reason in amiss(feed, **changes)[field]


def test_every_mistake_is_named_at_once() -> None:
    assert set(amiss("incident", kind="ufo", priority=9, colour="red")) == {"kind", "priority", "colour"}


def test_the_name_of_an_unknown_field_cannot_do_harm() -> None:
    assert list(amiss("incident", **{"\x00\u202e" + "x" * 1000: 1})) == ["\ufffd\ufffd" + "x" * 77 + "…"]


@pytest.mark.parametrize(
    "text",
    ['{"id": 1, "id": 2}', '{"at": {"a": 1, "a": 1}}', '{"position": {"lat": 1, "lat": 2}, "vehicle": {}}'],
)
def test_a_key_that_stands_twice_is_refused_by_name(text: str) -> None:
    outcome = read("incident", text)
    assert isinstance(outcome, Problem)
    assert outcome.errors[0].reason == "stands twice in one object"


@pytest.mark.parametrize("text", ['"a text"', "7", "null", "true", "1e400", "NaN"])
def test_what_is_no_object_is_no_report(text: str) -> None:
    outcome = read("incident", text)
    assert isinstance(outcome, Problem)
    assert outcome.status in (400, 422)


def test_half_a_character_is_refused() -> None:
    outcome = read("incident", json.dumps(incident(text="a\ud800")))
    assert isinstance(outcome, Problem)
    assert outcome.status == 400


def test_a_huge_number_is_refused() -> None:
    for number in ("1e400", "-1e400", "9" * 5000):
        text = json.dumps(incident(priority="HERE")).replace('"HERE"', number)
        outcome = read("incident", text)
        assert isinstance(outcome, Problem), number


def test_an_incident_in_full() -> None:
    command = taken(
        "incident",
        id="0190C2F1-0000-7000-8000-000000000001",
        at="2026-11-24t14:31:07.25+01:00",
        sent_at="2026-11-24 13:31:09z",
        stale_at="2026-11-24T14:00:00Z",
        position={"lat": 50.842, "lon": 4, "accuracy_m": 8, "at": "2026-11-24T13:31:00Z"},
        seq=17,
        status="exercise",
        kind="suspicious_vehicle",
        visit="V-1",
        priority=2,
        vehicle={"plate": "1-ABC-123", "country": "B", "make": "Fiat", "colour": "grey"},
        facts="stood there twice",
        assessment="a delivery",
    )
    report = Report(
        id="0190c2f1-0000-7000-8000-000000000001",
        unit="EU-07",
        at=datetime(2026, 11, 24, 13, 31, 7, 250000, tzinfo=UTC),
        sent_at=datetime(2026, 11, 24, 13, 31, 9, tzinfo=UTC),
        position=Position(50.842, 4.0, 8.0, datetime(2026, 11, 24, 13, 31, tzinfo=UTC)),
        stale_at=datetime(2026, 11, 24, 14, 0, tzinfo=UTC),
        unit_seq=17,
        status=Status.EXERCISE,
    )
    vehicle = Vehicle("1-ABC-123", "B", "Fiat", "grey")
    account = Account("grey van", "stood there twice", "a delivery", vehicle)
    kind = IncidentKind.SUSPICIOUS_VEHICLE
    assert command == ReportIncident(report, kind, 2, "EU-JL", "V-1", account)
    assert command.report.at.tzinfo is UTC


def test_a_button_press_is_an_incident() -> None:
    command = taken("incident", kind="duress", site=None, text=None)
    assert (command.site, command.account, command.priority) == (None, None, 3)


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00Z", ago(days=400), ago(days=-400)])
def test_a_duress_is_never_too_late_whatever_its_clock_says(at: str) -> None:
    assert taken("incident", kind="duress", at=at, sent_at=at).report.at.isoformat() == at.replace(
        "Z", "+00:00"
    )


def test_a_movement_in_full() -> None:
    command = taken("visit", status="arrived", message_status="test", eta=ago(minutes=-5), text="all well")
    expected = ReportLeg(command.report, "V-1", 2, LegState.ARRIVED, NOW + timedelta(minutes=5), "all well")
    assert command == expected
    assert command.report.status is Status.TEST


def test_an_eta_alone_is_a_movement_and_may_be_an_exercise() -> None:
    command = taken("visit", status="exercise", eta=ago())
    assert (command.status, command.report.status) == (None, Status.EXERCISE)


@pytest.mark.parametrize("status", ["ready", "en_route", "arrived", "departed", "diverted", "skipped"])
def test_every_status_of_a_leg_is_one_the_watch_knows(status: str) -> None:
    command = taken("visit", status=status)
    assert (command.status, command.report.status) == (LegState(status), Status.ACTUAL)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"kind": "check"}, PatrolKind.CHECK),
        ({"kind": "check", "outcome": "nothing"}, PatrolKind.CHECK),
        ({"kind": "check", "outcome": "finding"}, PatrolKind.FINDING),
        ({"kind": "finding", "outcome": "finding"}, PatrolKind.FINDING),
        ({"kind": "started", "checkpoint": "garage"}, PatrolKind.STARTED),
        ({"kind": "excused", "reason": "called away"}, PatrolKind.EXCUSED),
    ],
)
def test_what_is_said_about_a_site(said: dict[str, Any], kind: PatrolKind) -> None:
    command = taken("patrol-check", **said)
    assert (command.what, command.site, command.post) == (kind, "EU-JL", None)
    assert (command.checkpoint, command.reason) == (said.get("checkpoint"), said.get("reason"))


@pytest.mark.parametrize("kind", ["manned", "relief", "check_call", "left"])
def test_what_is_said_about_a_post(kind: str) -> None:
    command = taken("patrol-check", kind=kind, site=None, post="EU-07")
    expected = ReportPatrol(command.report, PatrolKind(kind), post="EU-07")
    assert command == expected


def test_a_relief_names_who_is_relieved() -> None:
    assert taken("patrol-check", kind="relief", site=None, post="EU-07", relieves="EU-06").relieves == "EU-06"


@pytest.mark.parametrize(
    "text", ["two\nlines\tand a tab", "\u202eevil\u202c", "zero\u200bwidth", "<script>", "=1+1", "نص", "😀"]
)
def test_text_is_kept_as_it_came(text: str) -> None:
    assert taken("incident", text=text).account.text == text


def digest(report: dict[str, Any]) -> bytes:
    outcome = read("incident", report)
    assert isinstance(outcome, Incoming)
    return outcome.digest


def test_the_same_report_in_other_words_of_json_is_the_same() -> None:
    first = incident(at="2026-11-24T13:31:00Z", position={"lat": 50, "lon": 4})
    again = dict(reversed(first.items()))
    again |= {"at": "2026-11-24T14:31:00.000+01:00", "position": {"lon": 4.0, "lat": 50.0}, "visit": None}
    again |= {"status": "actual", "priority": 3, "sent_at": ago()}
    assert digest(first) == digest(again)


@pytest.mark.parametrize("change", [{"text": "grey car"}, {"priority": 1}, {"status": "test"}, {"seq": 1}])
def test_another_body_is_another_report(change: dict[str, Any]) -> None:
    first = incident()
    assert digest(first) != digest({**first, **change})


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50)


def whole_minutes(moment: datetime) -> bool:
    """RFC 3339 has no seconds in a zone; local times of long ago had."""
    offset = moment.utcoffset()
    return offset is not None and offset.total_seconds() % 60 == 0


latest = NOW.replace(tzinfo=None) - timedelta(days=1)
moments: st.SearchStrategy[datetime] = st.datetimes(
    latest - timedelta(days=28), latest, timezones=st.timezones()
)
moments = moments.filter(whole_minutes)
positions = st.builds(
    Position,
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.none() | st.floats(0, 1e6),
    st.none() | moments,
)
codes = st.none() | words.filter(bool).filter(lambda code: not set(code) & {"\u2028", "\u2029"})
reports = st.builds(
    Report,
    id=st.uuids().map(str),
    unit=st.just("EU-07"),
    at=moments,
    sent_at=st.none() | moments,
    position=st.none() | positions,
    stale_at=st.none() | moments,
    unit_seq=st.none() | st.integers(0, 2**53),
    status=st.sampled_from(Status),
)
incidents = st.builds(
    ReportIncident,
    report=reports,
    kind=st.sampled_from(IncidentKind),
    priority=st.integers(1, 4),
    site=codes,
    visit=codes,
    account=st.builds(
        Account, words, st.none() | words, st.none() | words, st.none() | st.builds(Vehicle, codes)
    ),
)


def in_utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


@given(incidents)
def test_what_a_unit_writes_is_what_the_watch_reads(command: ReportIncident) -> None:
    said = command.report
    position = said.position
    account = command.account
    assert account is not None
    body = {
        "id": said.id,
        "at": said.at.isoformat(),
        "sent_at": said.sent_at.isoformat() if said.sent_at else None,
        "stale_at": said.stale_at.isoformat() if said.stale_at else None,
        "seq": said.unit_seq,
        "status": said.status,
        "position": {
            "lat": position.lat,
            "lon": position.lon,
            "accuracy_m": position.accuracy_m,
            "at": position.at.isoformat() if position.at else None,
        }
        if position
        else None,
        "kind": command.kind,
        "priority": command.priority,
        "site": command.site,
        "visit": command.visit,
        "text": account.text,
        "facts": account.facts,
        "assessment": account.assessment,
        "vehicle": {"plate": account.vehicle.plate} if account.vehicle else None,
    }
    outcome = read("incident", body)
    expected = replace(
        command,
        report=replace(
            said,
            id=str(UUID(said.id)),
            at=said.at.astimezone(UTC),
            sent_at=in_utc(said.sent_at),
            stale_at=in_utc(said.stale_at),
            position=replace(position, at=in_utc(position.at)) if position else None,
        ),
    )
    assert isinstance(outcome, Incoming)
    assert outcome.command == expected
