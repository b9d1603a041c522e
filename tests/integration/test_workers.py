"""`controlroom serve --workers 2` as whoever runs it sees it: signals, deaths, and starts that fail."""

import asyncio
import json
import os
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.faults.team import SIZE, Team, a_team
from tests.faults.until import until

pytestmark = pytest.mark.alone

BROKEN = "this is no TOML ["


@pytest.fixture(scope="module")
async def well(servers: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Team]:
    """Two workers to whom nothing happens."""
    log = tmp_path_factory.mktemp("well") / "team.log"
    async with servers.fresh() as database, a_team(database.database_url, log) as team:
        yield team


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "team.log"


def lines(team: Team) -> list[dict[str, Any]]:
    return [json.loads(line) for line in team.logged().splitlines() if line.startswith("{")]


def starts(team: Team, number: int) -> int:
    return sum(line["event"].startswith(f"worker {number} starts") for line in lines(team))


def pauses(team: Team) -> list[tuple[float, float]]:
    """How long before each new start a pause was promised and how long it was, in seconds."""
    found, promised = [], None
    for line in lines(team):
        at = datetime.fromisoformat(line["timestamp"])
        if words := re.search(r"another starts in ([\d.]+) s", line["event"]):
            promised = float(words[1]), at
        elif promised and "starts (process" in line["event"]:
            found.append((promised[0], (at - promised[1]).total_seconds()))
            promised = None
    return found


async def answer(team: Team, path: str = "/health/ready") -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False) as client:
        return await client.get(team.url + path)


async def test_a_killed_worker_is_replaced_and_the_other_stays(database: Any, log: Path) -> None:
    async with a_team(database.database_url, log) as team:
        killed, other = team.workers
        os.kill(killed, signal.SIGKILL)
        assert other in await team.all_ready(other_than=[killed])
        assert any("was ended by signal 9" in line["event"] for line in lines(team))


@pytest.mark.parametrize("signalled", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_stops_all(database: Any, log: Path, signalled: signal.Signals) -> None:
    async with a_team(database.database_url, log) as team:
        team.signal(signalled)
        assert await team.ended(within_s=10) == 0


async def test_a_worker_that_leaves_tells_a_busy_client_so_with_an_answer(database: Any, log: Path) -> None:
    one = httpx2.Limits(max_connections=1)
    async with (
        a_team(database.database_url, log) as team,
        httpx2.AsyncClient(trust_env=False, limits=one) as client,
    ):
        assert "connection" not in (await client.get(f"{team.url}/health/live")).headers
        for worker in team.workers:
            os.kill(worker, signal.SIGTERM)
        async with asyncio.timeout(10):
            answered = await client.get(f"{team.url}/health/live")
            while "connection" not in answered.headers:
                await asyncio.sleep(0.02)
                answered = await client.get(f"{team.url}/health/live")
        assert (answered.status_code, answered.headers["connection"]) == (200, "close")


async def test_when_the_team_is_killed_no_worker_outlives_it(database: Any, log: Path) -> None:
    async with a_team(database.database_url, log) as team:
        assert len(team.workers) == SIZE
        await team.kill()
        await team.ended(within_s=10)


async def test_a_worker_that_stands_still_ends_with_its_team_when_it_goes_on(
    database: Any, log: Path
) -> None:
    async with a_team(database.database_url, log) as team:
        os.kill(team.workers[0], signal.SIGSTOP)
        await team.kill()
        await until(lambda: len(team.left_behind) == 1, 10)
        os.kill(team.left_behind[0], signal.SIGCONT)
        await team.ended(within_s=10)


async def test_where_no_worker_can_start_the_team_ends_and_says_why(
    database: Any, log: Path, tmp_path: Path
) -> None:
    connectors = tmp_path / "connectors.toml"
    connectors.write_text(BROKEN)
    broken = {"CONTROLROOM_INGESTORS_FILE": str(connectors)}
    async with a_team(database.database_url, log, ready=False, **broken) as team:
        assert await team.ended(within_s=60) == 1
    assert 3 <= starts(team, 1) <= 4
    last = team.logged().splitlines()[-1]
    assert "status 1" in last
    assert str(connectors) in last


async def test_a_worker_that_cannot_start_is_tried_ever_more_rarely_and_comes_back_when_it_can(
    database: Any, log: Path, tmp_path: Path
) -> None:
    connectors = tmp_path / "connectors.toml"
    connectors.write_text("")
    async with a_team(database.database_url, log, CONTROLROOM_INGESTORS_FILE=str(connectors)) as team:
        connectors.write_text(BROKEN)
        os.kill(team.workers[0], signal.SIGKILL)
        await until(lambda: len(pauses(team)) >= 3, 60)
        assert (await answer(team)).json()["worker"] in (1, 2)
        said, were = zip(*pauses(team)[:3], strict=True)
        assert said in {(0.0, 0.5, 1.0), (0.5, 1.0, 2.0)}, "at once only after a steady life"
        assert all(was_s >= said_s for said_s, was_s in zip(said, were, strict=True))
        connectors.write_text("")
        await team.all_ready()


async def test_a_restart_whose_new_workers_cannot_start_leaves_the_old_ones(
    database: Any, log: Path, tmp_path: Path
) -> None:
    connectors = tmp_path / "connectors.toml"
    connectors.write_text("")
    async with a_team(database.database_url, log, CONTROLROOM_INGESTORS_FILE=str(connectors)) as team:
        before = team.workers
        connectors.write_text(BROKEN)
        team.signal(signal.SIGHUP)
        await until(lambda: "the old ones stay" in team.logged(), 30)
        assert await team.all_ready() == before


async def test_each_line_of_a_worker_says_whose_it_is(well: Team) -> None:
    serving = [line["worker"] for line in lines(well) if line["event"] == "serving"]
    assert sorted(serving) == [1, 2]


async def test_whichever_worker_is_asked_tells_the_metrics_of_all(well: Team) -> None:
    for _ in range(8):
        told = (await answer(well, "/metrics")).text.splitlines()
        screens = [line for line in told if "controlroom_screens" in line]
        assert [line.rpartition(" ")[0] for line in screens[-2:]] == [
            'controlroom_screens{worker="1"}',
            'controlroom_screens{worker="2"}',
        ]
        assert sum(line.startswith("# TYPE") for line in screens) == 1


async def test_connections_that_come_at_once_are_shared_out(well: Team) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client:
        asking = (client.get(f"{well.url}/health/ready") for _ in range(32))
        answered = Counter(response.json()["worker"] for response in await asyncio.gather(*asking))
    assert min(answered[1], answered[2]) >= 8, answered
