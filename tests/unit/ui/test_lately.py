"""The same person at the same thing within five minutes is one consultation."""

from dataclasses import replace

import pytest

from controlroom.ui import lately
from controlroom.ui.lately import AGAIN_AFTER_S, KEPT_AT_MOST, Lately
from controlroom.watch.consultations import Data, DataExported, DataSearched, DataViewed

SEEN = DataViewed(Data.ALERT, "/alerts/7", "0f3a", ("alert:7",))
LIST = DataViewed(Data.INCIDENT, "/search", "0f3a", ("incident:1", "incident:2"), count=2)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [10_000.0]
    monkeypatch.setattr(lately, "monotonic", lambda: now[0])
    return now


def test_a_page_that_is_drawn_again_is_one_consultation_until_five_minutes_have_passed(
    clock: list[float],
) -> None:
    book = Lately()
    assert not book.seen("anna", SEEN)
    book.note("anna", SEEN)
    clock[0] += AGAIN_AFTER_S - 1
    assert book.seen("anna", SEEN)
    book.note("anna", SEEN)
    clock[0] += 1
    assert not book.seen("anna", SEEN), "looking again and again put it off"


@pytest.mark.parametrize(
    "other",
    [
        replace(SEEN, things=("alert:8",)),
        replace(SEEN, session="9999"),
        replace(SEEN, address="10.0.0.9"),
        replace(SEEN, data=Data.VEHICLE),
        DataSearched(Data.ALERT, "/alerts/7", "0f3a", ("alert:7",)),
    ],
)
def test_another_thing_session_or_place_is_another_consultation(
    clock: list[float], other: DataViewed
) -> None:
    book = Lately()
    book.note("anna", SEEN)
    assert not book.seen("anna", other)
    assert not book.seen("bert", SEEN)


def test_one_thing_more_in_a_list_is_news(clock: list[float]) -> None:
    book = Lately()
    book.note("anna", LIST)
    assert book.seen("anna", LIST)
    assert book.seen("anna", replace(LIST, things=("incident:2",), count=1))
    assert not book.seen("anna", replace(LIST, things=(*LIST.things, "incident:3"), count=3))


def test_what_leaves_the_watch_is_recorded_each_time(clock: list[float]) -> None:
    book, taken = Lately(), DataExported(Data.FIGURES, "/alerts.csv", "0f3a")
    book.note("anna", taken)
    assert not book.seen("anna", taken)


def test_it_does_not_grow_for_ever(clock: list[float]) -> None:
    book = Lately()
    for n in range(KEPT_AT_MOST + 10):
        book.note("anna", replace(SEEN, things=(f"alert:{n}",)))
    assert not book.seen("anna", replace(SEEN, things=("alert:1",)))
    assert book.seen("anna", replace(SEEN, things=(f"alert:{KEPT_AT_MOST}",)))
