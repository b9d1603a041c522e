"""The darkroom: one photo after the other, each in a process of its own, and nothing else waits for it."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from typing import Any, Final

from controlroom.errors import Busy, Refused
from controlroom.photos import cleaning
from controlroom.photos.cleaning import Amiss, NoPhoto
from controlroom.photos.photo import Photo
from controlroom.watch.words import mark

AT_ONCE: Final = 1
MOST_WAITING: Final = 30
PATIENCE_S: Final = 30.0
"""A photo takes half a second; whatever takes longer than this is no photo."""
WHY: Final = {
    Amiss.TOO_HEAVY: mark("This photo is larger than 12 MB. Send a smaller one."),
    Amiss.TOO_LARGE: mark("This photo has more than 64 million pixels. Send a smaller one."),
    Amiss.HEIC: mark("This photo is in the form HEIC, which cannot be read here. Send it as JPEG."),
    Amiss.OTHER_KIND: mark("This is no photo in the form JPEG, PNG or WebP."),
    Amiss.DAMAGED: mark("This photo is damaged and cannot be read."),
}
MANY_WAIT: Final = mark("Many photos are being read at this moment. Try again in a minute.")


class Darkroom:
    def __init__(self, *, patience_s: float = PATIENCE_S) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._patience_s = patience_s

    async def develop(self, raw: bytes) -> Photo:
        """What was sent as it is kept. Raises Refused if it is no photo, Busy if many wait."""
        try:
            cleaning.weighed(raw)
        except NoPhoto as refused:
            raise _refused(refused.amiss) from None
        if self._waiting >= MOST_WAITING:
            raise Busy(MANY_WAIT, retry_after_s=60)
        self._waiting += 1
        try:
            async with self._turn:
                return _read(await self._by_another(raw))
        finally:
            self._waiting -= 1

    async def _by_another(self, raw: bytes) -> bytes:
        """The answer of `cleaning.py`; nothing, if it died or took too long."""
        command = (sys.executable, "-I", cleaning.__file__)
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
        try:
            async with asyncio.timeout(self._patience_s):
                answer, _ = await process.communicate(raw)
        except TimeoutError:
            return b""
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return answer if process.returncode == 0 else b""


def _read(answer: bytes) -> Photo:
    head, _, content = answer.partition(b"\n")
    told: dict[str, Any] = json.loads(head) if head else {"amiss": Amiss.DAMAGED}
    if "amiss" in told:
        raise _refused(Amiss(told["amiss"]))
    return Photo(told["width"], told["height"], content)


def _refused(amiss: Amiss) -> Refused:
    return Refused(WHY[amiss], field="photos")
