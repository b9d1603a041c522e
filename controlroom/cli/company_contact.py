"""`controlroom company contact`: where a company is written to when its sector is alerted."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from controlroom.cli.doing import run
from controlroom.clock import SystemClock
from controlroom.mail.addresses import Address, Addresses
from controlroom.office import open_engine
from controlroom.settings import read_settings

T = TypeVar("T")

contact_app = typer.Typer(help="Where a company is written to by mail.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="The company's code.")]
At = Annotated[str, typer.Argument(help="An address of mail.")]


@contact_app.command()
def add(
    code: Code,
    address: At,
    language: Annotated[str | None, typer.Option(help="nl, fr, de or en: comes first in each mail.")] = None,
) -> None:
    """Write to the company at this address from now on; ten at most."""
    _with(lambda addresses: addresses.add(code, address, language))
    typer.echo(f"{code} is written to at {address}")


@contact_app.command("list")
def list_all(code: Code) -> None:
    """The company's addresses, their languages, and whether mail to them is refused."""
    for address in _with(lambda addresses: addresses.list(code)):
        typer.echo(_line(address))


@contact_app.command()
def remove(code: Code, address: At) -> None:
    """Forget an address, with all that was sent there."""
    _with(lambda addresses: addresses.remove(code, address))
    typer.echo(f"{code} is not written to at {address} any more")


def _with(work: Callable[[Addresses], Awaitable[T]]) -> T:
    async def do() -> T:
        async with open_engine(read_settings()) as engine:
            return await work(Addresses(engine, SystemClock()))

    return run(do())


def _line(address: Address) -> str:
    refused = f"refused {address.refused_at:%Y-%m-%d %H:%M}Z" if address.refused_at else "well"
    return f"{address.address:40} {address.language or '-':3} {refused}"
