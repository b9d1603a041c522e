"""Two app servers and a PostgreSQL with standbys: what becomes of a killed primary, a standby, a lost one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from controlroom.clock import monotonic
from tests.faults.failover import CUT_OFF, Node, Replicated, Watchdog, replicated, watched
from tests.faults.history import History, Unknown
from tests.faults.ledger import Ledger
from tests.faults.load import Load, incident, under_load
from tests.faults.place import UNITS, Place, prepared
from tests.faults.screen import Screen, a_screen
from tests.faults.server import Server, serving
from tests.faults.test_kill_postgres import SETTLED_S
from tests.faults.until import until

AGAIN_WITHIN_S = 5.0
PATIENCE_S = 12.0
"""The pen's is 10 s, and it looks once a second."""
ANY_OF_THREE, ANY_OF_TWO, NONE = "ANY 1 (n1, n2, n3)", "ANY 1 (n1, n2)", ""
REPORTS = "SELECT count(*) FROM report_key"


@dataclass
class Scene:
    """The databases, two app servers that name them all, and a screen at each."""

    servers: Replicated
    watchdog: Watchdog
    place: Place
    apps: list[Server]
    screens: list[Screen]
    history: History = field(default_factory=History)

    @asynccontextmanager
    async def under_load(self) -> AsyncIterator[Load]:
        urls = [app.url for app in self.apps]
        async with under_load(self.place, urls, self.history, answer_within_s=PATIENCE_S + 2) as load:
            yield load

    async def again(self, load: Load, ledger: Ledger, since: float) -> None:
        ledger.took("writes again", await load.stored_again(since), AGAIN_WITHIN_S)
        for screen in self.screens:
            ledger.took("ticks again", await screen.live_after(since, AGAIN_WITHIN_S), AGAIN_WITHIN_S)

    @property
    def proof_url(self) -> str:
        return self.servers.url(self.watchdog.primary)

    async def proved(self, ledger: Ledger) -> None:
        for screen in self.screens:
            await screen.equals_a_fresh_one()
        await ledger.proved(self.history, self.proof_url)


@asynccontextmanager
async def a_scene(directory: Path, standbys: int, synchronous: str) -> AsyncIterator[Scene]:
    async with replicated(directory, standbys, synchronous) as servers:
        place = await prepared(servers.database_url)
        async with (
            serving(place.database_url, directory / "one.log") as one,
            serving(place.database_url, directory / "two.log") as two,
            a_screen(one, place.screen_token) as at_one,
            a_screen(two, place.screen_token) as at_two,
            watched(servers) as watchdog,
        ):
            yield Scene(servers, watchdog, place, [one, two], [at_one, at_two])


async def kill_the_primary(scene: Scene, load: Load, ledger: Ledger) -> Node:
    """Who was killed; the apps write to another one when this returns."""
    old, killed_at = scene.watchdog.primary, monotonic()
    await old.kill()
    promoting_at = await scene.watchdog.promoted_after(killed_at)
    ledger.took("a standby is promoted", promoting_at - killed_at)
    assert load.stored_between(killed_at + SETTLED_S, promoting_at) == 0
    await scene.again(load, ledger, promoting_at)
    return old


@pytest.mark.parametrize("kills", [1, pytest.param(6, marks=pytest.mark.slow)], ids=["once", "often"])
async def test_when_the_primary_is_killed_both_apps_follow_the_promoted_standby(
    tmp_path: Path, ledger: Ledger, kills: int
) -> None:
    """Who was killed comes back as a standby, by pg_rewind and by a fresh copy in turn."""
    ledger.row("kill -9 of the primary, two servers; one of two synchronous standbys is promoted", kills)
    async with a_scene(tmp_path, 2, ANY_OF_THREE) as scene:
        async with scene.under_load() as load:
            for kill in range(kills):
                await load.until_stored(100)
                old = await kill_the_primary(scene, load, ledger)
                await load.until_stored(50)
                await come_back(scene, old, fresh=kill % 2 == 1)
            await load.until_stored(50)
        await scene.proved(ledger)


async def come_back(scene: Scene, node: Node, *, fresh: bool) -> None:
    if fresh:
        node.cluster.directory.rename(node.cluster.directory.with_name(f"left-{monotonic()}"))
        await scene.servers.copy(scene.watchdog.primary, node)
    else:
        await scene.servers.rewind(scene.watchdog.primary, node)
    await scene.servers.stream(scene.watchdog.primary)


