"""Receivers and the rest of the watch: they cost the desk nothing, and an administrator sees how they are."""

import asyncio
import json
import re
import sys
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from controlroom.cli import app
from controlroom.clock import monotonic
from controlroom.watch.files import RestrictFile
from controlroom.watch.refs import Noun, Ref
from controlroom.webhooks.line import AT_ONCE
from controlroom.webhooks.post import WITHIN_S
from tests.conftest import ROOT
from tests.integration.a_watch import Watch, a_watch, incident
from tests.integration.webhooks.a_receiver import HANGS, a_receiver

REPORTS = 30


async def test_reports_are_accepted_and_others_are_told_while_a_receiver_hangs(database: Any) -> None:
    async with (
        a_receiver(lambda got: HANGS) as hangs,
        a_receiver() as well,
        a_watch(database.database_url, webhook_plain_http="true") as watch,
    ):
        for name, url in (("hangs", hangs.url), ("well", well.url)):
            await watch.app.state.receivers.add(name, url)
        await watch.report("/feeds/incidents", incident(priority=2))
        await hangs.until_got(1)
        began = monotonic()
        for _ in range(REPORTS):
            answer = await watch.report("/feeds/incidents", incident(priority=2))
            assert answer.status_code == 201
        await well.until_taken(1 + REPORTS, within_s=WITHIN_S - (monotonic() - began))
        assert len(hangs.got) <= AT_ONCE
        assert hangs.taken == []


async def test_the_metrics_say_that_somebody_is_not_told(database: Any) -> None:
    async with (
        a_receiver(lambda got: 500) as broken,
        a_watch(database.database_url, webhook_plain_http="true") as watch,
    ):
        await watch.app.state.receivers.add("broken", broken.url)
        await watch.report("/feeds/incidents", incident(priority=2))
        async with asyncio.timeout(15):
            while await metric(watch, "webhooks_pending") != 1:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        assert await metric(watch, "webhooks_oldest_seconds") > 0
        assert await metric(watch, "webhook_failures_total") >= 1


async def metric(watch: Watch, name: str) -> float:
    told = (await watch.client.get("/metrics")).text
    (value,) = re.findall(rf"^controlroom_{name} (\S+)$", told, re.MULTILINE)
    return float(value)


def environment(database_url: str) -> dict[str, str]:
    return {"CONTROLROOM_DATABASE_URL": database_url, "CONTROLROOM_WEBHOOK_PLAIN_HTTP": "true"}


def command(line: str, database_url: str) -> Result:
    return CliRunner().invoke(app, line.split(), env=environment(database_url))


async def test_an_administrator_adds_tests_and_revokes_a_receiver(database: Any) -> None:
    async def do(line: str) -> tuple[int | None, str]:
        """As on another terminal."""
        said = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "controlroom", "webhook", *line.split()),
            env={**environment(database.database_url), "PATH": "/usr/bin:/bin"},
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await said.communicate()
        return said.returncode, output.decode().strip()

    async with a_receiver() as pager, a_watch(database.database_url, webhook_plain_http="true"):
        _, secret = await do(
            f"add pager {pager.url}?key=hidden --priority 2 --kinds alert.raised,alert.ended"
        )
        assert secret.startswith("whsec_")
        code, said = await do("test pager")
        assert (code, "delivered after 1 attempts" in said) == (0, True)
        (got,) = pager.taken
        assert (got.said["type"], got.path) == ("test", "/hook?key=hidden")
        assert got.is_signed_by(secret)
        pager.answer = lambda got: 404
        code, said = await do("test pager")
        assert (code, "it answered 404" in said) == (1, True)
        _, listed = await do("list")
        assert "failing since" in listed
        assert "P2 and higher: alert.raised, alert.ended" in listed
        assert "hidden" not in listed
        assert secret not in listed
        _, said = await do("log pager")
        assert [line.split()[2] for line in said.splitlines()] == ["test", "test"]
        assert await do("revoke pager") == (0, "pager is told nothing more")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("add pager http://example.org/", "The watch cannot use this: plain http only to the number"),
        ("add pager https://example.org/ --kinds alert.rased", "no such kind: alert.rased"),
        ("revoke nobody", "No such thing: there is no working receiver nobody"),
        ("test nobody", "No such thing: there is no working receiver nobody"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(database: Any, line: str, said: str) -> None:
    told = command(f"webhook {line}", database.database_url)
    assert (told.exit_code, len(told.output.splitlines())) == (1, 1)
    assert said in told.output


def test_without_a_server_a_test_says_that_it_waits(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("controlroom.webhooks.cli.TOLD_WITHIN_S", 0)
    command("webhook add pager https://receiver.invalid/", database.database_url)
    told = command("webhook test pager", database.database_url)
    assert (told.exit_code, "does a server run?" in told.output) == (1, True)


async def test_a_receiver_outside_is_not_told_where_a_restricted_visit_is(database: Any) -> None:
    async with (
        a_receiver() as well,
        a_watch(database.database_url, webhook_plain_http="true") as watch,
    ):
        await watch.app.state.receivers.add("well", well.url)
        await watch.app.state.desk.do(RestrictFile(Ref(Noun.VISIT, "V-1"), "anna", "a threat"), "anna")
        for where in ({"visit": "V-1", "site": "EU-JL"}, {"site": "EU-JL"}):
            await watch.report("/feeds/incidents", incident(priority=2, **where))
        await well.until_taken(2)
        sites = [json.loads(got.body)["data"]["site"] for got in well.taken]
        assert sorted(sites, key=str) == ["EU-JL", None]
