"""Writes docs/roles.md from roles and routes: `python -m tools.roles`; a test holds the two together."""

from collections.abc import Iterator
from pathlib import Path

from controlroom.app import create_app
from controlroom.auth.roles import RIGHTS, Right, Role
from controlroom.settings import read_settings
from tools.doors import Door, doors

PAGE = Path(__file__).parents[1] / "docs" / "roles.md"
HEAD = """\
# Who may do what

Made from `controlroom/auth/roles.py` and the routes by `python -m tools.roles`. A page or an act opens by a
right, a right belongs to roles; `tests/integration/roles` knocks at every door below as every role, as a
screen of the room, as a field unit and as a stranger.
"""
DOORS = """\
## Doors

`SOCKET` is a websocket. A screen of the room opens what is marked so, and nothing else: it reads, it never
posts.
"""


def page() -> str:
    app = create_app(read_settings({"CONTROLROOM_DATABASE_URL": "postgresql://nobody@nowhere/nothing"}))
    return "\n".join([HEAD, *_rights(), "", DOORS, *_doors(doors(app)), ""])


def _rights() -> Iterator[str]:
    roles = [role for role in Role if RIGHTS[role]]
    yield f"| right | {' | '.join(role.value.replace('_', ' ') for role in roles)} |"
    yield f"|---|{'---|' * len(roles)}"
    for right in Right:
        marks = ("yes" if role.may(right) else "" for role in roles)
        yield f"| `{right.value}` | {' | '.join(marks)} |"


def _doors(found: list[Door]) -> Iterator[str]:
    yield "| door | opens for |"
    yield "|---|---|"
    for door in found:
        yield f"| {door.method} `{door.path}` | {_opens_for(door)} |"


def _opens_for(door: Door) -> str:
    if door.open:
        return door.open.value
    rights = " and ".join(f"`{right.value}`" for right in sorted(door.rights))
    also = [word for word, so in (("screens of the room", door.screens), ("units", door.units)) if so]
    return "; ".join([rights, *also])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
