"""`controlroom feed`: send a file, replay one, look at the queue."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from controlroom.errors import ControlRoomError
from controlroom.feeds.client.commands import Client, Connection, Exit, opened
from controlroom.feeds.client.outbox import Outbox
from controlroom.feeds.mapping import Mapping, read_mapping
from controlroom.feeds.report_fields import FeedName

feed_app = typer.Typer(
    no_args_is_help=True,
    help="Send reports as a unit. Exit codes: 0 all taken, 1 some refused, 2 misused, 3 some still wait.",
)

DEFAULT_QUEUE = Path(typer.get_app_dir("controlroom")) / "outbox"

File = Annotated[Path, typer.Argument(help="JSON, NDJSON, or CSV with --map; - is NDJSON on standard input")]
Map = Annotated[Path | None, typer.Option("--map", help="Mapping file that makes reports of CSV rows")]
Url = Annotated[str, typer.Option(envvar="CONTROLROOM_URL", help="Address of the server")]
Token = Annotated[str | None, typer.Option(envvar="CONTROLROOM_UNIT_TOKEN", help="Token of the unit")]
TokenFile = Annotated[Path | None, typer.Option(help="File that holds the token")]
QueueDir = Annotated[Path, typer.Option(help="Where reports wait until the server has them")]
AtOnce = Annotated[int, typer.Option(min=1, max=1000, help="Reports in one request")]
GiveUp = Annotated[
    float | None, typer.Option(help="Seconds without an answer after which to stop; never by default")
]

LOCAL = "http://127.0.0.1:8080"


def _sending(feed: FeedName, summary: str) -> None:
    def send(
        file: File,
        mapping: Map = None,
        url: Url = LOCAL,
        token: Token = None,
        token_file: TokenFile = None,
        queue_dir: QueueDir = DEFAULT_QUEUE,
        batch: AtOnce = 500,
        give_up_after: GiveUp = None,
    ) -> None:
        connection = Connection(url, _token(token, token_file), queue_dir, batch, give_up_after)
        _run(connection, lambda client: client.send_file(file, feed, _mapping(mapping)))

    feed_app.command(feed, help=summary)(send)


_sending("incident", "Send a file of incidents.")
_sending("visit", "Send a file of movements of protected visits.")
_sending("patrol-check", "Send a file of patrol checks, reliefs and check calls.")


@feed_app.command()
def replay(
    file: File,
    *,
    mapping: Map = None,
    feed: Annotated[FeedName | None, typer.Option(help="By default that of the mapping")] = None,
    speed: Annotated[float, typer.Option(min=0, help="Times faster than it happened; 0 = all at once")] = 60,
    shift_to_now: Annotated[bool, typer.Option(help="As if it happened now, as new reports")] = False,
    url: Url = LOCAL,
    token: Token = None,
    token_file: TokenFile = None,
    queue_dir: QueueDir = DEFAULT_QUEUE,
    batch: AtOnce = 500,
    give_up_after: GiveUp = None,
) -> None:
    """Send a recorded file at the pace at which it happened, or some times faster."""
    rules = _mapping(mapping)
    name: FeedName = feed or (rules.feed if rules else "incident")
    connection = Connection(url, _token(token, token_file), queue_dir, batch, give_up_after)
    _run(connection, lambda client: client.replay(file, name, rules, speed, shift=shift_to_now))


@feed_app.command()
def resend(
    *,
    refused: Annotated[bool, typer.Option("--refused", help="Send what was refused once more, too")] = False,
    url: Url = LOCAL,
    token: Token = None,
    token_file: TokenFile = None,
    queue_dir: QueueDir = DEFAULT_QUEUE,
    batch: AtOnce = 500,
    give_up_after: GiveUp = None,
) -> None:
    """Send what an earlier run left in the queue."""
    connection = Connection(url, _token(token, token_file), queue_dir, batch, give_up_after)
    _run(connection, lambda client: client.resend(refused_too=refused))


@feed_app.command()
def status(queue_dir: QueueDir = DEFAULT_QUEUE) -> None:
    """Say what waits in the queue and what was refused, with the reasons."""
    outbox = Outbox(queue_dir)
    refused = outbox.refused()
    target = f" for {outbox.destination()}" if outbox.destination() else ""
    typer.echo(f"{outbox.count()} waiting{target}, {len(refused)} refused ({queue_dir})")
    for report in refused:
        typer.echo(f"{report.feed}: {report.reason}\n    {report.body[:200]}")
    outbox.close()


def _token(token: str | None, token_file: Path | None) -> str:
    if token_file is not None:
        try:
            token = token_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise typer.BadParameter(f"the token file cannot be read: {error}") from error
    if not token or not token.isascii() or not token.isprintable():
        raise typer.BadParameter("a unit needs its token: --token, --token-file or CONTROLROOM_UNIT_TOKEN")
    return token


def _mapping(path: Path | None) -> Mapping | None:
    try:
        return read_mapping(path) if path else None
    except ControlRoomError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(Exit.MISUSED) from None


def _run(connection: Connection, command: Callable[[Client], Exit]) -> None:
    client = opened(connection)
    try:
        code = command(client)
    except (ControlRoomError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(Exit.MISUSED) from None
    finally:
        client.close()
    raise typer.Exit(code)
