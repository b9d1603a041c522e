"""The watch log: lines, corrections, and what a line may say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlroom.errors import AlreadyDone, Refused, Unknown
from controlroom.watch.log import CorrectEntry, Entry, LogCorrected, LogWritten, WriteEntry, one_line
from controlroom.watch.refs import Noun
from tests.unit.watch.room import Room, the_post


@pytest.fixture
def room() -> Room:
    return Room.of(the_post())


def entry(room: Room, number: int) -> Entry:
    found = room.world.get(Noun.ENTRY, str(number), Entry)
    assert found is not None
    return found


def test_a_line_says_who_wrote_it_when_and_about_what(room: Room) -> None:
    number = room.do(WriteEntry("the gate is open", "anna", ("post:EU-07",)))
    assert number is not None
    assert entry(room, number) == Entry(number, "anna", room.now, ("post:EU-07",))
    assert room.history[-1].event == LogWritten("anna", ("post:EU-07",), "the gate is open")


def test_a_correction_is_a_line_of_its_own_and_the_first_one_stays(room: Room) -> None:
    first = room.do(WriteEntry("a grey van", "anna"))
    assert first is not None
    second = room.do(CorrectEntry(first, "a white van", "bert"))
    assert second is not None
    old, new = entry(room, first), entry(room, second)
    assert (old.corrected_as, old.corrected_by, old.corrected_at) == (second, "bert", room.now)
    assert (new.corrects, new.by, new.corrected_as) == (first, "bert", None)
    assert [recorded.event for recorded in room.history[-2:]] == [
        LogWritten("anna", (), "a grey van"),
        LogCorrected(first, "bert", (), "a white van"),
    ]


def test_who_corrects_the_same_line_second_is_told_who_was_first(room: Room) -> None:
    first = room.do(WriteEntry("a grey van", "anna"))
    assert first is not None
    room.do(CorrectEntry(first, "a white van", "bert"))
    with pytest.raises(AlreadyDone) as told:
        room.do(CorrectEntry(first, "a blue van", "carl"))
    assert (told.value.by, told.value.at) == ("bert", room.now)


def test_a_correction_can_be_corrected(room: Room) -> None:
    first = room.do(WriteEntry("a grey van", "anna"))
    assert first is not None
    second = room.do(CorrectEntry(first, "a white van", "bert"))
    assert second is not None
    third = room.do(CorrectEntry(second, "a blue van", "carl"))
    assert third is not None
    assert entry(room, second).corrected_as == third


def test_what_was_never_written_cannot_be_corrected(room: Room) -> None:
    with pytest.raises(Unknown):
        room.do(CorrectEntry(4711, "a white van", "bert"))


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x07", "\u202e"])
def test_a_line_that_says_nothing_is_refused(room: Room, text: str) -> None:
    with pytest.raises(Refused) as told:
        room.do(WriteEntry(text, "anna"))
    assert told.value.field == "text"


def test_a_line_that_is_too_long_is_refused_and_not_cut(room: Room) -> None:
    room.do(WriteEntry("x" * 2000, "anna"))
    with pytest.raises(Refused):
        room.do(WriteEntry("x" * 2001, "anna"))


@pytest.mark.parametrize("about", ["post:NOWHERE", "rule:post.left", "threat:BE"])
def test_a_line_is_about_things_that_exist(room: Room, about: str) -> None:
    with pytest.raises(Unknown):
        room.do(WriteEntry("odd", "anna", (about,)))


def test_a_line_break_or_a_mark_that_turns_the_text_does_not_get_in() -> None:
    assert one_line("the \u202egate\x00\r\n is\topen \u2069") == "the gate is open"
    assert one_line("<b>été</b> שלום 👮‍♀️") == "<b>été</b> שלום 👮‍♀️"


@given(st.text())
def test_a_line_is_one_line_and_stays_what_it_is(text: str) -> None:
    once = one_line(text)
    assert one_line(once) == once
    assert len(once.splitlines()) <= 1
    assert "\x00" not in once


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(("anna", "bert", "carl")), st.integers(0, 12)), max_size=25))
def test_however_people_write_and_correct_each_line_has_one_correction_and_chains_end(
    deeds: list[tuple[str, int]],
) -> None:
    """0 is a new line; n corrects the n-th that was written, if somebody did not before."""
    room = Room.of(the_post())
    written: list[int] = []
    corrected: dict[int, str] = {}
    for by, nth in deeds:
        if nth == 0 or nth > len(written):
            number = room.do(WriteEntry(f"line {len(written)}", by))
        else:
            wrong = written[nth - 1]
            if wrong in corrected:
                with pytest.raises(AlreadyDone, match="corrected before") as told:
                    room.do(CorrectEntry(wrong, "as it was", by))
                assert told.value.by == corrected[wrong]
                continue
            number = room.do(CorrectEntry(wrong, "as it was", by))
            corrected[wrong] = by
        assert number is not None
        written.append(number)
    for number in written:
        line = entry(room, number)
        assert line.corrected_by == corrected.get(number)
        assert line.corrected_as is None or entry(room, line.corrected_as).corrects == number
        assert line.corrects is None or line.corrects < number
