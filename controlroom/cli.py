"""The command line: one command, one thing; what can go wrong is said in a sentence, not in a traceback."""

import asyncio
import socket
from collections.abc import Awaitable, Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import asyncpg
import typer
from sqlalchemy.exc import SQLAlchemyError

from controlroom.auth.roles import Role
from controlroom.demo.scenarios.names import ScenarioName
from controlroom.errors import ControlRoomError
from controlroom.feeds.client.cli import feed_app
from controlroom.settings import Settings, read_settings
from controlroom.watch.units import Pulse, UnitKind
from controlroom.webhooks.cli import webhook_app

T = TypeVar("T")

app = typer.Typer(help="The screen and the memory of a watch room.", no_args_is_help=True)
unit_app = typer.Typer(help="Field units and their tokens.", no_args_is_help=True)
screen_app = typer.Typer(help="Screens of the room and their links.", no_args_is_help=True)
user_app = typer.Typer(help="Accounts of people.", no_args_is_help=True)
app.add_typer(unit_app, name="unit")
app.add_typer(screen_app, name="screen")
app.add_typer(user_app, name="user")
app.add_typer(feed_app, name="feed")
app.add_typer(webhook_app, name="webhook")

Name = Annotated[str, typer.Argument()]


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do it, or say why not and exit with 1."""
    try:
        return asyncio.run(_alone(work))
    except ControlRoomError as error:
        fail(f"{error.title}: {error}")
    except (OSError, asyncpg.PostgresError, SQLAlchemyError) as error:
        fail(f"the database: {error}")


async def _alone(work: Awaitable[T]) -> T:
    """An error without the task groups that it came through."""
    try:
        return await work
    except ExceptionGroup as group:
        error: Exception = group
        while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
            error = error.exceptions[0]
        raise error from None


def fail(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Where to listen.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535)] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that share the port.")] = None,
) -> None:
    """Serve feeds, walls and desks; several of these may share one database and one port."""
    from controlroom.serve import listen, set_up_logs

    given: dict[str, Any] = {"host": host, "port": port, "workers": workers}
    given = {key: value for key, value in given.items() if value is not None}
    settings = read_settings(**given)
    set_up_logs(settings)
    try:
        listening = listen(settings.host, settings.port)
        if settings.workers > 1:
            _serve_together(settings, listening)
        else:
            _serve_alone(settings, listening)
    except (ControlRoomError, OSError) as error:
        fail(str(error))


def _serve_alone(settings: Settings, listening: socket.socket) -> None:
    from controlroom.app import create_app
    from controlroom.serve import collect_rarely, make_server

    served = create_app(settings)
    collect_rarely()
    make_server(served, trusted_proxies=settings.trusted_proxies).run(sockets=[listening])


def _serve_together(settings: Settings, listening: socket.socket) -> None:
    from controlroom.workers.team import Team

    asyncio.run(_alone(Team(settings.workers, listening).run()))


@app.command(hidden=True)
def worker(number: int, port: int, line: int) -> None:
    """What `serve --workers` starts: `port` and `line` are files that it left open."""
    from controlroom.app import create_app
    from controlroom.serve import collect_rarely, make_server, set_up_logs
    from controlroom.workers.lifeline import Lifeline

    settings = read_settings()
    set_up_logs(settings, number)
    lifeline = Lifeline(socket.socket(fileno=line), number)
    lifeline.hold()
    try:
        served = create_app(settings)
    except (ControlRoomError, OSError) as error:
        lifeline.say_why(str(error))
        fail(str(error))
    served.state.team = lifeline
    collect_rarely()
    server = make_server(served, trusted_proxies=settings.trusted_proxies)
    lifeline.run(server, socket.socket(fileno=port))


@app.command()
def migrate() -> None:
    """Bring the database to the form that this version needs; doing it twice does no harm."""
    from controlroom.store.migrate import migrate as bring_up

    run(bring_up(read_settings().owner_database))
    typer.echo("the database is up to date")


@app.command()
def demo(
    json: Annotated[bool, typer.Option("--json", help="One line of JSON for a script.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = 8080,
    data_dir: Annotated[
        Path | None, typer.Option(help="Keep the data here; without it they are gone.")
    ] = None,
    for_s: Annotated[float | None, typer.Option("--for", help="Stop after so many seconds.")] = None,
    simulator: Annotated[bool, typer.Option("--simulator/--no-simulator")] = True,
    speed: Annotated[float, typer.Option(help="Seconds of the scenario in one second.")] = 1.0,
    seed: Annotated[int, typer.Option(help="The same number, the same day.")] = 7,
    scenario: Annotated[ScenarioName, typer.Option(help="What happens: docs/demo.md.")] = ScenarioName.DAY,
) -> None:
    """A watch room of one's own: databases, a day in Brussels, a wall, and units that report."""
    from controlroom.serve import collect_rarely
    from controlroom.trial import Trial

    collect_rarely()
    run(Trial(json, port, data_dir, for_s, simulator, speed, seed, scenario).run())


