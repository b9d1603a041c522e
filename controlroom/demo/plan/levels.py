"""Threat levels with their sources, and what the centre of the demo calls usual at them."""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from typing import Any, Final

from controlroom.demo.data import table
from controlroom.demo.plan.timetable import Timetable
from controlroom.watch.baselines import FileKind, SetBaseline
from controlroom.watch.measures import MeasureKind
from controlroom.watch.threat import SetThreatLevel, Source

BY: Final = "setup"


def levels(times: Timetable, *, raised: bool = False) -> Iterator[SetBaseline | SetThreatLevel]:
    """`raised`: with the one that asks the room for a decision."""
    yield from _usual()
    rows = (*table("levels"), *(table("raised", "levels") if raised else ()))
    yield from (_level(times, row) for row in rows)


def _usual() -> Iterator[SetBaseline]:
    text = (files("controlroom.demo.data") / "levels.toml").read_text("utf-8")
    for cell, kinds in tomllib.loads(text)["usual"].items():
        level, _, of = cell.partition("/")
        yield SetBaseline(int(level), FileKind(of), tuple(map(MeasureKind, kinds)), BY)


def _level(times: Timetable, row: dict[str, Any]) -> SetThreatLevel:
    ends = times.start + timedelta(days=row["days"]) if "days" in row else None
    return SetThreatLevel(
        row["scope"], row["level"], valid_to=ends, source=Source(row["source"]), reason=row["reason"]
    )
