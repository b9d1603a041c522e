"""A measure is proposed by one, approved by another, changed by versions, asked about before it lapses."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from controlroom.errors import Refused, Stale, Unknown
from controlroom.watch.inventory import Standing, inventory
from controlroom.watch.measures import (
    Checks,
    CloseProtection,
    ContactPerson,
    Decision,
    EndMeasure,
    FixedPost,
    MeasureState,
    Outcome,
    Patrols,
    PriorityCalls,
    TechnicalStudy,
    Terms,
    WithdrawMeasure,
)
from controlroom.watch.persons import ClosePerson, Particulars, RegisterPerson
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.threat import SetThreatLevel
from controlroom.watch.visits import Rank
from tests.unit.watch.a_measure import (
    EACH_KIND,
    a_room,
    approval,
    change,
    day,
    draft,
    proposed,
    provided,
    refusal,
    the_measure,
)
from tests.unit.watch.room import Room, the_visit


@pytest.mark.parametrize("terms", EACH_KIND, ids=lambda terms: terms.kind)
def test_each_kind_is_proposed_approved_and_in_force(terms: Terms) -> None:
    room = a_room(proposed(draft(terms)))
    assert the_measure(room).state is MeasureState.PROPOSED
    room.do(approval())
    measure = the_measure(room)
    assert (measure.state, measure.effective, measure.kind) == (MeasureState.IN_FORCE, True, terms.kind)
    assert list(room.world.measures["site:EMB-1"]) == ["M-1"]


@pytest.mark.parametrize(
    ("terms", "missing"),
    [
        (ContactPerson(name="Peeters"), "number"),
        (ContactPerson(number="112"), "name"),
        (PriorityCalls(number="112"), "police centre"),
        (TechnicalStudy(recommendations=()), "due date"),
        (TechnicalStudy(due_on=date(2027, 1, 1)), "open recommendations, or that there are none"),
        (Patrols(rounds_a_day=2), "earliest time"),
        (Checks(("vehicles",)), "where"),
        (FixedPost("EMB-1A", 2), "relief interval"),
        (FixedPost("EMB-1A", relief_every_min=240), "strength"),
        (CloseProtection(), "call signs of the team"),
    ],
)
def test_a_refusal_names_what_is_missing(terms: Terms, missing: str) -> None:
    with pytest.raises(Refused, match=f"still missing: {missing}"):
        a_room(proposed(draft(terms)))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"service": " "}, "which service"),
        ({"reason": ""}, "Say why"),
        ({"valid_to": None, "review_on": None}, "until when"),
        ({"valid_to": day(-1), "valid_from": day(-2)}, "over already"),
        ({"valid_to": day(1), "valid_from": day(2)}, "after it begins"),
        ({"valid_to": None, "final": True}, "has an end"),
        ({"terms": FixedPost("V-1A", 0, 240)}, "numbers from 1"),
        ({"terms": FixedPost("V-1A", 10**12, 240)}, "At the most 99"),
        ({"terms": FixedPost("V-1A", 2, 10**12)}, "At the most 99"),
        ({"terms": Patrols(10**6, time(8), time(22))}, "At the most 99"),
        ({"terms": FixedPost("V-1A", 2, 240), "file": "visit:V-1"}, "at which site"),
    ],
)
def test_a_proposal_that_says_too_little_is_refused(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        a_room(the_visit(), proposed(replace(draft(), **wrong)))


@pytest.mark.parametrize("file", ["site:NOWHERE", "visit:V-99", "post:EU-07", "EMB-1"])
def test_a_measure_hangs_on_a_file_that_exists(file: str) -> None:
    with pytest.raises(Unknown):
        a_room(proposed(draft(file=file)))


def test_a_post_or_rounds_are_at_a_site_that_exists() -> None:
    for terms in (FixedPost("V-1A", 2, 240, site="NOWHERE"), Patrols(2, time(8), time(22), "NOWHERE")):
        with pytest.raises(Unknown):
            a_room(the_visit(), proposed(draft(terms, file="visit:V-1")))
    room = a_room(the_visit(), proposed(draft(Patrols(2, time(8), time(22), "EU-JL"), file="visit:V-1")))
    room.do(approval())
    with pytest.raises(Unknown):
        room.do(change(Decision.EXTEND, terms=Patrols(2, time(8), time(22), "NOWHERE")))


def test_the_same_proposal_sent_twice_is_one_and_a_number_is_never_shared() -> None:
    room = a_room(proposed())
    assert room.do(proposed()) is None
    with pytest.raises(Refused, match="has this number already"):
        room.do(proposed(by="carl"))


def test_nobody_approves_what_they_proposed_and_is_told_who_did() -> None:
    room = a_room(proposed())
    with pytest.raises(Refused, match="anna proposed this"):
        room.do(approval(by="anna"))
    assert the_measure(room).state is MeasureState.PROPOSED


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"authority": ""}, "which authority"),
        ({"reference": " "}, "the reference"),
        ({"on": None}, "the date"),
        ({"on": date(2026, 11, 25)}, "still to come"),
    ],
)
def test_an_approval_has_an_authority_a_reference_and_a_date(wrong: dict[str, Any], why: str) -> None:
    room = a_room(proposed())
    with pytest.raises(Refused, match=why):
        room.do(approval(**wrong))


def test_an_approval_is_of_the_version_that_was_seen() -> None:
    room = a_room(proposed())
    with pytest.raises(Stale):
        room.do(approval(version=2))
    room.do(approval())
    with pytest.raises(Refused, match="Nothing of this measure waits"):
        room.do(approval(by="carl"))


def test_what_was_approved_for_later_begins_when_its_time_comes() -> None:
    room = a_room(proposed(replace(draft(), valid_from=day(2))), approval())
    assert (the_measure(room).state, the_measure(room).effective) == (MeasureState.APPROVED, True)
    room.pass_time(day(2))
    assert the_measure(room).state is MeasureState.IN_FORCE


def test_a_refused_proposal_is_over_and_stays_readable() -> None:
    room = a_room(proposed(), refusal())
    measure = the_measure(room)
    assert (measure.state, measure.over, room.world.measures["site:EMB-1"]) == (
        MeasureState.REFUSED,
        True,
        {},
    )
    assert [(v.number, v.outcome, v.closed_by) for v in measure.history] == [(1, Outcome.REFUSED, "bert")]


def test_only_who_proposed_it_takes_it_back() -> None:
    room = a_room(proposed())
    with pytest.raises(Refused, match="Only anna"):
        room.do(WithdrawMeasure("M-1", 1, "bert", ""))
    room.do(WithdrawMeasure("M-1", 1, "anna", "no longer needed"))
    assert the_measure(room).state is MeasureState.WITHDRAWN


def test_a_change_waits_while_the_old_version_stays_in_force() -> None:
    room = a_room(proposed(), approval(), change(Decision.EXTEND))
    measure = the_measure(room)
    assert (measure.in_force, measure.valid_to, measure.state) == (1, day(30), MeasureState.IN_FORCE)
    assert measure.pending
    with pytest.raises(Refused, match="anna proposed this"):
        room.do(approval(2, by="anna"))
    room.do(approval(2))
    after = the_measure(room)
    assert (after.in_force, after.valid_to, after.pending) == (2, day(60), None)
    assert [v.number for v in after.history] == [1, 2]


def test_a_refused_change_leaves_all_as_it_was_and_its_number_is_not_used_again() -> None:
    room = a_room(proposed(), approval(), change(Decision.EXTEND), refusal(2), change(Decision.EXTEND, 50))
    measure = the_measure(room)
    assert measure.pending
    assert (measure.in_force, measure.pending.number, measure.state) == (1, 3, MeasureState.IN_FORCE)
    assert [(v.number, v.outcome) for v in measure.history] == [
        (1, Outcome.APPROVED),
        (2, Outcome.REFUSED),
        (3, Outcome.PENDING),
    ]


def test_only_one_change_waits_at_a_time_and_nothing_changes_before_it_is_approved() -> None:
    room = a_room(proposed())
    with pytest.raises(Refused, match="never approved"):
        room.do(change(Decision.EXTEND))
    room.do(approval())
    room.do(change(Decision.EXTEND))
    with pytest.raises(Refused, match="waits for approval already"):
        room.do(change(Decision.REDUCE, 10))


@pytest.mark.parametrize(
    ("decision", "lasts", "terms", "why"),
    [
        (Decision.EXTEND, 20, None, "lasts longer"),
        (Decision.REDUCE, 60, None, "ends sooner"),
        (Decision.MAINTAIN, 60, FixedPost("EMB-1A", 1, 240), "stays as it is"),
        (Decision.EXTEND, 60, Checks(("persons",), "gate"), "keeps the kind"),
        (Decision.PROPOSE, 60, None, "extends, reduces"),
        (Decision.MAINTAIN, -1, None, "after it begins"),
    ],
)
def test_a_change_is_what_it_says(decision: Decision, lasts: float, terms: Terms | None, why: str) -> None:
    room = a_room(proposed(draft(FixedPost("EMB-1A", 2, 240))), approval())
    with pytest.raises(Refused, match=why):
        room.do(change(decision, lasts, terms=terms))


def test_a_reduction_keeps_what_it_was_before_for_whoever_reads_back() -> None:
    room = a_room(proposed(draft(FixedPost("EMB-1A", 4, 240))), approval())
    room.do(change(Decision.REDUCE, 30, terms=FixedPost("EMB-1A", 2, 240)))
    room.do(approval(2))
    strengths = [v.terms.strength for v in the_measure(room).history if isinstance(v.terms, FixedPost)]
    assert strengths == [4, 2]


def test_an_extension_from_the_old_end_on_lets_the_old_version_run_out_without_a_word() -> None:
    room = a_room(proposed(), approval(), change(Decision.EXTEND, 60, valid_from=day(30)), approval(2))
    assert the_measure(room).in_force == 1
    room.pass_time(day(29.9))
    assert room.ever("measure.expiring") == []
    room.pass_time(day(30))
    assert the_measure(room).in_force == 2


def test_an_end_is_proposed_by_one_and_approved_by_another() -> None:
    room = a_room(proposed(), approval(), change(Decision.END, None))
    assert the_measure(room).state is MeasureState.IN_FORCE
    room.do(approval(2))
    assert (the_measure(room).state, room.world.measures["site:EMB-1"]) == (MeasureState.ENDED, {})


def test_nobody_ends_alone_what_still_counts() -> None:
    room = a_room(proposed(), approval())
    with pytest.raises(Refused, match="propose its end"):
        room.do(EndMeasure("M-1", "anna", "quiet by now"))
    room.pass_time(day(31))
    room.do(EndMeasure("M-1", "anna", "quiet by now"))
    assert the_measure(room).state is MeasureState.ENDED


def test_the_measures_of_a_visit_that_is_over_are_ended_by_whoever_keeps_the_file() -> None:
    room = a_room(the_visit(), proposed(draft(file="visit:V-1")), approval())
    room.pass_time(day(2))
    room.do(EndMeasure("M-1", "anna", "the visit is over"))
    assert the_measure(room).over


def test_a_measure_on_a_person_keeps_the_level_of_that_person_and_may_end_with_the_file() -> None:
    she = RegisterPerson("P-1", "anna", Particulars("KESTREL", Rank.A, True, "Jane Doe"))
    room = a_room(she, SetThreatLevel("person:P-1", 3, "anna", reason="letters"))
    room.do(proposed(draft(file="person:P-1")))
    room.do(approval())
    assert the_measure(room).latest.level == 3
    room.do(ClosePerson("P-1", "anna", "left office"))
    room.do(EndMeasure("M-1", "anna", "left office"))
    assert the_measure(room).over


def test_what_was_decided_to_end_by_itself_does_and_says_nothing() -> None:
    room = a_room(proposed(draft(lasts=3, final=True)), approval())
    room.pass_time(day(3))
    assert the_measure(room).state is MeasureState.ENDED
    assert [room.ever(f"measure.{rule}") for rule in ("expiring", "lapsed")] == [[], []]


def test_a_measure_that_runs_out_is_asked_for_at_seven_days_at_two_and_when_it_lapses() -> None:
    room = a_room(proposed(), approval())
    room.pass_time(day(23) - timedelta(seconds=1))
    assert room.shown == []
    room.pass_time(day(23))
    assert room.shown == [("measure.expiring", 4)]
    room.pass_time(day(28))
    assert room.shown == [("measure.expiring", 3)]
    room.pass_time(day(30))
    assert ("measure.lapsed", 2) in room.shown
    assert (the_measure(room).state, the_measure(room).effective) == (MeasureState.LAPSED, False)
    assert the_measure(room).acts
    room.pass_time(day(45))
    assert ("measure.lapsed", 2) in room.shown


def test_a_proposal_is_no_decision_and_its_approval_is() -> None:
    room = a_room(proposed(), approval())
    room.pass_time(day(31))
    room.do(change(Decision.MAINTAIN, 60))
    assert ("measure.lapsed", 2) in room.shown
    room.do(approval(2))
    assert the_measure(room).state is MeasureState.IN_FORCE
    assert not any(alert.active for alert in room.ever("measure.lapsed"))


def test_what_is_urgent_is_in_force_at_once_and_marked_until_another_person_confirms_it() -> None:
    room = a_room(provided())
    measure = the_measure(room)
    assert (measure.state, measure.effective, measure.in_force) == (MeasureState.URGENT, True, 1)
    with pytest.raises(Refused, match="anna proposed this"):
        room.do(approval(by="anna"))
    with pytest.raises(Refused, match="confirmed before"):
        room.do(change(Decision.EXTEND))
    room.do(approval())
    assert the_measure(room).state is MeasureState.IN_FORCE
    room.pass_time(day(2))
    assert room.ever("measure.unconfirmed") == []


def test_what_nobody_confirms_within_a_day_is_asked_for_and_a_refusal_stops_it() -> None:
    room = a_room(provided())
    room.pass_time(day(1))
    assert room.shown == [("measure.unconfirmed", 2)]
    room.do(refusal())
    assert (the_measure(room).state, the_measure(room).in_force) == (MeasureState.REFUSED, None)
    assert not any(alert.active for alert in room.ever("measure.unconfirmed"))


def test_names_numbers_and_reasons_stay_out_of_what_is_read_by_all() -> None:
    room: Room = a_room(proposed(), approval(), change(Decision.EXTEND), refusal(2))
    said = repr(room.world.things[Ref(Noun.MEASURE, "M-1")])
    assert "Peeters" not in said
    assert "threats by letter" not in said


def test_the_handover_names_what_runs_out_within_three_days_undecided() -> None:
    room = a_room(
        proposed(), approval(), proposed(draft(lasts=2, final=True), key="M-2"), approval(key="M-2")
    )
    assert handed_over(room) == []
    room.pass_time(day(27.5))
    assert handed_over(room) == ["measure:M-1"]
    room.do(change(Decision.MAINTAIN, 60))
    assert handed_over(room) == ["measure:M-1"]
    room.do(approval(2))
    assert handed_over(room) == []


def handed_over(room: Room) -> list[str]:
    measures = [the_measure(room, key) for key in ("M-1", "M-2")]
    return [item.ref for item in inventory(Standing(room.now, measures=[m for m in measures if m.acts]))]
