"""How the comparison with Alerta judges and counts; the comparison itself is `make bench PEERS=1`."""

import asyncio
import json
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bench.peers import accept, races
from bench.peers.accept import AS_SHIPPED, OURS, Run, fastest, share_of_p99, times
from bench.peers.alerta import Setup
from bench.peers.at_once import Answer, Request, ask, at_once
from bench.peers.install import _run
from bench.peers.judge import Outcome, SameReport, outcome, outcomes
from bench.peers.races import Races
from bench.wrk import Shot

OFFICERS = ("Lt. Maes", "Sgt. Dubois")
OK = Answer(200, '{"acknowledged_by":"x"}')


def answered(status: int, name: str = "") -> tuple[Answer, str]:
    return Answer(status, name), name


def same_report(answers: list[tuple[Answer, str]], stored: list[str]) -> SameReport:
    return SameReport([answer for answer, _ in answers], [name for _, name in answers], stored)


def a_run(
    per_second: int, p99: float, *, stored: int | None = None, refused: int = 0, broken: int = 0
) -> Run:
    shot = Shot(per_second, 1.0, refused, broken, p50=1, p90=1, p99=p99, worst=p99)
    return Run(shot, per_second if stored is None else stored)


# --- the same report many times at once
def test_answers_that_all_name_the_one_stored_report_are_right() -> None:
    race = same_report([answered(201, "7"), answered(200, "7"), answered(200, "7")], ["7"])

    assert race.wrong == 0
    assert race.errors == 0


@pytest.mark.parametrize(
    ("answers", "stored", "wrong", "errors"),
    [
        ([answered(201, "7"), answered(500)], ["7"], 1, 1),
        ([answered(201, "7"), answered(503)], ["7"], 1, 1),
        ([answered(201, "7"), answered(422, "7")], ["7"], 1, 0),
        ([answered(201, "7"), answered(201, "8")], ["7"], 1, 0),
        ([answered(201, "7"), answered(201, "8")], ["7", "8"], 2, 0),
        ([answered(201, "7"), answered(201, "7")], [], 2, 0),
        ([answered(201), answered(201, "7")], ["7"], 1, 0),
    ],
)
def test_an_answer_that_does_not_name_the_one_stored_report_is_wrong(
    answers: list[tuple[Answer, str]], stored: list[str], wrong: int, errors: int
) -> None:
    race = same_report(answers, stored)

    assert (race.wrong, race.errors) == (wrong, errors)


# --- two acknowledgements at once
@pytest.mark.parametrize(
    ("answers", "judged"),
    [
        ([OK, Answer(409, '{"by":"Lt. Maes"}')], Outcome.NAMED),
        ([Answer(409, '{"by":"Sgt. Dubois"}'), OK], Outcome.NAMED),
        ([OK, Answer(409, '{"by":"Sgt. Dubois"}')], Outcome.UNNAMED),
        ([OK, Answer(400, "alert is already in ack status")], Outcome.UNNAMED),
        ([OK, OK], Outcome.BOTH),
        ([OK, Answer(500, "Lt. Maes")], Outcome.NEITHER),
        ([Answer(409, "Sgt. Dubois"), Answer(409, "Lt. Maes")], Outcome.NEITHER),
    ],
)
def test_only_one_winner_who_is_named_to_the_loser_is_right(answers: list[Answer], judged: Outcome) -> None:
    assert outcome(OFFICERS, answers) is judged


def test_every_outcome_has_its_column() -> None:
    assert outcomes([Outcome.BOTH, Outcome.NAMED, Outcome.BOTH]) == ["1", "0", "2", "0"]


@pytest.mark.parametrize(
    ("last_name", "last_pair", "met"),
    [
        ("7", Outcome.NAMED, (True, True)),
        ("8", Outcome.NAMED, (False, True)),
        ("7", Outcome.BOTH, (True, False)),
        ("7", Outcome.UNNAMED, (True, False)),
    ],
)
def test_one_wrong_answer_in_a_race_misses_its_bar(
    last_name: str, last_pair: Outcome, met: tuple[bool, bool]
) -> None:
    found = Races(
        [same_report([answered(201, "7"), answered(200, last_name)], ["7"])], [Outcome.NAMED, last_pair]
    )

    reports, acknowledgements = races.bars(found)

    assert (reports.met, acknowledgements.met) == met


