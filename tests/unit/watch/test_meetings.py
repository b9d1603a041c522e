"""A meeting of the partners over one file: who may say what when, and what of it stays."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from controlroom.errors import Forbidden, Refused, Unknown
from controlroom.watch.meetings import (
    CallMeeting,
    CloseMeeting,
    GiveOpinion,
    HoldMeeting,
    Invite,
    Invitee,
    Meeting,
    MeetingState,
    MoveMeeting,
    RecordDecision,
    Service,
    ShareAnalysis,
)
from controlroom.watch.refs import Noun
from tests.unit.watch.room import Room, noon

VERA = Invitee("vera", Service.STATE_SECURITY)
CARL = Invitee("carl", Service.CUTA)
CALLED: Any = CallMeeting("K-1", "site:EMB-1", noon(60), "room 4", (VERA, CARL), "anna", "level 3 since May")


@pytest.fixture
def room() -> Room:
    return Room.of(CALLED)


def meeting(room: Room) -> Meeting:
    return room.world.known(Noun.MEETING, "K-1", Meeting)


def test_a_meeting_is_called_once_however_often_it_is_said(room: Room) -> None:
    assert room.do(CALLED) is None
    assert (meeting(room).file, meeting(room).state) == ("site:EMB-1", MeetingState.INVITED)
    with pytest.raises(Refused, match="Another meeting"):
        room.do(CallMeeting("K-1", "site:EU-JL", noon(60), "room 4", (VERA,), "anna"))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (CallMeeting("K-2", "site:EMB-1", noon(60), " ", (VERA,), "anna"), "Say where"),
        (CallMeeting("K-2", "site:EMB-1", noon(60), "room 4", (), "anna"), "at least one"),
        (CallMeeting("K-2", "site:EMB-1", noon(60), "room 4", (VERA, VERA), "anna"), "vera is invited"),
    ],
)
def test_a_meeting_without_a_place_or_anybody_is_refused(room: Room, wrong: Any, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        room.do(wrong)


@pytest.mark.parametrize("file", ["site:NOWHERE", "post:EU-07", "unit:EU-07A"])
def test_a_meeting_is_about_a_file_that_exists(room: Room, file: str) -> None:
    with pytest.raises(Unknown, match="there is no"):
        room.do(CallMeeting("K-2", file, noon(60), "room 4", (VERA,), "anna"))


def test_whoever_is_invited_gives_one_opinion_and_changes_it_by_a_new_one(room: Room) -> None:
    first = room.do(GiveOpinion("K-1", "level 3 stays", "vera"))
    room.do(GiveOpinion("K-1", "no objection", "carl"))
    second = room.do(GiveOpinion("K-1", "level 2 will do", "vera"))
    assert [one.number for one in meeting(room).opinions if one.by == "vera"] == [first, second]
    assert [one.by for one in meeting(room).standing] == ["carl", "vera"]
    (newest,) = [one for one in meeting(room).standing if one.by == "vera"]
    assert (newest.number, newest.service) == (second, Service.STATE_SECURITY)


def test_whoever_is_not_invited_gives_none(room: Room) -> None:
    with pytest.raises(Forbidden, match="invited"):
        room.do(GiveOpinion("K-1", "I know better", "dora"))
    room.do(Invite("K-1", "dora", Service.FEB, "anna"))
    assert room.do(GiveOpinion("K-1", "I know better", "dora"))


def test_nothing_is_decided_before_it_took_place_nor_closed_before_that(room: Room) -> None:
    with pytest.raises(Refused, match="not taken place"):
        room.do(RecordDecision("K-1", "a fixed post", "anna"))
    with pytest.raises(Refused, match="not taken place"):
        room.do(CloseMeeting("K-1", "all were there", "anna"))
    room.do(HoldMeeting("K-1", "anna"))
    with pytest.raises(Refused, match="what was decided"):
        room.do(CloseMeeting("K-1", "all were there", "anna"))
    room.do(RecordDecision("K-1", "a fixed post", "anna"))
    with pytest.raises(Refused, match="minutes"):
        room.do(CloseMeeting("K-1", "  ", "anna"))
    room.do(CloseMeeting("K-1", "all were there", "anna"))
    assert room.do(CloseMeeting("K-1", "all were there", "anna")) is None


def closed() -> Room:
    room = Room.of(CALLED, HoldMeeting("K-1", "anna"), RecordDecision("K-1", "a fixed post", "anna"))
    room.do(CloseMeeting("K-1", "all were there", "anna"))
    return room


@pytest.mark.parametrize(
    "late",
    [
        GiveOpinion("K-1", "after all", "vera"),
        ShareAnalysis("K-1", "level 4", "anna"),
        RecordDecision("K-1", "nothing", "anna"),
        Invite("K-1", "dora", Service.FEB, "anna"),
        CloseMeeting("K-1", "other minutes", "bert"),
        HoldMeeting("K-1", "anna"),
    ],
)
def test_what_was_said_in_a_closed_meeting_stays(late: Any) -> None:
    room = closed()
    before = meeting(room)
    with pytest.raises(Refused, match="closed"):
        room.do(late)
    assert meeting(room) == before


def test_it_is_moved_only_before_it_took_place(room: Room) -> None:
    room.do(MoveMeeting("K-1", noon(120), "room 5", "anna"))
    assert (meeting(room).at, meeting(room).place) == (noon(120), "room 5")
    room.do(HoldMeeting("K-1", "anna"))
    with pytest.raises(Refused, match="has taken place"):
        room.do(MoveMeeting("K-1", noon(180), "room 5", "anna"))


def test_none_of_what_was_said_is_in_what_is_kept_for_ever(room: Room) -> None:
    room.do(GiveOpinion("K-1", "level 3 stays", "vera"))
    assert "level 3" not in repr(meeting(room))


NAMES = ("anna", "vera", "carl", "dora")
WORDS = st.sampled_from(("yes", "no", " "))


class AnyMeeting(RuleBasedStateMachine):
    """Whatever people try in whatever order."""

    @initialize()
    def begin(self) -> None:
        self.room = Room.of(CALLED)
        self.given: dict[str, list[int]] = {}

    def tried(self, command: Any) -> int | None:
        try:
            return self.room.do(command)
        except Refused:
            return None

    @rule(by=st.sampled_from(NAMES), text=WORDS)
    def opinion(self, by: str, text: str) -> None:
        if number := self.tried(GiveOpinion("K-1", text, by)):
            self.given.setdefault(by, []).append(number)

    @rule(name=st.sampled_from(NAMES), service=st.sampled_from(Service))
    def invite(self, name: str, service: Service) -> None:
        self.tried(Invite("K-1", name, service, "anna"))

    @rule(text=WORDS)
    def decision(self, text: str) -> None:
        self.tried(RecordDecision("K-1", text, "anna"))

    @rule()
    def hold(self) -> None:
        self.tried(HoldMeeting("K-1", "anna"))

    @rule(minutes=WORDS)
    def close(self, minutes: str) -> None:
        self.tried(CloseMeeting("K-1", minutes, "anna"))

    @rule(hours=st.integers(1, 5))
    def move(self, hours: int) -> None:
        self.tried(MoveMeeting("K-1", noon(60) + timedelta(hours=hours), "room 6", "anna"))

    @invariant()
    def each_has_one_opinion_that_counts_and_none_is_lost(self) -> None:
        now = meeting(self.room)
        assert {one.by: one.number for one in now.standing} == {by: ns[-1] for by, ns in self.given.items()}
        assert sorted(one.number for one in now.opinions) == sorted(
            n for ns in self.given.values() for n in ns
        )

    @invariant()
    def only_whoever_is_invited_has_said_something(self) -> None:
        now = meeting(self.room)
        assert {one.by for one in now.opinions} <= {one.name for one in now.invited}

    @invariant()
    def it_is_closed_only_with_a_decision_and_minutes(self) -> None:
        now = meeting(self.room)
        assert now.closed == (now.minutes is not None)
        assert not now.closed or (now.decision is not None and now.held_at is not None)


TestAnyMeeting = AnyMeeting.TestCase
TestAnyMeeting.settings = settings(max_examples=60)
