"""Photos are decoded in a process of their own, and the watch goes on meanwhile."""

import asyncio
import inspect
from pathlib import Path

import pytest

from controlroom.errors import Busy, Refused
from controlroom.photos import cleaning, darkroom
from controlroom.photos.darkroom import Darkroom
from tests.unit.photos import made


async def test_a_photo_is_developed_and_named_by_what_it_shows() -> None:
    first, again = await asyncio.gather(*(Darkroom().develop(made.jpeg()) for _ in range(2)))
    assert (first.width, first.height) == (320, 240)
    assert first.digest == again.digest


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (made.svg(), "no photo"),
        (made.heic(), "HEIC"),
        (made.bomb(), "64 million"),
        (made.jpeg()[:500], "damaged"),
        (made.jpeg() + bytes(cleaning.MOST_BYTES), "12 MB"),
    ],
)
async def test_what_is_refused_is_refused_in_words(raw: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        await Darkroom().develop(raw)


async def test_a_decoder_that_dies_takes_nothing_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies = tmp_path / "dies.py"
    dies.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(cleaning, "__file__", str(dies))
    with pytest.raises(Refused, match="damaged"):
        await Darkroom().develop(made.jpeg())


async def test_a_decoder_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = tmp_path / "waits.py"
    waits.write_text("import sys\nsys.stdin.buffer.read()\nwhile True: pass\n")
    monkeypatch.setattr(cleaning, "__file__", str(waits))
    with pytest.raises(Refused, match="damaged"):
        await Darkroom(patience_s=0.5).develop(made.jpeg())


async def test_a_decoder_may_not_take_all_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = tmp_path / "greedy.py"
    takes = "kind = weighed(raw); bytearray(4 * MEMORY)"
    greedy.write_text(inspect.getsource(cleaning).replace("kind = weighed(raw)", takes))
    monkeypatch.setattr(cleaning, "__file__", str(greedy))
    with pytest.raises(Refused, match="damaged"):
        await Darkroom().develop(made.jpeg())


async def test_the_loop_turns_while_a_photo_is_decoded() -> None:
    large = made.jpeg((4000, 3000))
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    turning = asyncio.ensure_future(turn())
    await Darkroom().develop(large)
    turning.cancel()
    assert turns > 100


async def test_whoever_comes_when_many_wait_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "MOST_WAITING", 1)
    room = Darkroom()
    done = await asyncio.gather(*(room.develop(made.jpeg()) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(one, Busy) for one in done) == 2
