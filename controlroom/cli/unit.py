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
    company: Annotated[str, typer.Option(help="Whose system it is: it reports early warnings.")] = "",
) -> None:
    """Register a unit and print its token, which is told only now."""
    from controlroom.office import add_unit

    typer.echo(run(add_unit(read_settings(), call_sign, name or call_sign, kind, pulse, company)))


@unit_app.command("change")
def unit_change(
    call_sign: Name,
    name: Annotated[str | None, typer.Option(help="What it is called in full.")] = None,
    kind: Annotated[UnitKind | None, typer.Option()] = None,
    pulse: Annotated[Pulse | None, typer.Option(help="How soon its silence is noticed.")] = None,
) -> None:
    """Change what is said; the rest stays as it is."""
    from controlroom.office import change_unit

    run(change_unit(read_settings(), call_sign, name, kind, pulse))
    typer.echo(f"{call_sign} is changed")


@unit_app.command("token")
def unit_token(call_sign: Name) -> None:
    """Print one more token, which is told only now; earlier ones stay valid until they are revoked."""
    from controlroom.office import issue_token

    typer.echo(run(issue_token(read_settings(), call_sign)))


@unit_app.command("revoke-token")
def unit_revoke_token(
    call_sign: Name,
    token: Annotated[str, typer.Option(help="As `unit list` names it; without it all of the unit.")] = "",
) -> None:
    """End a token, or all tokens of a unit, which stays in service."""
    from controlroom.office import revoke_token

    tokens = run(revoke_token(read_settings(), call_sign, token))
    typer.echo(f"{tokens} tokens of {call_sign} ended")


@unit_app.command("revoke")
def unit_revoke(call_sign: Name) -> None:
    """Take a unit out of service for good and end its tokens."""
    from controlroom.office import retire_unit

    tokens = run(retire_unit(read_settings(), call_sign))
    typer.echo(f"{call_sign} is out of service; {tokens} tokens ended")


@unit_app.command("code")
def unit_code(call_sign: Name) -> None:
    """Give a unit another code and print it, once: the unit says it when its call for help is over."""
    from controlroom.office import set_code

    typer.echo(run(set_code(read_settings(), call_sign)))


@unit_app.command("list")
def unit_list() -> None:
    """Units, and the valid tokens that each has, by their names."""
    from controlroom.office import list_units

    for line in run(list_units(read_settings())):
        typer.echo(line)
