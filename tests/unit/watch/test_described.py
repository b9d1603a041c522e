"""A described person: people link reports or tell them apart; what they linked may be a pattern."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from controlroom.errors import Conflict, Refused, Stale, Unknown
from controlroom.watch.described import (
    LINKED_AT_MOST,
    AssessDescribed,
    DescribedPerson,
    NotTheSame,
    OfferAgain,
    SamePerson,
    TakeOut,
)
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Status
from controlroom.watch.vehicles import Verdict
from tests.unit.watch.a_warning import OTHER_SITE, the_company, warning, warning_word
from tests.unit.watch.room import NOON, Room, folded

DAY = 24 * 60
PERSON = "DP-AAAAAA"
THERE: dict[str, Any] = {"company": "HBS", "site": OTHER_SITE}


@pytest.fixture
def room() -> Room:
    return Room.of(*the_company())


def ref(number: int) -> str:
    return warning_word(number).ref


def report(room: Room, number: int, minute: float, **more: Any) -> str:
    word = warning_word(number, minute, **more)
    room.at(minute, word)
    return word.ref


def same(room: Room, one: str, other: str, described: str = PERSON, why: str = "the same scar") -> None:
    room.do(SamePerson(one, other, described, "anna", why), "anna")


def person(room: Room, key: str = PERSON) -> DescribedPerson:
    return room.world.known(Noun.DESCRIBED, key, DescribedPerson)


def reports(room: Room, key: str = PERSON) -> set[str]:
    return {one.report for one in person(room, key).sightings}


def asked(room: Room) -> list[int]:
    """The priorities of its alerts that are open."""
    return [alert.priority for alert in room.alerts if alert.rule == "described.pattern" and alert.active]


def test_nothing_counts_before_somebody_has_linked_it(room: Room) -> None:
    for number in range(1, 4):
        report(room, number, number * DAY)
    assert asked(room) == []
    same(room, ref(1), ref(2))
    assert asked(room) == [3]
    assert person(room).version == 2


def test_three_days_at_one_site_are_more_serious_and_one_day_is_nothing(room: Room) -> None:
    for number, minute in ((1, 0), (2, 5), (3, DAY), (4, 2 * DAY)):
        report(room, number, minute)
    same(room, ref(1), ref(2))
    assert asked(room) == []
    same(room, ref(3), ref(2))
    assert asked(room) == [3]
    same(room, ref(1), ref(4))
    assert asked(room) == [2]
    assert reports(room) == {ref(number) for number in range(1, 5)}


def test_two_sites_or_companies_within_two_weeks_are_more_serious(room: Room) -> None:
    one, other = report(room, 1, 0), report(room, 2, 13 * DAY, **THERE)
    same(room, one, other)
    assert asked(room) == [2]


def test_what_lies_further_apart_is_no_pattern(room: Room) -> None:
    same(room, report(room, 1, 0), report(room, 2, 7 * DAY))
    same(room, report(room, 3, 8 * DAY, **THERE), report(room, 4, 22 * DAY), "DP-BBBBBB")
    assert asked(room) == []


SUMMER_ENDS = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
SUMMER_BEGINS = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        (datetime(2026, 11, 24, 22, 50, tzinfo=UTC), timedelta(minutes=20), 2),
        (datetime(2026, 11, 24, 23, 10, tzinfo=UTC), timedelta(hours=23), 1),
        (datetime(2026, 10, 24, 22, 5, tzinfo=UTC), timedelta(hours=24, minutes=50), 1),
        (datetime(2026, 10, 24, 22, 5, tzinfo=UTC), timedelta(hours=24, minutes=56), 2),
        (datetime(2027, 3, 27, 23, 5, tzinfo=UTC), timedelta(hours=22, minutes=50), 1),
        (datetime(2027, 3, 27, 23, 5, tzinfo=UTC), timedelta(hours=23, minutes=5), 2),
    ],
)
def test_days_are_those_of_brussels_also_where_the_clocks_change(
    first: datetime, second: timedelta, days: int
) -> None:
    room = Room(now=first - timedelta(days=1))
    for command in the_company():
        room.do(command, "setup")
    minute = (first - NOON) / timedelta(minutes=1)
    same(room, report(room, 1, minute), report(room, 2, minute + second / timedelta(minutes=1)))
    assert len({one.day for one in person(room).sightings}) == days
    assert asked(room) == [3] * (days - 1)


def test_what_is_linked_twice_is_linked_once_from_either_side(room: Room) -> None:
    one, other = report(room, 1, 0), report(room, 2, 1)
    same(room, one, other)
    before = room.world.seq
    same(room, one, other)
    same(room, other, one, "DP-BBBBBB")
    assert room.world.seq == before


def test_two_groups_that_are_linked_become_one_and_the_other_is_empty(room: Room) -> None:
    for number in range(1, 5):
        report(room, number, number)
    same(room, ref(1), ref(2))
    same(room, ref(3), ref(4), "DP-BBBBBB")
    same(room, ref(2), ref(3), "DP-CCCCCC")
    assert reports(room) == {ref(number) for number in range(1, 5)}
    assert (reports(room, "DP-BBBBBB"), room.world.things.get(person_ref("DP-CCCCCC"))) == (set(), None)


def person_ref(key: str) -> Ref:
    return Ref(Noun.DESCRIBED, key)


def test_what_was_told_apart_is_in_no_group_together_until_that_is_taken_back(room: Room) -> None:
    for number in range(1, 4):
        report(room, number, number)
    room.do(NotTheSame(ref(1), ref(2), "anna", "another nose"), "anna")
    assert warning(room, ref(1)).told_apart(ref(2))
    assert warning(room, ref(2)).told_apart(ref(1))
    assert room.do(NotTheSame(ref(2), ref(1), "bert", "so it is"), "bert") is None
    with pytest.raises(Refused, match="not the same person"):
        same(room, ref(2), ref(1))
    same(room, ref(2), ref(3))
    with pytest.raises(Refused, match="not the same person"):
        same(room, ref(3), ref(1))
    room.do(OfferAgain(ref(2), ref(1), "anna"), "anna")
    assert not warning(room, ref(1)).unlike
    assert room.do(OfferAgain(ref(2), ref(1), "anna"), "anna") is None
    same(room, ref(3), ref(1))
    assert len(reports(room)) == 3


def test_what_is_linked_is_not_told_apart_before_it_is_taken_out(room: Room) -> None:
    same(room, report(room, 1, 0), report(room, 2, 1))
    with pytest.raises(Refused, match="Take one of them out first"):
        room.do(NotTheSame(ref(1), ref(2), "anna", "another nose"), "anna")


def test_a_link_is_taken_back_with_its_alert_and_nobody_is_left_alone(room: Room) -> None:
    for number in range(1, 4):
        report(room, number, number * DAY)
    same(room, ref(1), ref(2))
    same(room, ref(2), ref(3))
    assert asked(room) == [2]
    room.do(TakeOut(ref(3), "anna", "another scar"), "anna")
    assert (asked(room), reports(room)) == ([3], {ref(1), ref(2)})
    room.do(TakeOut(ref(1), "anna", "that too"), "anna")
    assert (asked(room), reports(room), warning(room, ref(2)).described) == ([], set(), None)
    with pytest.raises(Refused, match="linked to no other"):
        room.do(TakeOut(ref(1), "anna", "that too"), "anna")


@pytest.mark.parametrize("act", [SamePerson, NotTheSame, TakeOut])
def test_each_of_them_wants_a_reason(room: Room, act: Any) -> None:
    one, other = report(room, 1, 0), report(room, 2, 1)
    same(room, one, other)
    more = {SamePerson: (other, PERSON), NotTheSame: (other,), TakeOut: ()}[act]
    with pytest.raises(Refused, match="Say why"):
        room.do(act(one, *more, "anna", " "), "anna")


def test_what_is_no_report_an_exercise_too_old_or_itself_is_compared_with_nothing(room: Room) -> None:
    one = report(room, 1, 0)
    exercise = report(room, 2, 1, marked=Status.EXERCISE)
    for other, said in ((exercise, "Only actual"), (one, "another report")):
        with pytest.raises(Refused, match=said):
            same(room, one, other)
    with pytest.raises(Unknown):
        same(room, one, "EW-NOBODY")
    young = report(room, 3, 30 * DAY)
    same(room, one, young)
    room.do(TakeOut(one, "anna", "another scar"), "anna")
    room.at(30 * DAY + 1)
    with pytest.raises(Refused, match="older than 30 days"):
        same(room, young, one, "DP-BBBBBB")


def test_an_old_report_is_compared_as_long_as_it_is_linked(room: Room) -> None:
    same(room, report(room, 1, 0), report(room, 2, 1))
    same(room, report(room, 3, 40 * DAY), ref(1), "DP-BBBBBB")
    assert len(reports(room)) == 3


def test_a_name_that_is_taken_begins_no_other_person(room: Room) -> None:
    for number in range(1, 5):
        report(room, number, number)
    same(room, ref(1), ref(2))
    with pytest.raises(Conflict):
        same(room, ref(3), ref(4))


def test_no_more_reports_are_linked_than_one_row_holds(room: Room) -> None:
    for number in range(1, LINKED_AT_MOST + 2):
        report(room, number, number)
    for number in range(2, LINKED_AT_MOST + 1):
        same(room, ref(1), ref(number))
    with pytest.raises(Refused, match="At most 60"):
        same(room, ref(1), ref(LINKED_AT_MOST + 1))


def test_a_person_assesses_it_and_what_is_linked_later_counts_anew(room: Room) -> None:
    for number in range(1, 5):
        report(room, number, number * DAY)
    same(room, ref(1), ref(2))
    with pytest.raises(Stale):
        room.do(AssessDescribed(PERSON, "anna", Verdict.HARMLESS, "the postman", 1), "anna")
    with pytest.raises(Unknown):
        room.do(AssessDescribed("DP-BBBBBB", "anna", Verdict.HARMLESS, "the postman", 1), "anna")
    room.at(5 * DAY)
    room.do(AssessDescribed(PERSON, "anna", Verdict.HARMLESS, "the postman", 2), "anna")
    assert (asked(room), person(room).verdict) == ([], Verdict.HARMLESS)
    room.at(5 * DAY + 1)
    same(room, ref(1), ref(3))
    assert asked(room) == []
    same(room, ref(1), ref(4))
    assert asked(room) == [3]


def test_no_word_of_a_description_or_a_reason_stands_in_what_is_folded(room: Room) -> None:
    same(room, report(room, 1, 0), report(room, 2, DAY))
    assert "scar" not in repr(person(room))
    assert "van" not in repr(person(room))
    assert folded(room.history).things[person_ref(PERSON)] == person(room)
