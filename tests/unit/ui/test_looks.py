"""What a page shows has its looks."""

from pathlib import Path

import pytest

from controlroom.ui.assets import TEMPLATES

PAGES = sorted(
    path
    for path in TEMPLATES.rglob("*.html")
    if "chip(" in (text := path.read_text()) and "{% extends" in text
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_a_page_with_the_chip_of_a_priority_has_its_colours(page: Path) -> None:
    assert 'asset("widgets/alerts.css")' in page.read_text()
