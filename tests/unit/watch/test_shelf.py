"""Alerts that an officer sets aside for a while, with a reason and an end (requirement R24)."""

from datetime import timedelta

import pytest

from controlroom.errors import AlreadyDone, Stale
from controlroom.watch.alerts import Acknowledge, Alert, Shelve, Suppression, Unshelve
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.service import PutBackInService, TakeOutOfService
from tests.unit.watch.busy_hour import now, of_priority, refused
from tests.unit.watch.room import Room, noon, post_word, the_post

CALL = PatrolKind.CHECK_CALL


@pytest.fixture
def room() -> Room:
    return Room.of(the_post())


def shelve(room: Room, alert: Alert, minutes: float = 60) -> None:
    until = room.now + timedelta(minutes=minutes)
    room.do(Shelve(alert.id, "anna", now(room, alert).version, until, "works in the street"))


@pytest.mark.parametrize("priority", [3, 4])
def test_a_shelved_alert_is_off_the_screens_until_its_time_and_is_called_by_nobody(
    room: Room, priority: int
) -> None:
    alert = of_priority(room, priority)
    shelve(room, alert, minutes=30)
    aside = now(room, alert)
    assert (aside.suppression, aside.shelved_by, aside.shelf_reason) == (
        Suppression.SHELVED,
        "anna",
        "works in the street",
    )
    assert (aside.shown, aside.wants_somebody, aside.open) == (False, False, True)
    room.at(70 + 30 - 1 / 60)
    assert not now(room, alert).shown
    room.at(70 + 30)
    back = now(room, alert)
    assert (back.shown, back.suppression, back.shelved_by, back.shelved_until) == (True, "none", None, None)
    assert back.wants_since == noon(100)


@pytest.mark.parametrize("priority", [1, 2])
def test_what_is_urgent_is_never_shelved(room: Room, priority: int) -> None:
    alert = of_priority(room, priority)
    refused(room, Shelve(alert.id, "anna", alert.version, noon(90), "busy"), "only P3 and P4")


@pytest.mark.parametrize(("minutes", "may"), [(-1, False), (0, False), (1, True), (480, True), (481, False)])
def test_a_shelf_ends_within_eight_hours(room: Room, minutes: float, may: bool) -> None:
    alert = of_priority(room, 4)
    act = Shelve(alert.id, "anna", alert.version, noon(70 + minutes), "works in the street")
    if may:
        assert room.do(act) is not None
    else:
        refused(room, act, "within 8 hours")


def test_what_is_shelved_is_what_stands_on_the_screen(room: Room) -> None:
    alert = of_priority(room, 3)
    with pytest.raises(Stale):
        room.do(Shelve(alert.id, "anna", alert.version - 1, noon(90), "works"))


def test_a_shelved_alert_that_gets_worse_is_back_at_once(room: Room) -> None:
    alert = of_priority(room, 3)
    room.acknowledge(alert)
    shelve(room, alert, minutes=400)
    room.at(125)
    risen = now(room, alert)
    assert (risen.priority, risen.suppression, risen.shown, risen.acked_by) == (2, "none", True, None)
    assert (risen.shelved_until, risen.shelf_reason) == (None, None)


def test_an_officer_takes_an_alert_off_the_shelf(room: Room) -> None:
    alert = of_priority(room, 4)
    shelve(room, alert)
    room.do(Unshelve(alert.id, "bert"))
    assert now(room, alert).shown


def test_a_shelved_alert_that_clears_ends_on_the_shelf(room: Room) -> None:
    alert = of_priority(room, 3)
    shelve(room, alert)
    room.at(80, post_word("EU-07A", CALL, 80))
    room.at(81)
    assert (now(room, alert).open, now(room, alert).suppression) == (False, "none")


def test_of_two_officers_one_wins_also_after_the_shelf(room: Room) -> None:
    alert = of_priority(room, 3)
    room.acknowledge(alert, by="bert")
    shelve(room, alert, minutes=5)
    room.at(76)
    with pytest.raises(AlreadyDone):
        room.do(Acknowledge(alert.id, "carl", now(room, alert).version))


def test_an_alert_whose_post_goes_out_of_service_leaves_the_shelf_for_that(room: Room) -> None:
    alert = of_priority(room, 3)
    shelve(room, alert, minutes=10)
    room.do(TakeOutOfService(Ref(Noun.POST, "EU-07"), noon(200), "rebuilt", "anna"))
    aside = now(room, alert)
    assert (aside.suppression, aside.shelved_until) == (Suppression.OUT_OF_SERVICE, None)
    room.at(90)
    assert now(room, alert) == aside
    refused(room, Shelve(alert.id, "anna", aside.version, noon(95), "works"), "out of service already")
    room.do(PutBackInService(Ref(Noun.POST, "EU-07"), "anna"))
    assert not now(room, alert).active
