"""The feed of companies' systems: one report is one, and neither side comes in by the other's door."""

from typing import Any
from uuid import uuid4

import pytest

from controlroom.ids import warning_ref
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from tests.integration.a_watch import Watch, check, incident, movement
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
    kinds = "SELECT count(*) FROM journal WHERE kind LIKE '%%.reported'"
    assert await watch.ask(kinds) == [(0,)]
