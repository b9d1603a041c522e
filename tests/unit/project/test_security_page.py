"""The page of security names tests that exist, and chapters that were all looked at."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/security.md").read_text()
NAMED = re.compile(r"`(test_\w+)`")
DEFINED = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)


def defined() -> set[str]:
    return {
        name for file in (ROOT / "tests").rglob("test_*.py") for name in DEFINED.findall(file.read_text())
    }


def test_every_test_that_the_page_names_exists() -> None:
    named = set(NAMED.findall(PAGE))
    assert named - defined() == set()
    assert len(named) > 50


def test_every_attack_has_a_test() -> None:
    _, _, table = PAGE.partition("## Attack, defence, proof")
    rows = [line for line in table.partition("## ASVS")[0].splitlines() if line.startswith("| ")]
    assert [row for row in rows[1:] if not NAMED.search(row)] == []
    assert len(rows) > 25


def test_every_chapter_of_asvs_has_a_status() -> None:
    chapters = re.findall(r"^\| V(\d+) [^|]+\| (Met|Open|Not applicable)", PAGE, re.MULTILINE)
    assert [int(number) for number, _ in chapters] == list(range(1, 18))


def test_every_file_that_the_page_names_exists() -> None:
    files = set(re.findall(r"`((?:auth|ui|feeds|watch|deploy|tests)/[\w./]*)`", PAGE))
    missing = {f for f in files if not ((ROOT / f).exists() or (ROOT / "controlroom" / f).exists())}
    assert missing == set()
