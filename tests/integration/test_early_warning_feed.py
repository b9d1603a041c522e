"""The feed of companies' systems: one report is one, and neither side comes in by the other's door."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from PIL import Image

from controlroom.ids import warning_ref
from controlroom.photos.album import Album
from controlroom.photos.photo import MOST_OF_A_REPORT, Photo
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from tests.a_pen import MovingClock
from tests.integration.a_watch import Watch, check, incident, movement
from tests.unit.photos import made
from tests.unit.watch.a_warning import the_company

PATH = "/feeds/early-warnings"


def warned(**said: Any) -> dict[str, Any]:
    known = {"id": str(uuid4()), "at": incident()["at"], "site": "NLE-1", "behaviour": "observation"}
    return {**known, "facts": "a grey van stood at the gate", **said}


@pytest.fixture
async def token(watch: Watch) -> str:
    """Of the alarm centre of a company."""
    desk, state = watch.app.state.desk, watch.app.state
    system = RegisterUnit("NLE-SOC", "Alarm centre", UnitKind.MACHINE, Pulse.NONE, company="NLE")
    for command in (*the_company(), system):
        await desk.do(command, "chief")
    return str(await state.tokens.issue("NLE-SOC"))


async def test_a_report_is_on_disk_once_however_often_it_is_sent(watch: Watch, token: str) -> None:
    report = warned(status="exercise", vehicle={"plate": "1-ABC-123"})
    first = await watch.report(PATH, report, token=token)
    again = await watch.report(PATH, report, token=token)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["seq"] == again.json()["seq"]
    other = await watch.report(PATH, {**report, "facts": "a white van"}, token=token)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/conflicting-report")
    rows = await watch.ask("SELECT ref, company, by, status, state FROM early_warning")
    assert rows == [(warning_ref("NLE", report["id"]), "NLE", "NLE-SOC", "exercise", "received")]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"site": "HBS-1"}, "site"),
        ({"site": "EU-JL"}, "site"),
        ({"facts": ""}, "facts"),
        ({"behaviour": "loitering"}, "behaviour"),
        ({"company": "HBS"}, "company"),
    ],
)
async def test_what_is_wrong_is_named_and_a_site_of_another_company_is_unknown(
    watch: Watch, token: str, wrong: dict[str, str], field: str
) -> None:
    answer = await watch.report(PATH, warned(**wrong), token=token)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert await watch.ask("SELECT count(*) FROM early_warning") == [(0,)]


async def test_a_field_unit_reports_no_early_warning_and_a_company_nothing_else(
    watch: Watch, token: str
) -> None:
    assert (await watch.report(PATH, warned())).status_code == 403
    others = (
        ("/feeds/incidents", incident()),
        ("/feeds/visits", movement()),
        ("/feeds/patrol-checks", check()),
    )
    for path, report in others:
        answer = await watch.report(path, report, token=token)
        assert (path, answer.status_code) == (path, 403)
    warning = await watch.post("/feeds/cap", "<alert/>", token=token, content_type="application/cap+xml")
    assert warning.status_code == 403
    kinds = "SELECT count(*) FROM journal WHERE kind LIKE '%%.reported'"
    assert await watch.ask(kinds) == [(0,)]


async def sends_photo(
    watch: Watch, token: str, report: str, raw: bytes, kind: str = "jpeg"
) -> httpx2.Response:
    path = f"/feeds/photos?report={report}"
    return await watch.post(path, raw, token=token, content_type=f"image/{kind}")


async def test_a_report_takes_along_the_photos_that_came_under_its_id(watch: Watch, token: str) -> None:
    report = warned()
    first = await sends_photo(watch, token, report["id"].upper(), made.with_position())
    again = await sends_photo(watch, token, report["id"], made.with_position())
    assert (first.status_code, again.status_code) == (201, 200)
    digest = first.json()["digest"]
    assert first.json() == {"report": report["id"], "digest": digest, "width": 240, "height": 320}
    assert (await watch.report(PATH, report, token=token)).status_code == 201
    told = "SELECT private::jsonb #> '{account,photos}' FROM journal WHERE kind = 'early_warning.reported'"
    assert await watch.ask(told) == [([digest],)]
    kept = await watch.app.state.album.read(warning_ref("NLE", report["id"]), digest)
    assert made.PLACE not in kept
    assert Image.open(BytesIO(kept)).size == (240, 320)
    late = await sends_photo(watch, token, report["id"], made.jpeg((64, 64)))
    assert (late.status_code, late.json()["errors"][0]["field"]) == (422, "photos")
    assert (await watch.report(PATH, report, token=token)).status_code == 200


async def test_a_photo_that_came_while_its_report_was_taken_is_forgotten_after_a_day(
    watch: Watch, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, album = warned(), watch.app.state.album
    named = (await sends_photo(watch, token, report["id"], made.jpeg())).json()["digest"]
    read = album.of_each

    async def overtaken(*asked: Any) -> Any:
        found = await read(*asked)
        assert (await sends_photo(watch, token, report["id"], made.jpeg((64, 64)))).status_code == 201
        return found

    monkeypatch.setattr(album, "of_each", overtaken)
    assert (await watch.report(PATH, report, token=token)).status_code == 201
    assert await watch.ask("SELECT count(*) FROM photo") == [(2,)]
    tomorrow = MovingClock(datetime.now(UTC) + timedelta(hours=25))
    await Album(watch.app.state.engine, tomorrow).keep("EW-1", "NLE-SOC", [Photo(2, 1, b"one")])
    assert await watch.ask("SELECT digest FROM photo WHERE report <> 'EW-1'") == [(named,)]


async def test_what_is_no_photo_is_refused_and_kept_nowhere(watch: Watch, token: str) -> None:
    report = str(uuid4())
    for raw, kind, status in (
        (made.gif_and_script(), "jpeg", 422),
        (made.bomb(), "png", 422),
        (made.svg(), "svg+xml", 415),
        (b"\xff\xd8\xff" + bytes(12 * 1024 * 1024), "jpeg", 413),
    ):
        assert (await sends_photo(watch, token, report, raw, kind)).status_code == status
    assert (await sends_photo(watch, token, "1", made.jpeg())).json()["errors"][0]["field"] == "report"
    assert await watch.ask("SELECT (SELECT count(*) FROM photo), (SELECT count(*) FROM quarantine)") == [
        (0, 0)
    ]


async def test_a_report_has_six_photos_and_no_unit_but_a_companys_sends_any(watch: Watch, token: str) -> None:
    report = str(uuid4())
    assert (await sends_photo(watch, watch.token, report, made.jpeg())).status_code == 403
    answers = [
        await sends_photo(watch, token, report, made.jpeg((20 + number, 20)))
        for number in range(MOST_OF_A_REPORT + 1)
    ]
    assert [answer.status_code for answer in answers] == [*[201] * MOST_OF_A_REPORT, 422]


async def test_a_photo_of_another_company_under_the_same_id_is_another(watch: Watch, token: str) -> None:
    desk, report = watch.app.state.desk, warned()
    await desk.do(RegisterUnit("HBS-SOC", "Port", UnitKind.MACHINE, Pulse.NONE, company="HBS"), "chief")
    other = str(await watch.app.state.tokens.issue("HBS-SOC"))
    assert (await sends_photo(watch, other, report["id"], made.jpeg())).status_code == 201
    assert (await watch.report(PATH, report, token=token)).status_code == 201
    told = "SELECT private::jsonb #> '{account,photos}' FROM journal WHERE kind = 'early_warning.reported'"
    assert await watch.ask(told) == [([],)]
