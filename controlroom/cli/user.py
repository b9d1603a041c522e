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
