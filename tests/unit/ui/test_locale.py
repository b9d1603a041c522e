import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from controlroom.auth.audience import LOCALES
from controlroom.catalogs import translations
from controlroom.ui.assets import PACKAGE
from controlroom.ui.locale import negotiate

KEYWORDS = {"_": None, "mark": None, "gettext": None, "ngettext": (1, 2)}


@cache
def used() -> frozenset[str]:
    """Every message of the sources, by the configuration that the extraction itself uses."""
    with (PACKAGE / "locale" / "babel.cfg").open() as source:
        methods, options = parse_mapping_cfg(source)  # type: ignore[no-untyped-call]
    found = extract_from_dir(PACKAGE.parent, methods, options, KEYWORDS)
    return frozenset(str(m[0] if isinstance(m, tuple) else m) for _, _, m, _, _ in found)


def catalog(locale: str) -> Catalog:
    with (PACKAGE / "locale" / locale / "LC_MESSAGES" / "controlroom.po").open("rb") as source:
        return read_po(source, locale=locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_string_is_translated_and_no_translation_is_left_over(locale: str) -> None:
    said = {str(m.id[0] if isinstance(m.id, tuple) else m.id) for m in catalog(locale) if m.id and m.string}
    assert said == used()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_keeps_the_places_that_are_filled_in(locale: str) -> None:
    for message in catalog(locale):
        if message.id:
            assert not message.fuzzy
            assert places(message.string) == places(message.id), message.id


def places(text: object) -> set[str]:
    """Of all its plural forms together."""
    return set(re.findall(r"%\(\w+\)s", repr(text)))


def test_dutch_french_and_german_have_words_of_their_own() -> None:
    for locale in LOCALES[1:]:
        assert translations(locale).gettext("Post left") != "Post left"


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("nl-BE,nl;q=0.9,en;q=0.5", "nl"),
        ("es,fr;q=0.4,de;q=0.8", "de"),
        ("", "en"),
        ("*", "en"),
        ("fr;q=0,de;q=abc", "en"),
    ],
)
def test_the_browsers_wish_is_followed_as_far_as_we_speak_it(header: str, locale: str) -> None:
    assert negotiate(header) == locale


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
