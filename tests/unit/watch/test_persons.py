"""The file of a protected person: opened, changed and closed by name, and what it refuses."""

from dataclasses import replace
from typing import Any

import pytest

from controlroom.errors import Refused, Stale, Unknown
from controlroom.watch.persons import (
    ChangePerson,
    ClosePerson,
    Identity,
    Particulars,
    Person,
    PersonNamed,
    RegisterPerson,
    ReopenPerson,
)
from controlroom.watch.refs import Noun
from controlroom.watch.visits import Rank
from tests.unit.watch.room import Room

SHE: Any = Particulars("OSPREY", Rank.A, True, "Maria Kask", "Prime Minister", "EE", "")


@pytest.fixture
def room() -> Room:
    return Room.of(RegisterPerson("P-0001", "anna", SHE))


def person(room: Room) -> Person:
    return room.world.known(Noun.PERSON, "P-0001", Person)


def said(room: Room) -> list[str]:
    return [recorded.event.kind for recorded in room.history if recorded.event.kind.startswith("person.")]


def test_a_person_is_registered_once_however_often_it_is_said(room: Room) -> None:
    assert room.do(RegisterPerson("P-0001", "bert", replace(SHE, name=" Maria Kask "))) is None
    assert (person(room).name, person(room).rank, person(room).in_office) == ("Maria Kask", Rank.A, True)
    assert said(room) == ["person.registered", "person.named"]


def test_a_code_that_is_taken_is_refused_by_name(room: Room) -> None:
    with pytest.raises(Refused, match="P-0001 already"):
        room.do(RegisterPerson("P-0001", "bert", replace(SHE, name="Somebody Else")))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (replace(SHE, name=" "), "has a name"),
        (replace(SHE, code_name=""), "has a code name"),
        (replace(SHE, function="x" * 161), "at most 160"),
    ],
)
def test_a_person_without_what_the_room_needs_is_refused(wrong: Particulars, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        Room.of(RegisterPerson("P-0002", "anna", wrong))


def test_out_of_office_is_a_change_of_what_may_be_read_and_names_nobody(room: Room) -> None:
    room.do(ChangePerson("P-0001", "anna", replace(SHE, in_office=False, rank=Rank.C), 1))
    assert said(room)[2:] == ["person.changed"]
    assert (person(room).in_office, person(room).rank, person(room).version) == (False, Rank.C, 2)


def test_another_name_is_told_apart_from_the_rest(room: Room) -> None:
    room.do(ChangePerson("P-0001", "anna", replace(SHE, name="Maria Tamm", country="fi"), 1))
    assert said(room)[2:] == ["person.changed", "person.named"]
    assert (person(room).name, person(room).country) == ("Maria Tamm", "FI")


def test_who_has_not_seen_the_last_change_does_not_write_over_it(room: Room) -> None:
    room.do(ChangePerson("P-0001", "anna", replace(SHE, rank=Rank.B), 1))
    with pytest.raises(Stale, match="Somebody else"):
        room.do(ChangePerson("P-0001", "bert", replace(SHE, rank=Rank.C), 1))
    assert room.do(ChangePerson("P-0001", "bert", replace(SHE, rank=Rank.B), 1)) is None


def test_a_file_is_closed_with_a_reason_and_changed_only_when_it_is_open_again(room: Room) -> None:
    with pytest.raises(Refused, match="Say why"):
        room.do(ClosePerson("P-0001", "anna", " "))
    room.do(ClosePerson("P-0001", "anna", "left office"))
    assert room.do(ClosePerson("P-0001", "bert", "left office")) is None
    assert person(room).closed_at == room.now
    with pytest.raises(Refused, match="closed"):
        room.do(ChangePerson("P-0001", "anna", replace(SHE, rank=Rank.B), 2))
    room.do(ReopenPerson("P-0001", "anna"))
    assert person(room).closed_at is None
    with pytest.raises(Refused, match="not closed"):
        room.do(ReopenPerson("P-0001", "anna"))


def test_a_person_belongs_to_an_institution_that_exists(room: Room) -> None:
    room.do(ChangePerson("P-0001", "anna", replace(SHE, institution="EMB-1"), 1))
    assert person(room).institution == "EMB-1"
    with pytest.raises(Unknown, match="NOWHERE"):
        room.do(RegisterPerson("P-0002", "anna", replace(SHE, institution="NOWHERE")))


def test_nobody_is_changed_who_was_never_registered(room: Room) -> None:
    with pytest.raises(Unknown, match="P-0009"):
        room.do(ClosePerson("P-0009", "anna", "no such person"))


def test_who_it_is_stands_in_the_one_event_that_can_be_erased(room: Room) -> None:
    (named,) = [r.event for r in room.history if isinstance(r.event, PersonNamed)]
    assert named.identity == Identity("Maria Kask", "Prime Minister")
    assert [r.event.kind for r in room.history if "Kask" in repr(r.event)] == ["person.named"]
