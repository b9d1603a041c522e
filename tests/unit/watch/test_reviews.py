"""The monthly review: every measure in force is decided upon, and none is forgotten."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from controlroom.errors import Refused, Stale
from controlroom.watch.measures import Decision, FixedPost, MeasureState, Patrols, RefuseMeasure
from controlroom.watch.refs import Noun
from controlroom.watch.reviews import CloseReview, DecideLine, Line, OpenReview, ReopenLine, Review
from tests.unit.watch.a_measure import approval, change, day, draft, proposed, the_measure
from tests.unit.watch.room import Room

KEYS = ("M-1", "M-2", "M-3")
TERMS: Any = (FixedPost("EMB-1A", 3, 240), Patrols(3, time(8), time(22)), None)
WORDS = {key: f"words of {key}" for key in KEYS}


def in_force(room: Room, key: str, terms: Any = None) -> None:
    room.do(proposed(draft(terms) if terms else draft(), key=key))
    room.do(approval(key=key))


def lines(room: Room) -> tuple[Line, ...]:
    measures = (the_measure(room, key) for key in KEYS)
    return tuple(
        Line(one.id, one.file, one.kind, one.in_force or 0, one.valid_to, 3, 10, 2, 1) for one in measures
    )


def opened() -> Room:
    room = Room.of()
    for key, terms in zip(KEYS, TERMS, strict=True):
        in_force(room, key, terms)
    room.do(OpenReview("2026-11", "anna", lines(room)))
    return room


@pytest.fixture
def room() -> Room:
    return opened()


def review(room: Room) -> Review:
    return room.world.known(Noun.REVIEW, "2026-11", Review)


def ruled(key: str, decision: Decision = Decision.MAINTAIN, **more: Any) -> DecideLine:
    return DecideLine("2026-11", key, decision, "anna", f"words of {key}", **more)


def close(by: str = "anna") -> CloseReview:
    return CloseReview("2026-11", by, WORDS)


def test_a_review_is_opened_once_over_what_is_in_force(room: Room) -> None:
    assert room.do(OpenReview("2026-11", "bert", lines(room))) is None
    assert [line.measure for line in review(room).lines] == list(KEYS)
    assert review(room).lines[0].missed_share == 0.2


@pytest.mark.parametrize(
    ("month", "why"), [("2026-13", "as 2026-11"), ("soon", "as 2026-11"), ("2027-01", "not begun yet")]
)
def test_a_month_that_is_none_or_still_to_come_is_refused(room: Room, month: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        room.do(OpenReview(month, "anna", lines(room)))


def test_where_nothing_is_in_force_there_is_nothing_to_review(room: Room) -> None:
    with pytest.raises(Refused, match="nothing to review"):
        room.do(OpenReview("2026-10", "anna", ()))


def test_it_does_not_close_with_an_undecided_line_and_names_them(room: Room) -> None:
    room.do(ruled("M-2"))
    with pytest.raises(Refused, match="not decided yet: M-1, M-3"):
        room.do(close())
    room.do(ruled("M-1"))
    room.do(ReopenLine("2026-11", "M-2", "bert"))
    with pytest.raises(Refused, match="not decided yet: M-2, M-3"):
        room.do(close())


def test_each_decision_becomes_the_proposal_of_a_change_by_who_decided_it(room: Room) -> None:
    room.do(ruled("M-1", Decision.REDUCE, strength=1))
    room.do(ruled("M-2", Decision.EXTEND, valid_to=day(90)))
    room.do(ruled("M-3", Decision.END))
    room.do(close("carl"))
    pending = [the_measure(room, key).pending for key in KEYS]
    assert [(one.decision, one.by) for one in pending if one] == [
        (Decision.REDUCE, "anna"),
        (Decision.EXTEND, "anna"),
        (Decision.END, "anna"),
    ]
    assert pending[0]
    assert getattr(pending[0].terms, "strength", None) == 1
    assert pending[1]
    assert pending[1].valid_to == day(90)
    assert [line.proposed for line in review(room).lines] == [2, 2, 2]
    assert all(the_measure(room, key).state is MeasureState.IN_FORCE for key in KEYS), (
        "nobody approved it yet"
    )
    with pytest.raises(Refused, match="another person decides"):
        room.do(approval(2, by="anna"))
    room.do(approval(2, by="bert"))
    assert getattr(the_measure(room).terms, "strength", None) == 1


def test_what_is_maintained_goes_on_as_long_as_it_was_to(room: Room) -> None:
    for key in KEYS:
        room.do(ruled(key))
    room.do(close())
    pending = the_measure(room).pending
    assert pending
    assert (pending.decision, pending.valid_to) == (Decision.MAINTAIN, day(30))


@pytest.mark.parametrize(
    ("decision", "more", "final"),
    [
        (Decision.MAINTAIN, {}, True),
        (Decision.EXTEND, {"valid_to": day(90)}, True),
        (Decision.END, {}, False),
    ],
)
def test_what_ends_by_itself_still_does_after_a_review(
    decision: Decision, more: dict[str, Any], final: bool
) -> None:
    room = Room.of(proposed(draft(final=True)), approval())
    line = Line("M-1", "site:EMB-1", the_measure(room).kind, 1, day(30), 3, 10, 2, 1)
    room.do(OpenReview("2026-11", "anna", (line,)))
    room.do(ruled("M-1", decision, **more))
    room.do(close())
    pending = the_measure(room).pending
    assert pending
    assert pending.final is final


def test_a_measure_that_ended_meanwhile_counts_as_settled(room: Room) -> None:
    room.do(change(Decision.END, None))
    room.do(approval(2))
    assert the_measure(room).over
    room.do(ruled("M-2"))
    room.do(ruled("M-3"))
    room.do(close())
    assert [(line.gone, line.proposed) for line in review(room).lines] == [
        (True, None),
        (False, 2),
        (False, 2),
    ]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (DecideLine("2026-11", "M-1", Decision.MAINTAIN, "anna", " "), "Say why"),
        (ruled("M-1", Decision.PROPOSE), "Extend, reduce"),
        (ruled("M-1", Decision.EXTEND), "lasts longer"),
        (ruled("M-1", Decision.REDUCE, valid_to=day(60)), "ends sooner"),
        (ruled("M-1", Decision.MAINTAIN, strength=1), "stays as it is"),
        (ruled("M-3", Decision.REDUCE, strength=1), "Only a fixed post"),
        (ruled("M-9"), "was not in force"),
        (DecideLine("2026-10", "M-1", Decision.MAINTAIN, "anna", "x"), "No review of this month"),
    ],
)
def test_a_decision_that_the_measure_could_not_take_is_refused_at_once(
    room: Room, wrong: Any, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        room.do(wrong)
    assert review(room).undecided() == list(KEYS)


def test_a_change_that_somebody_else_proposed_meanwhile_is_decided_first(room: Room) -> None:
    for key in KEYS:
        room.do(ruled(key))
    room.do(change(Decision.EXTEND, 90, by="dora"))
    with pytest.raises(Refused, match="M-1 cannot be proposed"):
        room.do(close())
    assert not review(room).closed
    assert the_measure(room, "M-2").pending is None, "all or none"
    room.do(RefuseMeasure("M-1", 2, "bert", "the review decides"))
    room.do(close())
    assert review(room).closed


def test_a_closed_review_stays_as_it_is(room: Room) -> None:
    for key in KEYS:
        room.do(ruled(key))
    room.do(close())
    assert room.do(close()) is None
    for late in (ruled("M-1"), ReopenLine("2026-11", "M-1", "anna"), close("bert")):
        with pytest.raises(Refused, match="is closed"):
            room.do(late)


def test_who_closes_it_has_seen_all_of_it(room: Room) -> None:
    for key in KEYS:
        room.do(ruled(key))
    with pytest.raises(Stale, match="look again"):
        room.do(CloseReview("2026-11", "anna", {"M-1": "x"}))


def test_the_words_are_in_what_can_be_erased_and_nowhere_else(room: Room) -> None:
    room.do(ruled("M-1"))
    assert "words of M-1" not in repr(review(room))


KEY = st.sampled_from(KEYS)


class AnyReview(RuleBasedStateMachine):
    """Whatever people try in whatever order: no review is closed with a line that nobody decided."""

    @initialize()
    def begin(self) -> None:
        self.room = opened()

    def tried(self, command: Any) -> None:
        was = review(self.room)
        undecided = [key for key in was.undecided() if not the_measure(self.room, key).over]
        try:
            self.room.do(command)
        except Refused:
            assert review(self.room) == was
            return
        if review(self.room).closed and not was.closed:
            assert undecided == []

    @rule(key=KEY, decision=st.sampled_from(Decision), ends=st.sampled_from((None, 10, 60)))
    def decide(self, key: str, decision: Decision, ends: int | None) -> None:
        self.tried(ruled(key, decision, valid_to=day(ends) if ends else None))

    @rule(key=KEY, strength=st.integers(0, 4))
    def reduce(self, key: str, strength: int) -> None:
        self.tried(ruled(key, Decision.REDUCE, strength=strength))

    @rule(key=KEY)
    def reopen(self, key: str) -> None:
        self.tried(ReopenLine("2026-11", key, "bert"))

    @rule(by=st.sampled_from(("anna", "bert")))
    def close(self, by: str) -> None:
        self.tried(close(by))

    @rule(key=KEY, decision=st.sampled_from(Decision))
    def change(self, key: str, decision: Decision) -> None:
        made = change(decision, 90, by="dora")
        self.tried(type(made)(key, made.decision, made.by, made.reason, valid_to=made.valid_to))

    @rule(key=KEY, version=st.integers(2, 4))
    def approve(self, key: str, version: int) -> None:
        self.tried(approval(version, by="carl", key=key))

    @rule(key=KEY, version=st.integers(2, 4))
    def refuse(self, key: str, version: int) -> None:
        self.tried(RefuseMeasure(key, version, "carl", "no"))

    @invariant()
    def a_closed_one_has_a_proposal_or_an_end_for_each_line(self) -> None:
        now = review(self.room)
        if now.closed:
            assert all(line.gone or (line.ruling and line.proposed) for line in now.lines)
        else:
            assert not any(line.gone or line.proposed for line in now.lines)


TestAnyReview = AnyReview.TestCase
TestAnyReview.settings = settings(max_examples=60)


def test_whoever_decided_a_line_does_not_approve_it_whoever_closed_the_review(room: Room) -> None:
    for key in KEYS:
        room.do(replace(ruled(key, valid_to=day(90)), by="bert", decision=Decision.EXTEND))
    room.do(close(by="anna"))
    with pytest.raises(Refused, match="bert proposed this"):
        room.do(approval(version=2, by="bert"))
    room.do(approval(version=2, by="carl"))


def test_a_month_begins_at_midnight_in_brussels() -> None:
    room = Room.of()
    for key, terms in zip(KEYS, TERMS, strict=True):
        in_force(room, key, terms)
    room.pass_time(datetime(2026, 11, 30, 22, 59, tzinfo=UTC))
    with pytest.raises(Refused, match="not begun yet"):
        room.do(OpenReview("2026-12", "anna", lines(room)))
    room.pass_time(datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
    assert room.do(OpenReview("2026-12", "anna", lines(room)))
