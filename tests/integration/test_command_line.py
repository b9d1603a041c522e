"""The command line as an administrator uses it: what went wrong is a sentence, and the exit code says so."""

import re
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from controlroom.cli import app
from controlroom.clock import monotonic

NO_DATABASE = "postgresql://app@127.0.0.1:1/none"


def command(line: str, database_url: str) -> Result:
    return CliRunner().invoke(app, line.split(), env={"CONTROLROOM_DATABASE_URL": database_url})


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


@pytest.mark.parametrize(
    "line", ["unit add PATROL-1", "unit list", "screen add W-1", "webhook list", "verify"]
)
def test_without_its_database_a_command_says_so_at_once_and_in_one_line(line: str) -> None:
    began = monotonic()
    told = command(line, NO_DATABASE)
    assert monotonic() - began < 5
    assert (told.exit_code, len(told.output.splitlines())) == (1, 1)
    assert "the database" in told.output
