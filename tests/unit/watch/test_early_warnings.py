"""A report of a company, from the gate to the answer: who may do what when, and what of it stays."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from controlroom.errors import Conflict, Forbidden, Refused, Stale, Unknown
from controlroom.ids import measure_id, warning_ref
from controlroom.watch.early_warnings import (
    Account,
    AdviseOnWarning,
    AssessWarning,
    Behaviour,
    CloseWarning,
    EarlyWarning,
    GiveFeedback,
    InvestigateWarning,
    Outcome,
    ShareWarning,
    TriageWarning,
    WarningState,
    expectations,
)
from controlroom.watch.early_warnings.early_warning import UNFOUNDED_KEPT_FOR
from controlroom.watch.measures import Basis, Measure, MeasureState
from controlroom.watch.meetings import Invitee, Service
from controlroom.watch.refs import Noun
from tests.unit.watch.a_measure import draft
from tests.unit.watch.a_warning import CARL, REF, VERA, the_company, warning, warning_word
from tests.unit.watch.room import Room, folded, noon

SHARE = ShareWarning(REF, (VERA, CARL), "anna", "the plate may be theirs")


@pytest.fixture
def room() -> Room:
    return Room.of(*the_company(), warning_word())


def taken_up() -> Room:
    return Room.of(*the_company(), warning_word(), TriageWarning(REF, "anna"))


def assessed(action: bool = False) -> Room:
    room = taken_up()
    room.do(AssessWarning(REF, action, "a baker", "anna", "M-1", draft(file="site:NLE-1")))
    return room


def closed(outcome: Outcome = Outcome.EXPLAINED) -> Room:
    room = assessed()
    room.do(GiveFeedback(REF, "it was the van of a baker", "anna"))
    room.do(CloseWarning(REF, outcome, "anna"))
    return room


def test_a_report_is_received_with_the_level_of_its_site(room: Room) -> None:
    it = warning(room)
    assert (it.state, it.company, it.site, it.by) == (WarningState.RECEIVED, "NLE", "NLE-1", "noordlicht")
    assert (it.level, it.urgent) == (2, False)
    assert it.number == room.history[-1].seq


def test_what_is_reported_twice_is_one_report_and_another_one_may_not_have_its_reference(room: Room) -> None:
    assert room.do(warning_word()) is None
    with pytest.raises(Conflict, match="another report"):
        room.do(warning_word(by="NLE-SOC"))
    with pytest.raises(Conflict, match="another report"):
        room.do(warning_word(company="HBS", site="HBS-1", ref=REF))


def test_two_companies_that_choose_the_same_id_have_two_reports() -> None:
    assert warning_ref("NLE", "1") == warning_ref("NLE", "1") != warning_ref("HBS", "1")
    assert warning_ref("NLE", "1").startswith("EW-")
    assert len(warning_ref("NLE", "1")) == len("EW-") + 8


def test_a_company_reports_from_its_own_sites_alone(room: Room) -> None:
    for site in ("HBS-1", "EU-JL", "NOWHERE"):
        with pytest.raises(Unknown, match=f"there is no site '{site}'"):
            room.do(warning_word(2, site=site))
    with pytest.raises(Unknown, match="there is no company"):
        room.do(warning_word(2, company="XYZ"))


def test_a_report_says_what_was_seen_and_is_not_from_the_future(room: Room) -> None:
    with pytest.raises(Refused, match="the facts"):
        room.do(warning_word(2, account=Account("  ", "it felt wrong")))
    room.do(warning_word(2, at=30))
    assert warning(room, warning_word(2).ref).at == noon()


@pytest.mark.parametrize("behaviour", Behaviour)
def test_weapons_and_what_explosives_are_made_of_are_urgent(behaviour: Behaviour) -> None:
    room = Room.of(*the_company(), warning_word(behaviour=behaviour))
    assert warning(room).urgent == (behaviour in (Behaviour.WEAPONS, Behaviour.MATERIALS))


@pytest.mark.parametrize(
    "early",
    [
        SHARE,
        AdviseOnWarning(REF, "harmless", "vera"),
        InvestigateWarning(REF, "anna"),
        AssessWarning(REF, False, "nothing", "anna"),
        GiveFeedback(REF, "nothing", "anna"),
        CloseWarning(REF, Outcome.UNFOUNDED, "anna"),
    ],
)
def test_nothing_is_done_with_a_report_that_nobody_has_taken_up(room: Room, early: Any) -> None:
    with pytest.raises(Refused, match="taken this report up"):
        room.do(early)


def test_it_is_taken_up_once(room: Room) -> None:
    room.do(TriageWarning(REF, "anna"))
    assert room.do(TriageWarning(REF, "bert")) is None
    assert (warning(room).triaged_by, warning(room).triaged_at) == ("anna", noon())


def test_it_is_shared_with_whoever_needs_to_know_and_says_why() -> None:
    room = taken_up()
    with pytest.raises(Refused, match="need to know"):
        room.do(ShareWarning(REF, (VERA,), "anna", " "))
    with pytest.raises(Refused, match="at least one"):
        room.do(ShareWarning(REF, (), "anna", "because"))
    room.do(ShareWarning(REF, (VERA,), "anna", "the plate may be theirs"))
    assert warning(room).state is WarningState.SHARED
    room.do(SHARE)
    assert [one.name for one in warning(room).shared] == ["vera", "carl"]
    assert room.do(SHARE) is None
    many = tuple(Invitee(f"p{n}", Service.FEB) for n in range(50))
    with pytest.raises(Refused, match="at most 50"):
        room.do(ShareWarning(REF, many, "anna", "all of them"))


def test_only_those_with_whom_it_was_shared_give_an_opinion() -> None:
    room = taken_up()
    room.do(SHARE)
    with pytest.raises(Forbidden, match="with whom it was shared"):
        room.do(AdviseOnWarning(REF, "I know better", "dora"))
    first = room.do(AdviseOnWarning(REF, "look at the plate", "vera"))
    room.do(AdviseOnWarning(REF, "no objection", "carl"))
    second = room.do(AdviseOnWarning(REF, "it is known to us", "vera"))
    assert [one.number for one in warning(room).opinions if one.by == "vera"] == [first, second]
    assert [one.by for one in warning(room).standing] == ["carl", "vera"]
    assert warning(room).standing[1].service is Service.STATE_SECURITY


def test_it_stays_under_investigation_whoever_else_is_told() -> None:
    room = taken_up()
    room.do(InvestigateWarning(REF, "anna"))
    room.do(SHARE)
    assert warning(room).state is WarningState.UNDER_INVESTIGATION
    assert room.do(InvestigateWarning(REF, "bert")) is None
    assert warning(room).awaits_opinions


def test_nobody_decides_against_what_was_said_while_they_wrote() -> None:
    room = taken_up()
    room.do(SHARE)
    seen = warning(room).said_last
    room.do(AdviseOnWarning(REF, "they were at our gate too", VERA.name))
    with pytest.raises(Stale, match="meanwhile"):
        room.do(AssessWarning(REF, False, "a baker", "anna", seen=seen))
    seen = warning(room).said_last
    room.do(AssessWarning(REF, True, "protect it", "anna", "M-1", draft(file="site:NLE-1"), seen))
    with pytest.raises(Stale, match="meanwhile"):
        room.do(AssessWarning(REF, False, "a baker", "bert", seen=seen))
    seen = warning(room).said_last
    room.do(GiveFeedback(REF, "thank you", "anna", seen))
    with pytest.raises(Stale, match="meanwhile"):
        room.do(GiveFeedback(REF, "thank you", "anna", seen))
    seen = warning(room).said_last
    room.do(AdviseOnWarning(REF, "and again today", VERA.name))
    with pytest.raises(Stale, match="meanwhile"):
        room.do(CloseWarning(REF, Outcome.EXPLAINED, "anna", seen))
    room.do(CloseWarning(REF, Outcome.EXPLAINED, "anna", warning(room).said_last))


def test_yes_proposes_a_measure_whose_basis_is_the_report() -> None:
    room = assessed(action=True)
    measure = room.world.known(Noun.MEASURE, "M-1", Measure)
    assert (measure.basis, measure.basis_ref, measure.state) == (Basis.REPORT, REF, MeasureState.PROPOSED)
    found = warning(room).assessment
    assert found
    assert (found.action, found.measure) == (True, "M-1")
    again = AssessWarning(REF, True, "a baker", "anna", "M-1", draft(file="site:NLE-1"))
    assert room.do(again) is None


def test_yes_without_a_measure_is_refused_and_a_measure_that_is_wrong_leaves_no_yes() -> None:
    room = taken_up()
    with pytest.raises(Refused, match="propose the measure"):
        room.do(AssessWarning(REF, True, "protect it", "anna"))
    with pytest.raises(Unknown, match="there is no site:NOWHERE"):
        room.do(AssessWarning(REF, True, "protect it", "anna", "M-1", draft(file="site:NOWHERE")))
    assert warning(room).assessments == ()


def test_no_proposes_nothing_and_may_become_yes_with_another_answer() -> None:
    room = assessed()
    assert room.world.get(Noun.MEASURE, "M-1", Measure) is None
    room.do(GiveFeedback(REF, "nothing to fear", "anna"))
    room.do(AssessWarning(REF, True, "it came back", "anna", "M-2", draft(file="site:NLE-1")))
    assert [one.action for one in warning(room).assessments] == [False, True]
    with pytest.raises(Refused, match="with an answer"):
        room.do(CloseWarning(REF, Outcome.CONFIRMED, "anna"))


def test_it_is_closed_with_an_answer_to_the_company() -> None:
    room = assessed()
    with pytest.raises(Refused, match="with an answer"):
        room.do(CloseWarning(REF, Outcome.EXPLAINED, "anna"))
    with pytest.raises(Refused, match="Write what"):
        room.do(GiveFeedback(REF, " ", "anna"))
    room.do(GiveFeedback(REF, "it was the van of a baker", "anna"))
    room.do(CloseWarning(REF, Outcome.EXPLAINED, "anna"))
    assert (warning(room).outcome, warning(room).closed_by) == (Outcome.EXPLAINED, "anna")
    assert room.do(CloseWarning(REF, Outcome.EXPLAINED, "anna")) is None


def test_nobody_is_answered_before_it_is_assessed() -> None:
    with pytest.raises(Refused, match="Assess the report first"):
        taken_up().do(GiveFeedback(REF, "thank you", "anna"))


@pytest.mark.parametrize(
    "late",
    [
        TriageWarning(REF, "bert"),
        SHARE,
        AdviseOnWarning(REF, "after all", "vera"),
        InvestigateWarning(REF, "anna"),
        AssessWarning(REF, False, "again", "anna"),
        GiveFeedback(REF, "again", "anna"),
        CloseWarning(REF, Outcome.CONFIRMED, "anna"),
    ],
)
def test_what_was_said_of_a_closed_report_stays(late: Any) -> None:
    room = closed()
    before = warning(room)
    with pytest.raises(Refused, match="closed"):
        room.do(late)
    assert warning(room) == before


def test_none_of_what_was_said_is_in_what_is_kept_for_ever() -> None:
    said = repr(warning(closed()))
    assert not any(word in said for word in ("grey van", "felt wrong", "baker"))


NAMES = ("anna", "vera", "carl", "dora")
WORDS = st.sampled_from(("yes", "no", " "))


class AnyWarning(RuleBasedStateMachine):
    """Whatever people try in whatever order."""

    @initialize()
    def begin(self) -> None:
        self.room = Room.of(*the_company(), warning_word())
        self.told: dict[str, str] = {}
        self.shared: set[str] = set()

    def tried(self, command: Any) -> int | None:
        try:
            return self.room.do(command)
        except Refused:
            return None

    @rule()
    def triage(self) -> None:
        self.tried(TriageWarning(REF, "anna"))

    @rule(names=st.sets(st.sampled_from(NAMES), max_size=2), need=WORDS)
    def share(self, names: set[str], need: str) -> None:
        partners = tuple(Invitee(name, Service.CUTA) for name in sorted(names))
        if self.tried(ShareWarning(REF, partners, "anna", need)):
            self.shared |= names

    @rule(by=st.sampled_from(NAMES), text=WORDS)
    def advise(self, by: str, text: str) -> None:
        if self.tried(AdviseOnWarning(REF, text, by)):
            assert by in self.shared

    @rule()
    def investigate(self) -> None:
        self.tried(InvestigateWarning(REF, "anna"))

    @rule(action=st.booleans(), text=WORDS, drafted=st.booleans())
    def assess(self, action: bool, text: str, drafted: bool) -> None:
        of = draft(file="site:NLE-1") if drafted else None
        if self.tried(AssessWarning(REF, action, text, "anna", measure_id(), of)):
            self.told.pop("text", None)

    @rule(text=WORDS)
    def answer(self, text: str) -> None:
        if self.tried(GiveFeedback(REF, text, "anna")):
            self.told["text"] = text

    @rule(outcome=st.sampled_from(Outcome))
    def close(self, outcome: Outcome) -> None:
        self.tried(CloseWarning(REF, outcome, "anna"))

    @invariant()
    def it_is_closed_only_with_an_answer_to_what_was_assessed_last(self) -> None:
        now = warning(self.room)
        assert now.closed == (now.outcome is not None)
        assert not now.closed or (self.told.get("text", "").strip() and now.assessment and now.feedback)

    @invariant()
    def an_assessment_says_yes_with_a_measure_or_no_without_one(self) -> None:
        for one in warning(self.room).assessments:
            assert one.action == (one.measure is not None)
            if one.measure:
                measure = self.room.world.known(Noun.MEASURE, one.measure, Measure)
                assert (measure.basis, measure.basis_ref) == (Basis.REPORT, REF)

    @invariant()
    def only_those_with_whom_it_was_shared_have_said_something(self) -> None:
        now = warning(self.room)
        assert {one.name for one in now.shared} == self.shared
        assert {one.by for one in now.opinions} <= self.shared

    @invariant()
    def nothing_came_before_somebody_took_it_up(self) -> None:
        now = warning(self.room)
        assert (now.state is WarningState.RECEIVED) == (now.triaged_by is None)

    @invariant()
    def folding_gives_the_same(self) -> None:
        again = folded(self.room.history)
        assert again.known(Noun.EARLY_WARNING, REF, EarlyWarning) == warning(self.room)


TestAnyWarning = AnyWarning.TestCase
TestAnyWarning.settings = settings(max_examples=60)


def test_what_was_unfounded_is_kept_for_a_year() -> None:
    room = closed(Outcome.UNFOUNDED)
    room.pass_time(noon() + UNFOUNDED_KEPT_FOR - timedelta(minutes=1))
    assert warning(room).purged_at is None
    room.pass_time(noon() + UNFOUNDED_KEPT_FOR)
    assert warning(room).purged_at == noon() + UNFOUNDED_KEPT_FOR
    assert (warning(room).state, warning(room).outcome) == (WarningState.CLOSED, Outcome.UNFOUNDED)
    assert expectations(warning(room), room.world.book) == []


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.UNFOUNDED])
def test_whatever_else_it_turned_out_to_be_is_kept(outcome: Outcome) -> None:
    room = closed(outcome)
    room.pass_time(noon() + 2 * UNFOUNDED_KEPT_FOR)
    assert warning(room).purged_at is None