# --- accepts
def test_the_ratios_compare_the_two_shots_of_one_round() -> None:
    runs = {
        OURS: [a_run(1000, 10), a_run(3000, 20), a_run(300, 90)],
        AS_SHIPPED: [a_run(100, 100), a_run(100, 400), a_run(10, 300)],
    }

    assert times(runs, AS_SHIPPED) == 30
    assert share_of_p99(runs, AS_SHIPPED) == 0.1


def test_the_set_up_that_accepts_most_is_compared() -> None:
    slow, quick = Setup("gunicorn", 2), Setup("uWSGI", 5)

    assert fastest({slow: a_run(90, 1), quick: a_run(91, 500)}) == quick


@pytest.mark.parametrize(
    ("run", "agrees"),
    [
        (a_run(100, 1), True),
        (a_run(100, 1, stored=132), True),
        (a_run(100, 1, stored=99), False),
        (a_run(100, 1, stored=133), False),
        (a_run(100, 1, refused=1), False),
        (a_run(100, 1, broken=1), False),
    ],
)
def test_a_run_counts_only_if_what_was_answered_is_stored(run: Run, agrees: bool) -> None:
    assert run.agrees is agrees
    assert accept.bars({OURS: [run], AS_SHIPPED: [a_run(5, 10)]})[2].met is agrees


# --- requests at one moment
def test_an_answer_is_read_whole_or_not_at_all() -> None:
    raw = b'HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\n\r\n{"by":"Lt. Maes"}'

    assert Answer.read(raw) == Answer(409, '{"by":"Lt. Maes"}', {"by": "Lt. Maes"})
    with pytest.raises(ConnectionError):
        Answer.read(raw.partition(b"\r\n\r\n")[0])
    with pytest.raises(ValueError, match="chunks"):
        Answer.read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")


async def test_all_requests_are_under_way_before_any_is_answered() -> None:
    """The server answers nobody until all have asked."""
    everybody = asyncio.Barrier(8)

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        await everybody.wait()
        await _say(writer, {"asked": head.split(b" ")[1].decode()})
        writer.close()

    async with a_server(answer) as url:
        answers = await at_once(url, [Request("GET", f"/{n}", {}) for n in range(8)])

    assert [one.said["asked"] for one in answers] == [f"/{n}" for n in range(8)]


async def test_whoever_was_answered_hangs_up_so_that_a_server_with_one_process_goes_on() -> None:
    """As gunicorn does: the process serves the next only when the one before has hung up."""
    free = asyncio.Lock()

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        async with free:
            await reader.readuntil(b"\r\n\r\n")
            await _say(writer, {})
            writer.write_eof()
            await reader.read()
        writer.close()

    async with a_server(answer) as url, asyncio.timeout(5):
        answers = await at_once(url, [Request("GET", "/", {})] * 4)

    assert [one.status for one in answers] == [200] * 4


async def test_a_request_carries_its_body_and_its_headers() -> None:
    heard = []

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        heard.append((await reader.readuntil(b"\r\n\r\n")).decode())
        heard.append((await reader.readexactly(4)).decode())
        await _say(writer, {})
        writer.close()

    async with a_server(answer) as url:
        await ask(url, Request("POST", "/alert", {"Authorization": "Key k"}, b"body"))

    head, body = heard
    assert head.startswith("POST /alert HTTP/1.1\r\n")
    assert "\r\nAuthorization: Key k\r\n" in head
    assert "\r\nContent-Length: 4\r\n" in head
    assert body == "body"


@asynccontextmanager
async def a_server(answer: Callable[[StreamReader, StreamWriter], Awaitable[None]]) -> AsyncIterator[str]:
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _say(writer: StreamWriter, said: dict[str, str]) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + json.dumps(said).encode())
    await writer.drain()


# --- installing
def test_an_installation_that_fails_ends_with_a_sentence() -> None:
    with pytest.raises(SystemExit, match="Alerta could not be installed from PyPI, so nothing was compared"):
        _run("Alerta could not be installed from PyPI", sys.executable, "-c", "raise SystemExit(1)")
