"""The tables of the scenario. Places are public; posts, levels, visits and reports are invented."""

import tomllib
from importlib.resources import files
from typing import Any


def table(name: str) -> list[dict[str, Any]]:
    """The rows of `name`.toml."""
    read: list[dict[str, Any]] = tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))[name]
    return read
