"""One run of the client: queue, send, show, sum up, and the exit code that says how it went."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import typer

from controlroom.clock import SystemClock, monotonic
from controlroom.errors import ControlRoomError
from controlroom.feeds.client.outbox import Outbox
from controlroom.feeds.client.progress import Bar, reasons, summary
from controlroom.feeds.client.replay import Due, play, schedule, shifted
from controlroom.feeds.client.sender import Sender, Stopped, Tally
from controlroom.feeds.client.source import items_of, put_aside, queue_all
from controlroom.feeds.items import Item
from controlroom.feeds.lines import Unreadable
from controlroom.feeds.mapping import Mapping
from controlroom.feeds.report_fields import FeedName


class Exit(IntEnum):
    DONE = 0
    SOME_REFUSED = 1
    MISUSED = 2
    STOPPED = 3
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Connection:
    url: str
    token: str
    queue_dir: Path
    batch: int
    give_up_after_s: float | None


class Client:
    """Opens the queue of a connection; each public method is one command and returns its exit code."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._outbox = Outbox(connection.queue_dir)
        self._outbox.claim(connection.url.rstrip("/"))
        self._refused_before = len(self._outbox.refused())

    def send_file(self, path: Path, feed: FeedName, mapping: Mapping | None) -> Exit:
        _, unreadable = queue_all(self._outbox, feed, items_of(path, feed, mapping))
        return self._run([], feed, len(unreadable))

    def replay(
        self, path: Path, feed: FeedName, mapping: Mapping | None, speed: float, *, shift: bool
    ) -> Exit:
        found = list(items_of(path, feed, mapping))
        unreadable = [item for item in found if isinstance(item, Unreadable)]
        put_aside(self._outbox, feed, unreadable)
        due = schedule([item for item in found if isinstance(item, Item)], speed)
        if shift:
            due = list(shifted(due, SystemClock().now()))
        return self._run(due, feed, len(unreadable))

    def resend(self, *, refused_too: bool) -> Exit:
        if refused_too:
            self._outbox.queue_refused_again()
            self._refused_before = len(self._outbox.refused())
        return self._run([], "incident", 0)

    def _run(self, due: list[Due], feed: FeedName, unreadable: int) -> Exit:
        began, tally, stopped = monotonic(), Tally(waiting=self._outbox.count()), ""
        with Bar(self._outbox.count() + len(due)) as bar, self._interruptible():
            try:
                asyncio.run(self._send(due, feed, bar, tally))
            except Stopped as error:
                stopped = str(error)
        tally.waiting = self._outbox.count()
        typer.echo(summary(tally, unreadable, monotonic() - began))
        self._say_reasons()
        if stopped:
            typer.echo(f"Stopped: {stopped}", err=True)
        return _exit_of(tally, unreadable, stopped)

    async def _send(self, due: list[Due], feed: FeedName, bar: Bar, tally: Tally) -> None:
        connection = self._connection
        sender = Sender(
            connection.url,
            connection.token,
            self._outbox,
            batch=connection.batch,
            give_up_after_s=connection.give_up_after_s,
            on_progress=bar.show,
        )
        sender.tally = tally
        async with sender:
            await _play_and_send(sender, due, feed)

    def _say_reasons(self) -> None:
        new = self._outbox.refused()[self._refused_before :]
        if new:
            typer.echo(reasons(new))
            typer.echo(f"All refusals: controlroom feed status --queue-dir {self._connection.queue_dir}")

    @contextlib.contextmanager
    def _interruptible(self) -> Iterator[None]:
        try:
            yield
        except KeyboardInterrupt:
            waiting = self._outbox.count()
            typer.echo(
                f"Interrupted: {waiting} reports wait; `controlroom feed resend` sends them.", err=True
            )
            raise typer.Exit(Exit.INTERRUPTED) from None

    def close(self) -> None:
        self._outbox.close()


async def _play_and_send(sender: Sender, due: list[Due], feed: FeedName) -> None:
    """What falls due while the server is away goes to the queue all the same."""

    def put(reports: list[dict[str, Any]]) -> None:
        sender.put(feed, reports)

    async def playing() -> None:
        await play(due, put, SystemClock())
        sender.finish()

    stopped: Stopped | None = None
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(playing())
        try:
            await sender.run()
        except Stopped as error:
            stopped = error
            task.cancel()
    if stopped:
        raise stopped


def _exit_of(tally: Tally, unreadable: int, stopped: str) -> Exit:
    if stopped:
        return Exit.STOPPED
    return Exit.SOME_REFUSED if tally.refused or unreadable else Exit.DONE


def opened(connection: Connection) -> Client:
    """The client, or typer.Exit with the reason said."""
    try:
        return Client(connection)
    except ControlRoomError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(Exit.MISUSED) from None
