"""The command line as an administrator uses it: what went wrong is a sentence, and the exit code says so."""

import asyncio
import json
import os
import pwd
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from controlroom.cli import app
from controlroom.clock import monotonic

NO_DATABASE = "postgresql://app@127.0.0.1:1/none"


def command(line: str, database_url: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, line.split(), typed, env={"CONTROLROOM_DATABASE_URL": database_url})


def test_a_unit_that_was_registered_is_taken_out_of_service_once(database: Any) -> None:
    url = database.database_url
    assert command("unit add PATROL-1", url).exit_code == 0
    assert "1 tokens ended" in command("unit revoke PATROL-1", url).output
    assert "0 tokens ended" in command("unit revoke PATROL-1", url).output
    assert "withdrawn" in command("unit list", url).output


def test_a_misspelt_unit_is_said_to_be_unknown_and_not_to_be_out_of_service(database: Any) -> None:
    told = command("unit revoke TYPO", database.database_url)
    assert (told.exit_code, told.output.strip()) == (1, "No such thing: there is no unit 'TYPO'")


def test_a_unit_in_service_gets_a_code_and_another_one_each_time(database: Any) -> None:
    url = database.database_url
    assert command("unit add PATROL-1", url).exit_code == 0
    codes = {command("unit code PATROL-1", url).output.strip() for _ in range(3)}
    assert len(codes) > 1
    assert all(re.fullmatch(r"\d{3}-\d{3}", code) for code in codes)
    told = command("unit code TYPO", url)
    assert (told.exit_code, told.output.strip()) == (
        1,
        "No such thing: There is no unit with this call sign in service.",
    )


def said(database_url: str, kind: str) -> list[tuple[str, Any]]:
    async def ask() -> list[tuple[str, Any]]:
        connection = await asyncpg.connect(database_url)
        rows = await connection.fetch("SELECT actor, body FROM journal WHERE kind = $1 ORDER BY seq", kind)
        await connection.close()
        return [(row["actor"], json.loads(row["body"])) for row in rows]

    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, ask()).result()


def test_a_token_is_given_named_and_revoked_and_the_journal_says_who_typed(database: Any) -> None:
    url = database.database_url
    first = command("unit add VP-12 --name Twelve", url).output.strip()
    assert first != command("unit token VP-12", url).output.strip()
    names = [body["token"] for _, body in said(url, "token.issued")]
    listed = command("unit list", url).output
    assert all(name in listed for name in names)
    assert "2 tokens" in listed
    assert first not in listed
    assert "1 tokens of VP-12 ended" in command(f"unit revoke-token VP-12 --token {names[0]}", url).output
    told = command(f"unit revoke-token VP-12 --token {names[0]}", url)
    assert (told.exit_code, "does not open anything" in told.output) == (1, True)
    who = f"command line:{pwd.getpwuid(os.getuid()).pw_name}"
    assert said(url, "token.revoked") == [(who, {"unit": "VP-12", "token": names[0]})]


def test_a_known_unit_is_changed_and_not_added_again(database: Any) -> None:
    url = database.database_url
    assert command("unit add VP-12 --name Twelve", url).exit_code == 0
    told = command("unit add VP-12", url)
    assert (told.exit_code, "There is a unit with this call sign already" in told.output) == (1, True)
    assert command("unit change VP-12 --pulse critical", url).exit_code == 0
    assert "critical" in command("unit list", url).output
    assert "Twelve" in command("unit list", url).output
    assert command("unit change TYPO --pulse critical", url).exit_code == 1


def test_a_screen_is_changed_renamed_linked_and_revoked(database: Any) -> None:
    url = database.database_url
    first = command("screen add W-1 --locale nl", url).output.strip()
    assert "/screen/" in first
    assert command("screen change W-1 --theme day", url).exit_code == 0
    assert "nl day" in command("screen list", url).output
    assert command("screen change W-1 --theme pink", url).exit_code == 1
    assert command("screen rename W-1 W-2", url).exit_code == 0
    assert command("screen link W-2", url).output.strip() != first
    assert command("screen revoke W-2", url).exit_code == 0
    assert "revoked" in command("screen list", url).output
    assert command("screen revoke W-2", url).exit_code == 1
    assert len(said(url, "screen.renamed")) == len(said(url, "screen.link_issued")) == 1


def test_a_person_gets_a_role_a_password_and_a_closed_door(database: Any) -> None:
    url = database.database_url
    assert "may sign in with" in command("user add chief --role admin", url, typed="\n").output
    assert "may sign in" in command("user add bert", url, typed="the blue heron waits\n").output
    assert "bert is auditor" in command("user role bert auditor", url).output
    assert command("user rename bert Maes", url).exit_code == 0
    assert len(command("user password bert", url).output.strip()) > 12
    assert "0 sessions ended" in command("user sign-out bert", url).output
    assert "0 factors of bert removed" in command("user reset-factor bert", url).output
    assert "auditor needs a second factor" in command("user require auditor", url).output
    assert "may do without" in command("user require auditor --not-required", url).output
    assert len(said(url, "role.factor_required")) == 2
    assert command("user close bert", url).exit_code == 0
    assert command("user close bert", url).exit_code == 1
    assert command("user open bert", url).exit_code == 0
    last = command("user close chief", url)
    assert (last.exit_code, "the last account that may manage accounts" in last.output) == (1, True)
    assert [body["role"] for _, body in said(url, "account.role_changed")] == ["auditor"]


def test_a_role_needs_a_second_factor_and_somebody_who_lost_theirs_begins_anew(database: Any) -> None:
    url = database.database_url
    command("user add chief --role admin", url, typed="\n")
    assert command("user require admin", url).exit_code == 0
    assert re.search(r"chief +admin +none, needed", command("user factors", url).output)
    assert command("user sessions", url).output == ""
    assert command("user end-session chief 7", url).exit_code == 1
    assert "CONTROLROOM_OIDC_ISSUER is not set" in command("user link chief --as c.boss", url).output
    assert [body["required"] for _, body in said(url, "role.factor_required")] == [True]


@pytest.mark.parametrize(
    "line", ["unit add PATROL-1", "unit list", "screen add W-1", "webhook list", "verify"]
)
@pytest.mark.alone
def test_without_its_database_a_command_says_so_at_once_and_in_one_line(line: str) -> None:
    began = monotonic()
    told = command(line, NO_DATABASE)
    assert monotonic() - began < 5
    assert (told.exit_code, len(told.output.splitlines())) == (1, 1)
    assert "the database" in told.output
