"""What somebody types, at night and in a hurry, finds what they mean."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.auth.audience import LOCALES
from controlroom.auth.roles import Role
from controlroom.ui.search import KINDS, Hit, by_kind, folded, pages, where, words_of


def finds(typed: str, text: str) -> bool:
    asked = words_of(typed, "en")
    return asked is not None and all(re.search(pattern, text) for pattern in asked.patterns)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("emb", "EMB-1 Embassy of Spain"),
        ("spain embassy", "EMB-1 Embassy of Spain"),
        ("regent", "Boulevard du Régent"),
        ("RÉGENT", "boulevard du regent"),
        ("etterbeek", "Étterbeek"),
        ("vp 12", "unit:VP-12"),
        ("vp-12", "unit:VP-12 Patrol"),
        ("12", "VP-12"),
        ("loi", "Rue de la Loi 175 (l’Europe)"),
        ("europe", "Rue de l’Europe"),
    ],
)
def test_the_beginning_of_each_word_is_enough_without_case_and_accents(typed: str, text: str) -> None:
    assert finds(typed, text)


@pytest.mark.parametrize(("typed", "text"), [("assy", "Embassy"), ("emb xyz", "Embassy"), ("p1", "VP-12")])
def test_the_middle_of_a_word_is_not_its_beginning(typed: str, text: str) -> None:
    assert not finds(typed, text)


@pytest.mark.parametrize("typed", ["", "   ", "-", "%", "((", "_"])
def test_what_is_no_word_looks_for_nothing(typed: str) -> None:
    assert words_of(typed, "en") is None


@given(st.text(max_size=100))
def test_whatever_is_typed_is_a_pattern_that_can_be_read(typed: str) -> None:
    asked = words_of(typed, "fr")
    for pattern in asked.patterns if asked else ():
        re.compile(pattern)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789éèàüöç", min_size=1, max_size=20))
def test_a_word_finds_itself(word: str) -> None:
    assert finds(word, f"the {word} here")
    assert finds(folded(word), word.upper().replace("SS", "ss"))


@pytest.mark.parametrize(
    ("typed", "number"), [("211", 211), ("#211", 211), ("211 x", None), ("9" * 19, None)]
)
def test_a_number_is_that_of_an_alert_or_an_incident(typed: str, number: int | None) -> None:
    asked = words_of(typed, "en")
    assert asked is not None
    assert asked.number == number


def test_a_page_is_found_by_its_name_in_the_language_of_whoever_looks() -> None:
    assert [hit.href for hit in pages("patr", Role.DUTY_OFFICER, "en")] == ["/patrols"]
    assert [hit.href for hit in pages("rond", Role.DUTY_OFFICER, "nl")] == ["/patrols"]
    assert pages("patr", Role.ADMIN, "en") == []
    assert all(pages("", Role.DUTY_OFFICER, locale) == [] for locale in LOCALES)


def test_what_was_found_stands_by_kind_in_a_fixed_order() -> None:
    hits = [
        Hit("unit", "/u", "VP-12", ""),
        Hit("alert", "/a", "Post left", ""),
        Hit("unit", "/v", "VP-13", ""),
    ]
    assert [(title, len(ones)) for title, ones in by_kind(hits)] == [(KINDS["alert"], 1), (KINDS["unit"], 2)]


def test_a_key_with_a_slash_is_one_part_of_an_address() -> None:
    assert where("unit", "A/B é") == "/things/unit/A%2FB%20%C3%A9"
