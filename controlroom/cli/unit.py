"""`controlroom unit`: field units and their tokens."""

from typing import Annotated

import typer

from controlroom.cli.doing import run
from controlroom.settings import read_settings
from controlroom.watch.units import Pulse, UnitKind

unit_app = typer.Typer(help="Field units and their tokens.", no_args_is_help=True)

Name = Annotated[str, typer.Argument()]


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
