"""Who answers for an institution, and when nobody does."""

from dataclasses import replace

import pytest

from controlroom.errors import Refused, Stale
from controlroom.watch.contacts import Contact, unreachable
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Names, RegisterSite, SetContacts, Site, SiteKind
from tests.unit.watch.room import Room

GUARD = Contact("Guard room", "security", "+32 2 555 01 23")
BY_DAY = Contact("Ms Aaltonen", "chancery", "02 555 01 24", "08:00", "18:00")
EMBASSY = RegisterSite("EMB-1", "An embassy", SiteKind.EMBASSY, "Regent 27", "Brussels", 50.841, 4.366, 3)


@pytest.fixture
def room() -> Room:
    return Room.of()


def site(room: Room) -> Site:
    return room.world.known(Noun.SITE, "EMB-1", Site)


def test_somebody_round_the_clock_leaves_no_gap() -> None:
    assert unreachable([BY_DAY, GUARD]) == []
    assert unreachable([replace(GUARD, begins="07:00", ends="07:00")]) == []


def test_the_hours_in_which_nobody_answers_are_named() -> None:
    night = replace(GUARD, begins="20:00", ends="08:00")
    assert unreachable([BY_DAY]) == [("00:00", "08:00"), ("18:00", "24:00")]
    assert unreachable([BY_DAY, night]) == [("18:00", "20:00")]
    assert unreachable([]) == [("00:00", "24:00")]


def test_contacts_are_set_all_together_and_said_twice_they_are_set_once(room: Room) -> None:
    number = room.do(SetContacts("EMB-1", "anna", (BY_DAY, GUARD)))
    assert room.do(SetContacts("EMB-1", "bert", (BY_DAY, GUARD))) is None
    assert (site(room).contacts, site(room).contacts_seq) == ((BY_DAY, GUARD), number)


def test_who_has_not_seen_the_last_contacts_does_not_write_over_them(room: Room) -> None:
    number = room.do(SetContacts("EMB-1", "anna", (GUARD,)))
    with pytest.raises(Stale, match="Somebody else"):
        room.do(SetContacts("EMB-1", "bert", (BY_DAY,)))
    room.do(SetContacts("EMB-1", "bert", (), number))
    assert site(room).contacts is None


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (replace(GUARD, name=" "), "has a name"),
        (replace(GUARD, phone="the usual one"), "no telephone number"),
        (replace(GUARD, begins="8 am"), "no time of day"),
        (replace(GUARD, ends="24:30"), "no time of day"),
        (replace(GUARD, role="x" * 121), "at most 120"),
        (replace(GUARD, name="A|B"), "one line"),
        (replace(GUARD, role="A\nB"), "one line"),
    ],
)
def test_a_contact_that_cannot_be_called_is_refused(room: Room, wrong: Contact, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        room.do(SetContacts("EMB-1", "anna", (wrong,)))


def test_more_contacts_than_a_page_holds_are_refused(room: Room) -> None:
    with pytest.raises(Refused, match="at most 20"):
        room.do(SetContacts("EMB-1", "anna", (GUARD,) * 21))


def test_a_site_that_is_registered_anew_keeps_its_contacts_and_what_was_not_said(room: Room) -> None:
    named = replace(EMBASSY, names=Names(nl="Een ambassade"), country="FI")
    room.do(named)
    room.do(SetContacts("EMB-1", "anna", (GUARD,)))
    room.do(replace(EMBASSY, address="Regent 28"))
    assert room.do(replace(EMBASSY, address="Regent 28")) is None
    assert (site(room).contacts, site(room).names.nl, site(room).country) == ((GUARD,), "Een ambassade", "FI")
    assert "555 01 23" not in repr([r.event for r in room.history if r.event.kind == "site.registered"])
