"""Whoever is refused something is told why in their own language."""

import pytest

from controlroom.auth.audience import LOCALES
from controlroom.catalogs import translations
from controlroom.errors import Refused, Term
from controlroom.ui.reason import reason


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
