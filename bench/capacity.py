"""What the figures in bench/results.json mean for a room: the tables in docs/scaling.md."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bench.findings import number
from bench.machine import ROOT

PAGE: Final = ROOT / "docs" / "scaling.md"
BEGIN, END = "<!-- computed by bench/capacity.py; do not edit -->\n", "<!-- end of what is computed -->"
ABSENT: Final = "not measured yet"
A_YEAR_S: Final = 365 * 86_400
A_DAY_S: Final = 86_400
RESERVE: Final = 0.5
"""Of what was measured no more than this is planned with."""

Results = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Room:
    """So many units, each of which reports once in so many seconds, day and night."""

    name: str
    units: int
    every_s: float

    @property
    def per_second(self) -> float:
        return self.units / self.every_s


ROOMS: Final = (Room("one city's posts", 50, 60), Room("a region", 500, 60), Room("a country", 2_000, 30))


@dataclass(frozen=True, slots=True)
class Figure:
    """Where a figure stands in the results: the part, the row's first cell, the column's head."""

    said: str
    part: str
    row: str
    column: str
    unit: str

    def of(self, results: Results) -> float | None:
        for table in results.get(self.part, {"tables": []})["tables"]:
            for row in table["rows"]:
                if row[0] == self.row and self.column in table["head"]:
                    return _first_number(row[table["head"].index(self.column)])
        return None


SINGLY: Final = Figure(
    "reports a second, one POST each", "accept", "incidents, 32 connections", "reports/s", "/s"
)
TWO: Final = Figure(
    "the same with two workers", "accept", "incidents, 32 connections, two workers", "reports/s", "/s"
)
BATCHED: Final = Figure(
    "reports a second in batches of 1,000", "accept", "batches of 1,000, 2 connections", "reports/s", "/s"
)
WALLS: Final = Figure("500 walls at 200 reports/s take", "walls", "server's CPU", "measured", " cores")
MEMORY: Final = Figure("a worker's memory", "soak", "server's memory, MB", "at the end", " MB")
ROWS: Final = Figure("journal rows of a report", "disk", "journal rows", "one POST each", "")
TABLES: Final = Figure("on disk, of a report", "disk", "all tables, bytes", "one POST each", " bytes")
WAL: Final = Figure(
    "to each standby and to the archive, of a report",
    "disk",
    "write-ahead log, bytes",
    "one POST each",
    " bytes",
)
FIGURES: Final = (SINGLY, TWO, BATCHED, WALLS, MEMORY, ROWS, TABLES, WAL)


def write(results: Results) -> None:
    """Put the tables in their place in docs/scaling.md."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}{computed(results)}{end}{after}")


def computed(results: Results) -> str:
    figures = [[figure.said, _told(figure, results), figure.part] for figure in FIGURES]
    rooms = [_room(room, results) for room in (*ROOMS, _limit(results)) if room]
    lines = [
        *_markdown(["on the machine of docs/benchmarks.md", "measured", "part"], figures),
        "",
        *_markdown(
            [
                "room",
                "units",
                "each reports every",
                "reports/s",
                "of one worker",
                "journal rows a year",
                "disk a year",
                "to each standby a day",
            ],
            rooms,
        ),
    ]
    return "\n".join(["", *lines, "", ""])


def _limit(results: Results) -> Room | None:
    singly = SINGLY.of(results)
    return (
        Room("what one worker carries with half in reserve", round(singly * RESERVE * 60), 60)
        if singly
        else None
    )


def _room(room: Room, results: Results) -> list[str]:
    singly, rows, tables, wal = (figure.of(results) for figure in (SINGLY, ROWS, TABLES, WAL))
    a_year = room.per_second * A_YEAR_S
    return [
        room.name,
        f"{room.units:,}",
        f"{room.every_s:.0f} s",
        number(room.per_second),
        f"{100 * room.per_second / singly:.2g} %" if singly else ABSENT,
        f"{rows * a_year / 1e6:,.0f} million" if rows else ABSENT,
        _size(tables * a_year) if tables else ABSENT,
        _size(wal * room.per_second * A_DAY_S) if wal else ABSENT,
    ]


def _told(figure: Figure, results: Results) -> str:
    value = figure.of(results)
    return ABSENT if value is None else f"{number(value)}{figure.unit}"


def _size(size: float) -> str:
    return f"{size / 1e9:,.1f} GB" if size < 1e12 else f"{size / 1e12:,.1f} TB"


def _first_number(cell: str) -> float:
    found = re.search(r"[\d,]+(?:\.\d+)?", cell)
    if found is None:
        raise ValueError(f"no number in {cell!r}")
    return float(found[0].replace(",", ""))


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(row)} |" for row in (head, *rows)]
    return [lines[0], "|---" * len(head) + "|", *lines[1:]]