@pytest.mark.slow
async def test_of_two_standbys_the_one_that_was_confirmed_is_promoted_and_nothing_is_lost(
    tmp_path: Path, ledger: Ledger
) -> None:
    ledger.row("kill -9 of the primary while one of two standbys receives nothing")
    async with a_scene(tmp_path, 2, ANY_OF_THREE) as scene:
        async with scene.under_load() as load:
            behind = scene.servers.nodes[1]
            await behind.set("primary_conninfo", "")
            await load.until_stored(100)
            killed_at = monotonic()
            await scene.watchdog.primary.kill()
            await scene.watchdog.promoted_after(killed_at)
            assert scene.watchdog.primary is scene.servers.nodes[2]
            await scene.servers.receive_again(behind)
            await scene.again(load, ledger, monotonic())
            await load.until_stored(20)
        await scene.proved(ledger)


@pytest.mark.slow
async def test_a_switch_over_and_back_loses_nothing_and_needs_no_restart_of_the_apps(
    tmp_path: Path, ledger: Ledger
) -> None:
    ledger.row("the primary is stopped in order, a standby takes over, the old one follows; and back", 2)
    async with a_scene(tmp_path, 1, ANY_OF_TWO) as scene:
        async with scene.under_load() as load:
            for _ in range(2):
                await load.until_stored(50)
                began = monotonic()
                await scene.watchdog.switch_over()
                ledger.took("writes again", await load.stored_again(scene.watchdog.promotions[-1]))
                for screen in scene.screens:
                    ledger.took("no tick for", screen.longest_silence(began, monotonic()))
            assert scene.watchdog.primary is scene.servers.nodes[0]
            await load.until_stored(50)
        await scene.proved(ledger)


@pytest.mark.parametrize("away_s", [3.0, pytest.param(20.0, marks=pytest.mark.slow)], ids=["short", "long"])
async def test_while_the_only_standby_is_gone_nothing_is_acknowledged_and_everybody_is_told(
    tmp_path: Path, ledger: Ledger, away_s: float
) -> None:
    """COMMIT waits for a standby. Whoever ends that wait by force has it on the primary only.

    That it then counts as stored would be a report acknowledged on one disk; 20 s are longer than any timeout
    of ours.
    """
    ledger.row(f"the only synchronous standby is killed, away for {away_s:.0f} s")
    async with a_scene(tmp_path, 1, ANY_OF_TWO) as scene:
        primary, standby = scene.servers.nodes
        async with scene.under_load() as load:
            await load.until_stored(100)
            await standby.kill()
            killed_at = monotonic()
            told = asyncio.ensure_future(what_a_newcomer_is_told(scene, load))
            await asyncio.sleep(away_s / 2)
            assert await primary.ask(CUT_OFF) > 0
            await asyncio.sleep(away_s / 2)
            if away_s > PATIENCE_S:
                answer, took_s = await told
                assert answer == Unknown("503")
                ledger.took("a unit is told 503", took_s, PATIENCE_S)
                assert (await ready(scene.apps[0]))[0] == 503
            back_at = monotonic()
            assert load.stored_between(killed_at + SETTLED_S, back_at) == 0
            await standby.start()
            await scene.again(load, ledger, monotonic())
            await load.until_stored(50)
            await told
        await scene.proved(ledger)
        await standby_has_it_all(scene, primary, ledger)


async def what_a_newcomer_is_told(scene: Scene, load: Load) -> tuple[object, float]:
    began, bearer = monotonic(), f"Bearer {scene.place.tokens[UNITS[-1]]}"
    async with httpx2.AsyncClient(trust_env=False, timeout=PATIENCE_S + 2) as client:
        answer = await load.send(client, load.urls[0], UNITS[-1], incident(), authorization=bearer)
    return answer, monotonic() - began


async def ready(app: Server) -> tuple[int, list[str]]:
    async with httpx2.AsyncClient(trust_env=False, timeout=10) as client:
        answer = await client.get(f"{app.url}/health/ready")
    return answer.status_code, answer.json()["wrong"]


async def standby_has_it_all(scene: Scene, primary: Node, ledger: Ledger) -> None:
    """The whole proof again, on the standby, after the primary is gone for good."""
    killed_at = monotonic()
    await primary.kill()
    await scene.watchdog.promoted_after(killed_at)
    await scene.watchdog.primary.set("synchronous_standby_names", NONE)
    await ledger.proved(scene.history, scene.servers.url(scene.watchdog.primary))


@pytest.mark.slow
async def test_with_any_1_of_two_a_killed_standby_is_not_noticed(tmp_path: Path, ledger: Ledger) -> None:
    ledger.row("kill -9 of one of two synchronous standbys, ANY 1")
    async with a_scene(tmp_path, 2, ANY_OF_THREE) as scene:
        async with scene.under_load() as load:
            await load.until_stored(50)
            killed_at = monotonic()
            await scene.servers.nodes[1].kill()
            ledger.took("writes again", await load.stored_again(killed_at), 1.0)
            await asyncio.sleep(3)
            for screen in scene.screens:
                ledger.took("no tick for", screen.longest_silence(killed_at, monotonic()), 3.0)
        await scene.proved(ledger)


