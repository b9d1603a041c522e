"""Institutions by command line, with the same code as the pages."""

from pathlib import Path
from typing import Any

from tests.integration.test_command_line import command, said

TABLE = "code;name;kind;municipality;lat;lon\r\nEMB-FI;=Embassy of Finland;embassy;Liège;50,84;4,38\r\n"


def test_a_table_is_told_line_by_line_and_done_when_it_is_confirmed(database: Any, tmp_path: Path) -> None:
    table, url = tmp_path / "institutions.csv", database.database_url
    table.write_bytes((TABLE + "EMB-XX;;embassy;Liège;1;2\r\n").encode())
    told = command(f"institution import {table}", url, "n\n")
    assert told.exit_code == 1
    assert "2 EMB-FI       new" in told.output
    assert "3 EMB-XX       refused: name is empty." in told.output
    assert said(url, "site.registered") == []
    assert "done" in command(f"institution import {table}", url, "y\n").output
    ((actor, _),) = said(url, "site.registered")
    assert actor.startswith("command line:")
    again = command(f"institution import {table}", url)
    assert (again.exit_code, "EMB-FI       unchanged" in again.output) == (0, True)


def test_what_is_taken_out_comes_back_unchanged_and_is_in_the_journal(database: Any, tmp_path: Path) -> None:
    table, url = tmp_path / "institutions.csv", database.database_url
    table.write_bytes(TABLE.encode())
    command(f"institution import {table} --yes", url)
    out = command("institution export --reason meeting", url).output
    assert "'=Embassy of Finland" in out
    table.write_text(out, "utf-8")
    assert "unchanged" in command(f"institution import {table}", url).output
    assert len(said(url, "data.exported")) == 1


def test_what_is_no_table_is_said_in_a_sentence(database: Any, tmp_path: Path) -> None:
    table = tmp_path / "institutions.csv"
    table.write_bytes(b"name\r\nx\r\n")
    told = command(f"institution import {table}", database.database_url)
    assert (told.exit_code, "line 1: There is no column code." in told.output) == (1, True)
