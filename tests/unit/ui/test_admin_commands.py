"""What the administrator's pages can do the command line can do, and the other way round."""

from fastapi.routing import APIRoute
from typer import Typer

from controlroom.cli.screen import screen_app
from controlroom.cli.unit import unit_app
from controlroom.cli.user import user_app
from controlroom.ui.admin import people, screens, units

SAME = {"unit": (unit_app, units), "screen": (screen_app, screens), "user": (user_app, people)}

FROM_THE_MACHINE = {
    "user sessions",
    "user end-session",
    "user factors",
    "user link",
    "user unlink",
}
"""Rare, and weighty enough to be done where one can be seen: how people sign in (docs/accounts.md)."""


def acts_of(noun: str) -> set[str]:
    """By the names of the routes; the page itself is what `list` shows."""
    _, pages = SAME[noun]
    routes = [route for route in pages.router.routes if isinstance(route, APIRoute)]
    acts = {route.name for route in routes if "POST" in (route.methods or ())}
    return acts | {f"{noun} list" for route in routes if route.path == pages.router.prefix}


def commands_of(noun: str) -> set[str]:
    app: Typer = SAME[noun][0]
    return {f"{noun} {command.name}" for command in app.registered_commands}


def test_pages_and_command_line_do_the_same() -> None:
    for noun in SAME:
        assert acts_of(noun) == commands_of(noun) - FROM_THE_MACHINE, noun
        assert len(acts_of(noun)) > 5
