"""The tables of the scenarios. Places are public; posts, levels, visits and reports are invented."""

import tomllib
from importlib.resources import files
from typing import Any


def table(name: str, of: str = "") -> list[dict[str, Any]]:
    """The rows called `name`, from a file of their own or from that of the scenario `of`."""
    file = files(__package__) / f"{of or name}.toml"
    read: list[dict[str, Any]] = tomllib.loads(file.read_text("utf-8"))[name]
    return read
