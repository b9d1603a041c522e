"""What two descriptions have in common: each point of it is said, and it is never more than possible."""

from datetime import UTC, datetime
from typing import Any

import pytest

from controlroom.watch.described.likeness import (
    COMMON,
    KNOWN_IN_FOUR,
    SHORTEST,
    folded,
    likeness,
    same_hour,
    shared,
)
from controlroom.watch.early_warnings import Behaviour, EarlyWarning
from controlroom.watch.reports import Status

AT = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)


def told(at: datetime = AT, **more: Any) -> EarlyWarning:
    known = {"site": "NLE-1", "behaviour": Behaviour.OBSERVATION, **more}
    return EarlyWarning("EW-1", "NLE", known["site"], known["behaviour"], at, at, "nora", Status.ACTUAL, 2, 1)


ELSEWHERE = told(AT.replace(hour=15), site="NLE-2", behaviour=Behaviour.PROBING)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("A man, red jacket; beard", "RED JACKET and a Beard", ("red", "jacket", "beard")),
        ("een man met een rode jas", "homme avec une veste rouge", ("rode / rouge", "jas / veste")),
        ("schwarze Mütze", "zwarte muts", ("schwarze / zwarte", "mutze / muts")),
        ("tatouage à la main", "a tattoo", ("tatouage / tattoo",)),
        ("a man of about thirty years", "a man who was there", ()),
        ("een persoon met een", "een persoon met een", ()),
        ("", "red jacket", ()),
        ("12345 12", "12345 12", ()),
    ],
)
def test_words_count_without_capitals_accents_and_language(
    one: str, other: str, words: tuple[str, ...]
) -> None:
    assert shared(one, other) == words
    assert len(shared(other, one)) == len(words)


def test_two_words_are_offered_or_one_at_the_same_site_and_nothing_else() -> None:
    assert likeness(told(), "red jacket", ELSEWHERE, "red jacket").offered
    assert not likeness(told(), "red jacket", ELSEWHERE, "red shoes").offered
    assert likeness(told(), "red jacket", told(), "red shoes").offered
    assert not likeness(told(), "red jacket", told(), "a blue cap").offered


def test_words_weigh_more_than_place_hour_and_behaviour_which_decide_among_equals() -> None:
    words = likeness(told(), "red jacket, beard", ELSEWHERE, "red jacket, beard")
    place = likeness(told(), "red jacket, beard", told(), "red jacket")
    alone = likeness(told(), "red jacket, beard", ELSEWHERE, "red jacket")
    assert words.rank > place.rank > alone.rank
    assert (place.site, place.behaviour, place.hour) == (True, True, True)
    assert (alone.site, alone.behaviour, alone.hour) == (False, False, False)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (AT, AT.replace(hour=7), True),
        (AT, AT.replace(hour=7, minute=41), False),
        (datetime(2026, 11, 24, 22, 50, tzinfo=UTC), datetime(2026, 11, 26, 23, 10, tzinfo=UTC), True),
        (datetime(2026, 10, 23, 5, 40, tzinfo=UTC), datetime(2026, 10, 26, 6, 40, tzinfo=UTC), True),
        (datetime(2026, 10, 23, 5, 0, tzinfo=UTC), datetime(2026, 10, 26, 7, 1, tzinfo=UTC), False),
    ],
    ids=["within an hour", "a minute more", "over midnight", "summer and winter", "not by UTC"],
)
def test_the_hour_is_that_of_the_clocks_in_brussels(one: datetime, other: datetime, same: bool) -> None:
    assert same_hour(one, other) is same_hour(other, one) is same


def test_every_known_word_is_folded_long_enough_told_once_and_not_common() -> None:
    forms = [form for words in KNOWN_IN_FOUR for form in words.split()]
    assert len(forms) == len(set(forms))
    assert all(len(form) >= SHORTEST and form == folded(form) and form not in COMMON for form in forms)
