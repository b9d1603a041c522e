"""`controlroom user`: accounts of people."""

from typing import Annotated

import typer

from controlroom.auth.roles import Role
from controlroom.cli.doing import run
from controlroom.settings import read_settings

user_app = typer.Typer(help="Accounts of people.", no_args_is_help=True)

Name = Annotated[str, typer.Argument()]


@user_app.command("add")
def user_add(
    name: Name,
    role: Annotated[Role, typer.Option()] = Role.DUTY_OFFICER,
    display_name: Annotated[str, typer.Option(help="As the room calls them.")] = "",
    company: Annotated[str, typer.Option(help="For which company it reports.")] = "",
    site: Annotated[str, typer.Option(help="For one site of the company alone.")] = "",
    unit: Annotated[str, typer.Option(help="For which field unit it reports.")] = "",
) -> None:
    """Open an account; the password is asked for, or made and printed if nothing is typed."""
    from controlroom.auth.register import Seat
    from controlroom.office import add_user

    typed = typer.prompt("Password (empty: make one)", default="", hide_input=True, show_default=False)
    seat = Seat.of(company, site, unit)
    password = run(add_user(read_settings(), name, display_name, role, typed, seat))
    typer.echo(f"{name} may sign in" if typed else f"{name} may sign in with {password}")


@user_app.command("rename")
def user_rename(name: Name, display_name: Annotated[str, typer.Argument()]) -> None:
    """Call a person otherwise; the name of the account stays."""
    from controlroom.office import rename_user

    run(rename_user(read_settings(), name, display_name))
    typer.echo(f"{name} is called {display_name}")


@user_app.command("role")
def user_role(name: Name, role: Annotated[Role, typer.Argument()]) -> None:
    """Give a person another role; they sign in again."""
    from controlroom.office import set_role

    run(set_role(read_settings(), name, role))
    typer.echo(f"{name} is {role}")


@user_app.command("password")
def user_password(name: Name) -> None:
    """Make another password and print it, once; every session of the account ends."""
    from controlroom.office import give_password

    typer.echo(run(give_password(read_settings(), name)))


@user_app.command("sign-out")
def user_sign_out(name: Name) -> None:
    """End the sessions of an account, whose holder may sign in again."""
    from controlroom.office import sign_out_user

    typer.echo(f"{run(sign_out_user(read_settings(), name))} sessions ended")


@user_app.command("reset-factor")
def user_reset_factor(name: Name) -> None:
    """Take the second factors from somebody who lost them; make sure that it is really them who ask."""
    from controlroom.office import reset_factors

    typer.echo(f"{run(reset_factors(read_settings(), name))} factors of {name} removed; their sessions ended")


@user_app.command("require")
def user_require(
    role: Annotated[Role, typer.Argument()],
    required: Annotated[bool, typer.Option("--required/--not-required")] = True,
) -> None:
    """Say that a role needs a second factor; whoever has none sets one up when signing in."""
    from controlroom.office import require_factor

    run(require_factor(read_settings(), role, required=required))
    typer.echo(f"{role} {'needs a second factor' if required else 'may do without a second factor'}")


@user_app.command("close")
def user_close(name: Name) -> None:
    """Close an account and end its sessions."""
    from controlroom.office import close_user

    run(close_user(read_settings(), name))
    typer.echo(f"{name} is closed")


@user_app.command("open")
def user_open(name: Name) -> None:
    """Open an account again that was closed, with the role and the password that it had."""
    from controlroom.office import open_user

    run(open_user(read_settings(), name))
    typer.echo(f"{name} is open")


@user_app.command("list")
def user_list() -> None:
    """Accounts and their roles."""
    from controlroom.office import list_users

    for line in run(list_users(read_settings())):
        typer.echo(line)
