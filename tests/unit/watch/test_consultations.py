"""Who looked at what stands in the journal and changes nothing else."""

from controlroom.watch.consultations import Consult, Data, DataViewed
from tests.unit.watch.room import Room


def test_a_consultation_is_written_and_changes_nothing() -> None:
    room = Room.of()
    before = dict(room.world.things)
    seen = DataViewed(Data.ALERT, "/alerts/7", "0f3a", ("alert:7",), words=None)
    seq = room.do(Consult(seen), "anna")
    assert seq == room.world.seq
    last = room.world.written[-1]
    assert (last.actor, last.event) == ("anna", seen)
    assert room.world.things == before


def test_what_may_name_somebody_is_no_part_of_what_everybody_may_read() -> None:
    seen = DataViewed(Data.PERSON, "/files/3", "0f3a", address="10.0.0.7", words="de wit", because="case 4")
    assert seen.touches() == ()
    assert seen != DataViewed(Data.PERSON, "/files/3", "0f3a")
