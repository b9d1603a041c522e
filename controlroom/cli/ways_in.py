"""`controlroom user`, the other half: who is signed in, second factors, the organisation's own sign-in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

import typer

from controlroom.auth.accounts import Accounts
from controlroom.auth.factors import Factors
from controlroom.auth.links import Links
from controlroom.auth.requirement import Requirement
from controlroom.auth.seal import Seal
from controlroom.cli.doing import run
from controlroom.cli.user import Name, user_app
from controlroom.clock import SystemClock
from controlroom.errors import Refused
from controlroom.office import by_hand, open_desk, open_engine
from controlroom.settings import Settings, read_settings

__all__ = ["user_app"]


@dataclass(frozen=True, slots=True)
class Doors:
    accounts: Accounts
    factors: Factors
    requirement: Requirement
    links: Links


@asynccontextmanager
async def doors_of(settings: Settings) -> AsyncIterator[Doors]:
    clock = SystemClock()
    async with open_desk(settings) as desk, open_engine(settings) as engine:
        accounts = Accounts(engine, clock, journal=desk)
        factors = Factors(engine, clock, Seal(engine, clock, settings.secret_keys), accounts.entries)
        requirement = Requirement(engine, clock, accounts.entries)
        yield Doors(accounts, factors, requirement, Links(engine, clock, accounts))


@user_app.command("sessions")
def user_sessions(name: Annotated[str | None, typer.Argument()] = None) -> None:
    """Who is signed in: number, since when, last seen, from where, by what."""

    async def listed() -> list[str]:
        async with doors_of(read_settings()) as doors:
            return [
                f"{one.number:6} {one.account:16} {one.made_at:%Y-%m-%d %H:%M} {one.seen_at:%Y-%m-%d %H:%M}  "
                f"{one.address:16} {one.factor or 'password':9} {one.agent}"
                for one in await doors.accounts.sessions.list(name)
            ]

    for line in run(listed()):
        typer.echo(line)


@user_app.command("end-session")
def user_end_session(name: Name, number: Annotated[int, typer.Argument()]) -> None:
    """End one session, by its number in `user sessions`."""

    async def end() -> None:
        async with doors_of(read_settings()) as doors:
            await doors.accounts.end_session(name, number, by=by_hand())

    run(end())
    typer.echo("1 session ended")


@user_app.command("factors")
def user_factors() -> None:
    """Who has which second factor, and who needs one and has none."""

    async def listed() -> list[str]:
        async with doors_of(read_settings()) as doors:
            needing = await doors.requirement.roles()
            people = [one for one in await doors.accounts.list() if one.closed_at is None]
            return [
                f"{one.name:16} {one.role.value:14} "
                f"{', '.join(sorted({factor.kind for factor in await doors.factors.of(one.name)})) or 'none'}"
                f"{', needed' if one.role in needing else ''}"
                for one in people
            ]

    for line in run(listed()):
        typer.echo(line)


@user_app.command("link")
def user_link(
    name: Name,
    subject: Annotated[str | None, typer.Option(help="Their subject at the provider.")] = None,
    expects: Annotated[
        str | None, typer.Option("--as", help="Their name at the provider, until they first come.")
    ] = None,
) -> None:
    """Let somebody sign in by the provider of CONTROLROOM_OIDC_ISSUER."""
    settings = read_settings()

    async def link() -> None:
        async with doors_of(settings) as doors:
            issuer = _issuer(settings)
            await doors.links.link(name, issuer, subject=subject, expects=expects, by=by_hand())

    run(link())
    typer.echo(f"{name} may sign in by the provider")


@user_app.command("unlink")
def user_unlink(name: Name) -> None:
    """Let somebody sign in by name and password only."""
    settings = read_settings()

    async def unlink() -> None:
        async with doors_of(settings) as doors:
            await doors.links.unlink(name, _issuer(settings), by=by_hand())

    run(unlink())
    typer.echo(f"{name} may not sign in by the provider any more")


def _issuer(settings: Settings) -> str:
    if not settings.oidc_issuer:
        raise Refused("CONTROLROOM_OIDC_ISSUER is not set")
    return settings.oidc_issuer
