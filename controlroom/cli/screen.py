"""`controlroom screen`: screens of the room and their links."""

from typing import Annotated

import typer

from controlroom.auth.screen_register import Look
from controlroom.cli.doing import run
from controlroom.settings import read_settings

screen_app = typer.Typer(help="Screens of the room and their links.", no_args_is_help=True)

Name = Annotated[str, typer.Argument()]


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

    typer.echo(run(add_screen(read_settings(), name, Look(locale, theme, diagonal, distance))))


@screen_app.command("change")
def screen_change(
    name: Name,
    locale: Annotated[str | None, typer.Option(help="en, nl, fr or de.")] = None,
    theme: Annotated[str | None, typer.Option(help="night, day or auto.")] = None,
    diagonal: Annotated[float | None, typer.Option(help="Inches.")] = None,
    distance: Annotated[float | None, typer.Option(help="Metres to the farthest seat.")] = None,
) -> None:
    """Change what is said; the rest stays as it is. The screen follows within 30 seconds."""
    from controlroom.office import change_screen

    said = {"locale": locale, "theme": theme, "diagonal_in": diagonal, "distance_m": distance}
    run(change_screen(read_settings(), name, **said))
    typer.echo(f"{name} is changed")


@screen_app.command("rename")
def screen_rename(name: Name, to: Annotated[str, typer.Argument()]) -> None:
    """Give a screen another name; its link stays."""
    from controlroom.office import rename_screen

    run(rename_screen(read_settings(), name, to))
    typer.echo(f"{name} is now {to}")


@screen_app.command("link")
def screen_link(name: Name) -> None:
    """Print another link, which is told only now; the one before opens nothing any more."""
    from controlroom.office import link_screen

    typer.echo(run(link_screen(read_settings(), name)))


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
