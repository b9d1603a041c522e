"""`controlroom webhook`: who outside is told of alerts."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Final, NoReturn, TypeVar

import typer

from controlroom.clock import SystemClock, monotonic
from controlroom.errors import ControlRoomError
from controlroom.settings import read_settings
from controlroom.store.engine import make_engine
from controlroom.webhooks.address import origin
from controlroom.webhooks.outbox import Entry, Outbox
from controlroom.webhooks.receivers import Receiver, Receivers

T = TypeVar("T")

webhook_app = typer.Typer(help="Receivers outside that are told of alerts.", no_args_is_help=True)

TOLD_WITHIN_S: Final = 15.0
"""For so long `test` waits for what comes of its message: one attempt, and a server that has to notice it."""

Name = Annotated[str, typer.Argument(help="Small letters, digits, dots and dashes.")]


@webhook_app.command()
def add(
    name: Name,
    url: Annotated[str, typer.Argument(help="https://...")],
    priority: Annotated[int, typer.Option(min=1, max=4, help="Told of this priority and higher.")] = 4,
    kinds: Annotated[str, typer.Option(help="With commas: alert.raised,alert.cleared. Empty: all.")] = "",
    company: Annotated[
        str | None, typer.Option(help="Told of sector alerts to it, and nothing else.")
    ] = None,
) -> None:
    """Register a receiver and print its secret, which is told only now."""
    chosen = [kind.strip() for kind in kinds.split(",") if kind.strip()]
    typer.echo(_with(lambda receivers, _: receivers.add(name, url, priority, chosen, company)))


@webhook_app.command("list")
def list_all() -> None:
    """Receivers, where they are, what they are told and how they are."""
    for receiver in _with(lambda receivers, _: receivers.list()):
        typer.echo(_line(receiver))


@webhook_app.command()
def revoke(name: Name) -> None:
    """Tell a receiver nothing more; what waited for it is given up."""
    _with(lambda receivers, _: receivers.revoke(name))
    typer.echo(f"{name} is told nothing more")


@webhook_app.command()
def rotate(name: Name) -> None:
    """Print a new secret; for a day messages are signed with the old one as well."""
    typer.echo(_with(lambda receivers, _: receivers.rotate(name)))


@webhook_app.command()
def log(name: Name, limit: Annotated[int, typer.Option(min=1, max=1000)] = 50) -> None:
    """What a receiver was told, the newest first."""
    for entry in _with(lambda _, outbox: outbox.log(name, limit)):
        typer.echo(_entry_line(entry))


@webhook_app.command()
def test(name: Name) -> None:
    """Send a receiver a message of kind `test`, the way that alerts go, and say what came of it."""
    entry = _with(lambda _, outbox: _tested(outbox, name))
    typer.echo(_entry_line(entry))
    if entry.state != "delivered":
        _fail("it was not delivered" if entry.attempts else "it waits: does a server run?")


async def _tested(outbox: Outbox, name: str) -> Entry:
    """The message after its first attempt, or as it is when that takes too long."""
    message_id = await outbox.put_test(name)
    ends = monotonic() + TOLD_WITHIN_S
    while True:
        (entry,) = [entry for entry in await outbox.log(name) if entry.id == message_id]
        if entry.attempts or monotonic() > ends:
            return entry
        await asyncio.sleep(0.2)


def _with(work: Callable[[Receivers, Outbox], Awaitable[T]]) -> T:
    """Do it, or say why not in a sentence and exit with 1."""
    settings = read_settings()

    async def do() -> T:
        engine, clock = make_engine(settings.database, pool_size=1), SystemClock()
        try:
            receivers = Receivers(engine, clock, plain_http=settings.webhook_plain_http)
            return await work(receivers, Outbox(engine, clock))
        finally:
            await engine.dispose()

    try:
        return asyncio.run(do())
    except ControlRoomError as error:
        _fail(f"{error.title}: {error}")


def _fail(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)


def _line(receiver: Receiver) -> str:
    return f"{receiver.name:16} {_state(receiver):32} {_told(receiver)}  {origin(receiver.url)}"


def _told(receiver: Receiver) -> str:
    if receiver.company:
        return f"sector alerts to {receiver.company}"
    told = f"P{receiver.priority} and higher" if receiver.priority > 1 else "P1"
    return f"{told}: {', '.join(receiver.kinds) or 'all that happens'}"


def _state(receiver: Receiver) -> str:
    if receiver.revoked_at:
        return f"revoked {_when(receiver.revoked_at)}: {receiver.revoked_because}"
    return f"failing since {_when(receiver.failing_since)}" if receiver.failing_since else "well"


def _entry_line(entry: Entry) -> str:
    about = f"alert {entry.alert}" if entry.alert else entry.sector_alert or ""
    came_to = f"{entry.state} after {entry.attempts} attempts" + (
        f": {entry.last_error}" if entry.last_error else ""
    )
    took = f" in {entry.took_ms} ms" if entry.took_ms is not None else ""
    return f"{_when(entry.made_at)}  {entry.kind:20} {about:14} {came_to}{took}"


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}Z"
