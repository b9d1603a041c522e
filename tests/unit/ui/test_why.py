"""Whoever is asked for a reason is told what it is for, by the name of a page and not by an address alone."""

import pytest

from controlroom.ui.reasons import Typed


@pytest.mark.parametrize(
    ("back", "title"),
    [
        ("/sitrep.pdf?period=24h", "Situation report"),
        ("/handovers/12.pdf", "Past handovers"),
        ("/alarm-health/alerts.csv", "Alarm health"),
        ("/audit/rows/3", "Journal"),
        ("/", ""),
        ("/reasons", ""),
    ],
)
def test_a_paper_or_a_table_is_called_as_its_page_is(back: str, title: str) -> None:
    assert Typed("what", back).wanted == title
