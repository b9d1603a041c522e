"""`controlroom feed` as a person or a cron job runs it."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse
from typer.testing import CliRunner

from controlroom.feeds.client.cli import feed_app
from controlroom.feeds.client.outbox import Outbox
from tests.integration.feeds_client.fake_server import FakeServer

CLIENT = [sys.executable, "-c", "from controlroom.feeds.client.cli import feed_app; feed_app()"]
MAP = """
name = "county"
feed = "incident"
[fields.at]
column = "when"
type = "time"
[fields.text]
column = "what"
"""


@pytest.fixture
def feed(server: FakeServer, tmp_path: Path) -> Any:
    def run(*arguments: str | Path, token: str = server.token) -> tuple[int, str]:
        options = ["--url", server.url, "--queue-dir", str(tmp_path / "queue")]
        if arguments[0] == "status":
            options = options[2:]
        found = CliRunner(env={"CONTROLROOM_UNIT_TOKEN": token}).invoke(
            feed_app, [*map(str, arguments), *options]
        )
        return found.exit_code, found.output

    return run


def _file(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_a_file_sent_twice_is_taken_once(feed: Any, server: FakeServer, tmp_path: Path) -> None:
    path = _file(tmp_path, "a.ndjson", '{"kind": "fire"}\n{"kind": "fire"}\n')

    first, second = feed("incident", path), feed("incident", path)

    assert first[0] == second[0] == 0
    assert "2 accepted, 0 already known, 0 refused, 0 waiting" in first[1]
    assert "0 accepted, 2 already known, 0 refused, 0 waiting" in second[1]
    assert len(server.held) == 2


def test_what_was_refused_is_named_and_the_exit_code_says_so(
    feed: Any, server: FakeServer, tmp_path: Path
) -> None:
    path = _file(tmp_path, "a.json", '[{"id": "a"}, {"id": "b", "site": "NOWHERE"}, 7]')

    code, said = feed("incident", path)

    assert code == 1
    assert "1 accepted, 0 already known, 1 refused, 1 unreadable, 0 waiting" in said
    assert "No such thing: site NOWHERE" in said
    assert "site NOWHERE" in feed("status")[1]


def test_an_unknown_token_stops_and_keeps_what_waits(feed: Any, server: FakeServer, tmp_path: Path) -> None:
    path = _file(tmp_path, "a.json", '{"id": "a"}')

    code, said = feed("incident", path, token="other")

    assert code == 3
    assert "Stopped: the server answered 401: Unknown token: revoked at noon" in said
    assert "1 waiting" in said
    assert feed("resend")[0] == 0
    assert list(server.held) == ["a"]


def test_a_wrong_mapping_names_the_key(feed: Any, tmp_path: Path) -> None:
    path = _file(tmp_path, "a.csv", "when,what\n")

    code, said = feed("incident", path, "--map", _file(tmp_path, "a.toml", MAP + "[cvs]\n"))

    assert code == 2
    assert "cvs: unknown key, did you mean 'csv'?" in said


@pytest.mark.parametrize("name", ["missing.json", "a.xml", "a.csv"])
def test_a_file_that_cannot_be_read_is_said_in_words(feed: Any, tmp_path: Path, name: str) -> None:
    if name != "missing.json":
        _file(tmp_path, name, "x")

    code, said = feed("incident", tmp_path / name)

    assert code == 2
    assert "Traceback" not in said


def test_a_replay_keeps_the_pace_and_the_ids(feed: Any, server: FakeServer, tmp_path: Path) -> None:
    rows = "when,what\n2026-01-01T10:00:00Z,a\n2026-01-01T10:10:00Z,b\n"
    path, mapping = _file(tmp_path, "a.csv", rows), _file(tmp_path, "a.toml", MAP)

    assert feed("replay", path, "--map", mapping, "--speed", "6000")[0] == 0
    code, said = feed("incident", path, "--map", mapping)

    assert [report["text"] for report in server.held.values()] == ["a", "b"]
    assert (code, "2 already known" in said) == (0, True)


def test_a_shifted_replay_is_new_reports_of_now(feed: Any, server: FakeServer, tmp_path: Path) -> None:
    rows = "when,what\n2020-01-01T10:00:00Z,a\n"
    path, mapping = _file(tmp_path, "a.csv", rows), _file(tmp_path, "a.toml", MAP)

    for _ in range(2):
        assert feed("replay", path, "--map", mapping, "--speed", "0", "--shift-to-now")[0] == 0

    assert len(server.held) == 2
    assert all(not report["at"].startswith("2020") for report in server.held.values())


def test_after_kill_9_the_rest_is_sent_once_and_in_order(server: FakeServer, tmp_path: Path) -> None:
    names = [f"{number:04}" for number in range(300)]
    path = _file(tmp_path, "a.ndjson", "".join(json.dumps({"id": name}) + "\n" for name in names))
    server.killing_after = 3
    command = [*CLIENT, "incident", str(path), "--url", server.url, "--token", server.token]
    command += ["--queue-dir", str(tmp_path / "queue"), "--batch", "20"]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as client:
        server.client = client
        client.communicate(timeout=30)
        assert client.returncode == -signal.SIGKILL
    outbox = Outbox(tmp_path / "queue")
    assert outbox.count() == 300 - 2 * 20  # the third batch was taken, but its answer never came
    outbox.close()
    again = [*CLIENT, "resend", *command[5:]]
    done = subprocess.run(again, capture_output=True, text=True, timeout=30, check=False)

    assert done.returncode == 0, done.stderr
    assert "240 accepted" in done.stdout
    assert "20 already known" in done.stdout
    assert server.order == names


def test_a_server_that_stays_busy_is_given_up_when_asked_to(
    feed: Any, server: FakeServer, tmp_path: Path
) -> None:
    server.failures = [JSONResponse({"title": "Busy"}, 503)]
    path = _file(tmp_path, "a.json", '{"id": "a"}')

    code, said = feed("incident", path, "--give-up-after", "0")

    assert code == 3
    assert "503: Busy; gave up after 0 s" in said