async def test_an_asynchronous_standby_loses_reports_and_the_checker_and_the_apps_find_it(
    tmp_path: Path, ledger: Ledger
) -> None:
    """That the proof can fail; and nobody writes on as if nothing had been lost, until a person says so."""
    ledger.row("an asynchronous standby that lags is promoted: reports are lost, and that is found")
    async with a_scene(tmp_path, 1, NONE) as scene, scene.under_load() as load:
        await promote_one_that_lags(scene, load, ledger)
        lost = [fault for fault in await scene.history.found(scene.proof_url) if "is lost" in fault]
        assert len(lost) >= 50
        ledger.note(f"{len(lost)} reports lost, all found; both servers refuse to write until told otherwise")
        said_at = monotonic()
        await scene.watchdog.primary.journal("UPDATE head SET epoch = gen_random_uuid()")
        ledger.took("writes again once told", await load.stored_again(said_at), AGAIN_WITHIN_S)


@pytest.mark.slow
async def test_when_the_server_that_has_them_is_found_again_nothing_was_lost(
    tmp_path: Path, ledger: Ledger
) -> None:
    """It is promoted anew, so that it is on a timeline no older than that of the one that forgot."""
    ledger.row("the one that lags was promoted; the killed primary is brought back instead")
    async with a_scene(tmp_path, 1, NONE) as scene:
        async with scene.under_load() as load:
            primary = await promote_one_that_lags(scene, load, ledger)
            scene.watchdog.asleep = True
            await scene.watchdog.primary.kill()
            primary.write("standby.signal", "")
            await primary.start()
            await scene.watchdog.promote()
            await scene.again(load, ledger, monotonic())
            await load.until_stored(20)
        await scene.proved(ledger)


async def promote_one_that_lags(scene: Scene, load: Load, ledger: Ledger) -> Node:
    """The primary that was killed; at the end both apps refuse to write to the other."""
    primary, standby = scene.servers.nodes
    await load.until_stored(50)
    await standby.set("primary_conninfo", NONE)
    await load.until_stored(80)
    killed_at = monotonic()
    await primary.kill()
    promoting_at = await scene.watchdog.promoted_after(killed_at)
    for app in scene.apps:
        ledger.took("a server says so", await refuses(app, promoting_at), AGAIN_WITHIN_S)
        assert "nothing is written: this process knows row" in app.logged()
    assert load.stored_between(killed_at + SETTLED_S, monotonic()) == 0
    return primary


async def refuses(app: Server, since: float) -> float:
    """Seconds until it is not ready, and says that this is the journal's fault."""
    async with asyncio.timeout(15):
        while "journal" not in (await ready(app))[1]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return monotonic() - since


@pytest.mark.slow
async def test_an_old_primary_that_comes_back_writable_is_written_to_by_nobody(
    tmp_path: Path, ledger: Ledger
) -> None:
    """No fence: it comes back as it was, first in every address, and the new one goes away as well."""
    ledger.row("the old primary comes back writable beside the promoted standby")
    async with a_scene(tmp_path, 1, ANY_OF_TWO) as scene:
        old, new = scene.servers.nodes
        async with scene.under_load() as load:
            await load.until_stored(50)
            await old.kill()
            await scene.watchdog.promoted_after(monotonic() - 1)
            await new.set("synchronous_standby_names", NONE)
            await load.until_stored(50)
            scene.watchdog.asleep = True
            await old.start()
            before = await old.journal(REPORTS)
            assert await new.ask(CUT_OFF) > 0
            cut_at = monotonic()
            ledger.took("cut off from the new one, writes to it again", await load.stored_again(cut_at), 5)
            await new.kill()
            gone_at = monotonic()
            await asyncio.sleep(4)
            assert load.stored_between(gone_at + SETTLED_S, monotonic()) == 0
            await a_stranger_gets_no_answer(scene, old, tmp_path / "stranger.log")
            assert await old.journal(REPORTS) == before
            await new.start()
            await scene.again(load, ledger, monotonic())
        await scene.proved(ledger)


async def a_stranger_gets_no_answer(scene: Scene, old: Node, log: Path) -> None:
    """A process that knows of no other primary writes there, and PostgreSQL does not confirm it."""
    url = scene.servers.url(old)
    async with serving(url, log, ready=False) as stranger:
        await until(lambda: "serving" in stranger.logged(), 20)
        load = Load([stranger.url], History())
        bearer = f"Bearer {scene.place.tokens[UNITS[0]]}"
        async with httpx2.AsyncClient(trust_env=False, timeout=PATIENCE_S + 2) as client:
            answer = await load.send(client, stranger.url, UNITS[0], incident(), authorization=bearer)
        assert answer == Unknown("503")
