"""Whoever is refused something is told why in their own language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from controlroom.auth.audience import LOCALES
from controlroom.catalogs import translations
from controlroom.errors import Refused, Term
from controlroom.ui.assets import PACKAGE
from controlroom.ui.reason import reason

REFUSALS = {"Refused", "Unknown", "Forbidden", "Conflict", "AlreadyDone", "Stale"}
SOURCES = [path for folder in ("watch", "ui") for path in sorted((PACKAGE / folder).rglob("*.py"))]


def said_outright(path: Path) -> Iterator[str]:
    """Refusals whose text is written where they are made, without being marked for translation."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.JoinedStr | ast.Constant | ast.BinOp):
                yield f"{path.name}:{node.lineno}"


def test_every_refusal_of_the_watch_is_marked_to_be_said_in_four_languages() -> None:
    assert [place for path in SOURCES for place in said_outright(path)] == []


@pytest.mark.parametrize("written", ['Refused("no")', 'Unknown(f"no {x}", field="x")', 'Stale("a" + "b")'])
def test_what_is_said_outright_is_found(tmp_path: Path, written: str) -> None:
    source = tmp_path / "a_rule.py"
    source.write_text(f"raise {written}")
    assert list(said_outright(source)) == ["a_rule.py:1"]


@pytest.mark.parametrize("locale", LOCALES[1:])
def test_a_refusal_is_said_in_the_language_of_whoever_asked(locale: str) -> None:
    shelved = Refused("a P%(priority)s cannot be shelved, only P3 and P4", priority=1)
    assert reason(shelved, "en") == str(shelved) == "a P1 cannot be shelved, only P3 and P4"
    assert reason(shelved, locale) != str(shelved)
    assert "P1" in reason(shelved, locale)


def test_a_word_that_is_a_message_is_translated_and_what_somebody_typed_is_not() -> None:
    bounds = {"least": "1", "most": "5", "rule": "Open", "name": "times"}
    refused = Refused(
        "%(rule)s %(name)s may be %(least)s to %(most)s %(measure)s", measure=Term("times"), **bounds
    )
    times = translations("nl").gettext("times")
    assert times != "times"
    assert reason(refused, "nl") == f"Open times mag 1 tot 5 {times} zijn"


def test_a_percent_sign_without_words_is_only_a_percent_sign() -> None:
    assert reason(Refused("100 % of it"), "fr") == "100 % of it"
