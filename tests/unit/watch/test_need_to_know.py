"""Who may read a restricted file, and who decides that."""

import pytest

from controlroom.errors import Forbidden, Refused, Unknown
from controlroom.watch.files import AddReader, File, OpenFile, RemoveReader, RestrictFile, file_of
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.visitor import VISITOR, ReceiveVisitor, SeeVisitorOff, Visitor
from tests.unit.watch.room import Room, the_post, the_visit

VISIT = Ref(Noun.VISIT, "V-1")


@pytest.fixture
def room() -> Room:
    return Room.of(the_post(), the_visit())


def readers(room: Room) -> set[str]:
    return set(room.world.known(*file_of(VISIT), File).readers)


def test_whoever_restricts_a_file_reads_it_with_those_whom_they_name(room: Room) -> None:
    room.do(RestrictFile(VISIT, "anna", "a threat against the delegation", ("bert",)))
    assert readers(room) == {"anna", "bert"}
    assert room.history[-1].event.kind == "file.restricted"


def test_a_file_is_not_restricted_without_a_reason(room: Room) -> None:
    with pytest.raises(Refused, match="Say why"):
        room.do(RestrictFile(VISIT, "anna", "  "))


def test_a_file_that_is_restricted_is_not_restricted_again_by_another(room: Room) -> None:
    room.do(RestrictFile(VISIT, "anna", "a threat"))
    with pytest.raises(Refused, match="restricted already"):
        room.do(RestrictFile(VISIT, "bert", "to read it myself"))


def test_only_what_exists_and_is_a_visit_or_a_site_has_a_file(room: Room) -> None:
    for about in ("visit:V-9", "post:EU-07"):
        with pytest.raises(Unknown):
            room.do(RestrictFile(Ref.parse(about), "anna", "a threat"))


def test_a_reader_lets_another_in_and_out(room: Room) -> None:
    room.do(RestrictFile(VISIT, "anna", "a threat"))
    room.do(AddReader(VISIT, "anna", "bert"))
    assert room.do(AddReader(VISIT, "anna", "bert")) is None
    room.do(RemoveReader(VISIT, "bert", "anna"))
    assert readers(room) == {"bert"}


def test_who_does_not_read_it_lets_nobody_in_but_themself_and_says_why(room: Room) -> None:
    room.do(RestrictFile(VISIT, "anna", "a threat"))
    with pytest.raises(Forbidden):
        room.do(AddReader(VISIT, "bert", "carl"))
    with pytest.raises(Refused, match="Say why"):
        room.do(AddReader(VISIT, "bert", "bert"))
    room.do(AddReader(VISIT, "bert", "bert", "a P1 at night, nobody answers"))
    assert readers(room) == {"anna", "bert"}


def test_who_does_not_read_it_neither_opens_it_nor_puts_a_reader_out(room: Room) -> None:
    room.do(RestrictFile(VISIT, "anna", "a threat", ("carl",)))
    for command in (OpenFile(VISIT, "bert", "nosy"), RemoveReader(VISIT, "bert", "anna")):
        with pytest.raises(Forbidden):
            room.do(command)


def test_the_last_reader_cannot_be_put_out(room: Room) -> None:
    room.do(RestrictFile(VISIT, "anna", "a threat"))
    with pytest.raises(Refused, match="last reader"):
        room.do(RemoveReader(VISIT, "anna", "anna"))


def test_an_opened_file_is_everybodys_and_can_be_restricted_again(room: Room) -> None:
    room.do(RestrictFile(VISIT, "anna", "a threat"))
    room.do(OpenFile(VISIT, "anna", "the threat is gone"))
    assert readers(room) == set()
    with pytest.raises(Refused, match="not restricted"):
        room.do(AddReader(VISIT, "anna", "bert"))
    room.do(RestrictFile(VISIT, "bert", "it is back"))
    assert readers(room) == {"bert"}


def test_a_visitor_comes_and_leaves_once_whoever_presses_the_key(room: Room) -> None:
    room.do(ReceiveVisitor("anna"))
    assert room.do(ReceiveVisitor("bert")) is None
    assert room.world.known(*VISITOR, Visitor).by == "anna"
    room.do(SeeVisitorOff("bert"))
    assert room.do(SeeVisitorOff("anna")) is None
    assert room.world.known(*VISITOR, Visitor).came_at is None
