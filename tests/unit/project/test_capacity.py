"""What docs/scaling.md promises of capacity is what was measured."""

import json
from typing import Any

import pytest

from bench.capacity import ABSENT, BEGIN, END, FIGURES, PAGE, SINGLY, TABLES, computed
from bench.report import RESULTS


def a_part(head: list[str], *rows: list[str]) -> dict[str, Any]:
    return {"tables": [{"head": head, "rows": list(rows)}]}


MEASURED = {
    "accept": a_part(["load", "reports/s"], [SINGLY.row, "3,000 (2,900 to 3,100)"]),
    "disk": a_part(
        ["of each report", "one POST each"],
        ["journal rows", "1.10"],
        ["all tables, bytes", "800"],
        ["write-ahead log, bytes", "1,500"],
    ),
}


def test_the_page_says_what_was_measured_last() -> None:
    _, _, rest = PAGE.read_text().partition(BEGIN)
    assert rest.partition(END)[0] == computed(json.loads(RESULTS.read_text()))


def test_a_room_takes_what_its_reports_take() -> None:
    """500 units once a minute: 8.33/s of 3,000/s; 263 million reports a year of 800 bytes."""
    (line,) = [line for line in computed(MEASURED).splitlines() if "a region" in line]
    assert line == "| a region | 500 | 60 s | 8.33 | 0.28 % | 289 million | 210.2 GB | 1.1 GB |"
    assert "| what one worker carries with half in reserve | 90,000 | 60 s | 1,500 | 50 % |" in computed(
        MEASURED
    )


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.part)
def test_what_was_not_measured_is_not_made_up(figure: Any) -> None:
    assert figure.of({}) is None
    assert f"| {figure.said} | {ABSENT} | {figure.part} |" in computed({})


def test_a_figure_that_is_no_number_is_not_read_as_one() -> None:
    with pytest.raises(ValueError, match="no number"):
        TABLES.of({"disk": a_part(["of each report", "one POST each"], [TABLES.row, "many"])})
