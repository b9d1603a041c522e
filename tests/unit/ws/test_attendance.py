"""What screens say of themselves: written together, the newest of each, and lost without harm."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from controlroom.errors import Unavailable
from controlroom.ws.attendance import Attendance


class Book:
    """Where attendance is written; `closed` is a database that does not answer."""

    def __init__(self) -> None:
        self.written: list[Mapping[str, int]] = []
        self.closed = False

    async def write(self, said: Mapping[str, int]) -> None:
        if self.closed:
            raise Unavailable("the database does not answer")
        self.written.append(said)


@pytest.fixture
def book() -> Book:
    return Book()


@asynccontextmanager
async def attending(book: Book, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Attendance]:
    monkeypatch.setattr("controlroom.ws.attendance.WRITE_S", 0.05)
    attendance = Attendance(book.write)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(attendance.run())
        yield attendance
        task.cancel()


async def test_many_screens_are_written_at_once_each_with_its_newest(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with attending(book, monkeypatch) as attendance:
        for seq in (7, 8, 9):
            for screen in ("north wall", "south wall"):
                attendance.says(screen, seq)
        await asyncio.sleep(0.3)
    assert book.written == [{"north wall": 9, "south wall": 9}]


async def test_words_that_cannot_be_written_are_lost_and_the_next_are_written(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with attending(book, monkeypatch) as attendance:
        book.closed = True
        attendance.says("north wall", 7)
        await asyncio.sleep(0.2)
        book.closed = False
        attendance.says("south wall", 8)
        await asyncio.sleep(0.2)
    assert book.written == [{"south wall": 8}]