@app.command()
def verify() -> None:
    """Prove the journal: walk the chain of hashes and name the first broken link."""
    from controlroom.store.engine import connect
    from controlroom.store.verify import verify as walk

    async def prove() -> None:
        connection = await connect(read_settings().database, hurry=False)
        try:
            verdict = await walk(connection)
        finally:
            await connection.close()
        if verdict.broken:
            fail(f"BROKEN after {verdict.rows} sound rows: {verdict.broken}")
        typer.echo(f"{verdict.rows} rows, every link holds, {verdict.erased} with erased personal data")

    run(prove())


@app.command()
def rebuild(check: Annotated[bool, typer.Option("--check", help="Compare only.")] = False) -> None:
    """Fold the journal again: compare with the state tables, or put it in their place (as the owner)."""
    from controlroom.store import rebuild as folding
    from controlroom.store.engine import connect

    async def compare() -> None:
        settings = read_settings()
        url = settings.database if check else settings.owner_database
        connection = await connect(url, hurry=False)
        try:
            if not check:
                typer.echo(f"rebuilt up to {await folding.rebuild(connection)}")
                return
            found = [difference async for difference in folding.differences(connection)]
        finally:
            await connection.close()
        for difference in found[:50]:
            typer.echo(difference, err=True)
        if found:
            fail(f"{len(found)} differences between the journal and the state tables")
        typer.echo("the state tables are what follows from the journal")

    run(compare())


@unit_app.command("add")
def unit_add(
    call_sign: Name,
    name: Annotated[str, typer.Option(help="What it is called in full.")] = "",
    kind: Annotated[UnitKind, typer.Option()] = UnitKind.PATROL,
    pulse: Annotated[Pulse, typer.Option(help="How soon its silence is noticed.")] = Pulse.NORMAL,
) -> None:
    """Register a unit and print its token, which is told only now."""
    from controlroom.office import add_unit

    typer.echo(run(add_unit(read_settings(), call_sign, name or call_sign, kind, pulse)))


@unit_app.command("revoke")
def unit_revoke(call_sign: Name) -> None:
    """Take a unit out of service and end its tokens."""
    from controlroom.office import revoke_unit

    tokens = run(revoke_unit(read_settings(), call_sign))
    typer.echo(f"{call_sign} is out of service; {tokens} tokens ended")


@unit_app.command("code")
def unit_code(call_sign: Name) -> None:
    """Give a unit another code and print it, once: the unit says it when its call for help is over."""
    from controlroom.office import set_code

    typer.echo(run(set_code(read_settings(), call_sign)))


@unit_app.command("list")
def unit_list() -> None:
    """Units and how many valid tokens each has."""
    from controlroom.office import list_units

    for line in run(list_units(read_settings())):
        typer.echo(line)


@screen_app.command("add")
def screen_add(
    name: Name,
    locale: Annotated[str, typer.Option(help="en, nl, fr or de.")] = "en",
    theme: Annotated[str, typer.Option(help="night, day or auto.")] = "night",
    diagonal: Annotated[float, typer.Option(help="Inches.")] = 75,
    distance: Annotated[float, typer.Option(help="Metres to the farthest seat.")] = 5,
) -> None:
    """Register a screen and print its link, which is told only now."""
    from controlroom.office import add_screen

    typer.echo(run(add_screen(read_settings(), name, locale, theme, diagonal, distance)))


@screen_app.command("revoke")
def screen_revoke(name: Name) -> None:
    """Cut a screen off; it says so within 30 seconds."""
    from controlroom.office import revoke_screen

    run(revoke_screen(read_settings(), name))
    typer.echo(f"{name} is cut off")


@screen_app.command("list")
def screen_list() -> None:
    """Screens, and when each was last seen."""
    from controlroom.office import list_screens

    for line in run(list_screens(read_settings())):
        typer.echo(line)


@user_app.command("add")
def user_add(
    name: Name,
    role: Annotated[Role, typer.Option()] = Role.DUTY_OFFICER,
    display_name: Annotated[str, typer.Option(help="As the room calls them.")] = "",
) -> None:
    """Open an account; the password is asked for, or made and printed if nothing is typed."""
    from controlroom.auth.passwords import new_password
    from controlroom.office import add_user

    typed = typer.prompt("Password (empty: make one)", default="", hide_input=True, show_default=False)
    password = typed or new_password()
    run(add_user(read_settings(), name, display_name or name, role, password))
    typer.echo(f"{name} may sign in" if typed else f"{name} may sign in with {password}")


@user_app.command("close")
def user_close(name: Name) -> None:
    """Close an account and end its sessions."""
    from controlroom.office import close_user

    run(close_user(read_settings(), name))
    typer.echo(f"{name} is closed")


@user_app.command("list")
def user_list() -> None:
    """Accounts and their roles."""
    from controlroom.office import list_users

    for line in run(list_users(read_settings())):
        typer.echo(line)
