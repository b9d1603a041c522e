"""What officers can do with an alert, and every reason for which they cannot."""

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest

from controlroom.errors import Stale
from controlroom.watch.alerts import (
    Acknowledge,
    Act,
    Alert,
    AlertNoted,
    AnswerStep,
    Assign,
    Close,
    Disposition,
    Escalate,
    Handling,
    Investigate,
    Note,
    Reset,
    Resolve,
    Shelve,
    UndoAcknowledgement,
    Unshelve,
)
from controlroom.watch.patrols import PatrolKind
from tests.unit.watch.busy_hour import now, of_priority, refused
from tests.unit.watch.room import Room, noon, post_word, the_post

LEFT, MANNED, CALL = PatrolKind.LEFT, PatrolKind.MANNED, PatrolKind.CHECK_CALL


@pytest.fixture
def room() -> Room:
    return Room.of(the_post())


# Seen


@pytest.mark.parametrize("priority", [1, 2])
def test_what_is_urgent_is_acknowledged_one_by_one(room: Room, priority: int) -> None:
    alert = of_priority(room, priority)
    refused(room, Acknowledge(alert.id, "anna", alert.version, bulk=True), "one by one")


@pytest.mark.parametrize("priority", [3, 4])
def test_what_is_not_urgent_may_be_acknowledged_with_others(room: Room, priority: int) -> None:
    alert = of_priority(room, priority)
    room.do(Acknowledge(alert.id, "anna", alert.version, bulk=True))
    assert (now(room, alert).acked_by, now(room, alert).acked_at) == ("anna", noon(70))


def test_who_saw_it_first_is_kept_when_somebody_has_to_see_it_again(room: Room) -> None:
    alert = of_priority(room, 3)
    room.acknowledge(alert)
    room.at(125)
    risen = now(room, alert)
    assert (risen.priority, risen.acked_by, risen.first_acked_at) == (2, None, noon(70))
    room.acknowledge(risen, by="bert")
    assert now(room, alert).first_acked_at == noon(70)


def test_what_somebody_did_does_not_make_a_picture_stale_that_still_says_the_same(room: Room) -> None:
    alert = of_priority(room, 1)
    room.do(Note(alert.id, "bert", "rang the site"))
    room.do(AnswerStep(alert.id, "bert", "call", "danger"))
    room.acknowledge(alert)
    assert now(room, alert).acked_by == "anna"


# At work on it


def test_an_alert_is_assigned_taken_on_resolved_and_closed_in_this_order(room: Room) -> None:
    alert = of_priority(room, 2)
    room.do(Assign(alert.id, "anna", "bert", alert.version))
    assert (now(room, alert).handling, now(room, alert).assigned_to) == (Handling.ASSIGNED, "bert")
    room.do(Investigate(alert.id, "carl"))
    assert (now(room, alert).handling, now(room, alert).assigned_to) == (Handling.INVESTIGATING, "carl")
    room.do(Resolve(alert.id, "carl", "the fire is out"))
    assert now(room, alert).handling is Handling.RESOLVED
    room.close(now(room, alert), by="anna", said=Disposition.TRUE)
    closed = now(room, alert)
    assert (closed.handling, closed.disposition, closed.ended_at) == ("closed", "true", noon(70))


def test_doing_the_same_again_writes_nothing(room: Room) -> None:
    alert = of_priority(room, 2)
    room.do(Assign(alert.id, "anna", "bert", alert.version))
    assert room.do(Assign(alert.id, "anna", "bert", now(room, alert).version)) is None
    room.do(Investigate(alert.id, "bert"))
    assert room.do(Investigate(alert.id, "bert")) is None
    room.do(AnswerStep(alert.id, "bert", "call", "danger"))
    assert room.do(AnswerStep(alert.id, "anna", "call", "danger")) is None
    assert room.do(Unshelve(alert.id, "bert")) is None


def test_nothing_is_resolved_that_nobody_is_at_work_on(room: Room) -> None:
    alert = of_priority(room, 2)
    refused(room, Resolve(alert.id, "anna", "done"), "nobody is at work")


def test_what_is_assigned_or_closed_is_what_stands_on_the_screen(room: Room) -> None:
    alert = of_priority(room, 2)
    for act in (
        Assign(alert.id, "anna", "bert", alert.version + 1),
        Close(alert.id, "anna", alert.version + 1, Disposition.TRUE, "out"),
    ):
        with pytest.raises(Stale):
            room.do(act)


WORDLESS: dict[str, Callable[[Alert], Act]] = {
    "note": lambda of: Note(of.id, "anna", " \n"),
    "shelve": lambda of: Shelve(of.id, "anna", of.version, noon(90), "  "),
    "resolve": lambda of: Resolve(of.id, "anna", ""),
}


@pytest.mark.parametrize("act", WORDLESS.values(), ids=WORDLESS)
def test_an_officer_says_in_a_few_words_what_was_done(room: Room, act: Callable[[Alert], Act]) -> None:
    alert = of_priority(room, 4)
    room.do(Investigate(alert.id, "anna"))
    refused(room, act(now(room, alert)), "few words|say why")


def test_a_note_is_written_down_and_changes_nothing_else(room: Room) -> None:
    alert = of_priority(room, 2)
    room.do(Note(alert.id, "anna", "  the site knows "))
    assert room.history[-1].event == AlertNoted(alert.id, "anna", "the site knows")
    assert now(room, alert) == replace(alert, touched_at=noon(70))


@pytest.mark.parametrize(
    ("step", "answer", "why"), [("climb", "done", "no step"), ("call", "perhaps", "danger, no danger")]
)
def test_only_a_step_of_the_list_is_answered_as_it_can_be(
    room: Room, step: str, answer: str, why: str
) -> None:
    alert = of_priority(room, 1)
    refused(room, AnswerStep(alert.id, "anna", step, answer), why)


def test_a_step_that_is_answered_anew_has_the_new_answer(room: Room) -> None:
    alert = of_priority(room, 1)
    room.do(AnswerStep(alert.id, "anna", "call", "danger"))
    room.do(AnswerStep(alert.id, "bert", "call", "no danger"))
    assert [(of.step, of.answer, of.by) for of in now(room, alert).answers] == [("call", "no danger", "bert")]


# Called by hand


def test_an_officer_may_call_somebody_before_the_ladder_does(room: Room) -> None:
    alert = of_priority(room, 4)
    room.do(Escalate(alert.id, "anna", ("duty_officer", "webhook:police")))
    assert now(room, alert).called == ("duty_officer", "webhook:police")
    assert (now(room, alert).escalation, now(room, alert).version) == (0, alert.version)


@pytest.mark.parametrize(("means", "why"), [((), "who is to be called"), (("pigeon",), "no means 'pigeon'")])
def test_nobody_is_called_by_a_means_that_does_not_exist(
    room: Room, means: tuple[str, ...], why: str
) -> None:
    refused(room, Escalate(of_priority(room, 4).id, "anna", means), why)


# Closed


@pytest.mark.parametrize("said", list(Disposition))
def test_what_a_person_ends_is_closed_with_what_it_was_and_a_note(room: Room, said: Disposition) -> None:
    alert = of_priority(room, 1)
    refused(room, Close(alert.id, "anna", alert.version, said, " "), "few words")
    room.close(alert, said=said)
    closed = now(room, alert)
    assert (closed.disposition, closed.acked_by, closed.open) == (said, "anna", False)
    assert [a for a in room.open_alerts if a.id == alert.id] == []


@pytest.mark.parametrize("priority", [3, 4])
def test_what_still_holds_is_a_fact_whatever_anybody_says(room: Room, priority: int) -> None:
    alert = of_priority(room, priority)
    closing = Close(alert.id, "anna", alert.version, Disposition.FALSE, "all is well")
    refused(room, closing, "still holds and clears by itself")


def test_what_somebody_is_at_work_on_does_not_end_by_itself_when_it_cleared(room: Room) -> None:
    alert = of_priority(room, 3)
    room.do(Investigate(alert.id, "anna"))
    room.at(80, post_word("EU-07A", CALL, 80))
    room.at(120, post_word("EU-07A", CALL, 120))
    assert ("post.check_call_missed", 3) in room.shown
    room.close(alert)
    assert "post.check_call_missed" not in dict(room.shown)


def test_what_comes_back_after_it_was_resolved_is_in_work_again(room: Room) -> None:
    room.at(20, post_word("EU-07A", LEFT, 20))
    (alert,) = room.alerts
    room.do(Investigate(alert.id, "anna"))
    room.do(Resolve(alert.id, "anna", "a unit is there"))
    room.at(21, post_word("EU-07B", MANNED, 21))
    room.at(22, post_word("EU-07B", LEFT, 22))
    again = now(room, alert)
    assert (again.active, again.handling, again.assigned_to) == (True, Handling.ASSIGNED, "anna")


EVERY_ACT: dict[str, Callable[[Alert], Act]] = {
    "acknowledge": lambda of: Acknowledge(of.id, "bert", of.version),
    "undo": lambda of: UndoAcknowledgement(of.id, "anna"),
    "assign": lambda of: Assign(of.id, "anna", "bert", of.version),
    "investigate": lambda of: Investigate(of.id, "anna"),
    "note": lambda of: Note(of.id, "anna", "late"),
    "escalate": lambda of: Escalate(of.id, "anna", ("duty_officer",)),
    "shelve": lambda of: Shelve(of.id, "anna", of.version, noon(90), "late"),
    "unshelve": lambda of: Unshelve(of.id, "anna"),
    "resolve": lambda of: Resolve(of.id, "anna", "late"),
    "close": lambda of: Close(of.id, "anna", of.version, Disposition.TRUE, "late"),
    "answer": lambda of: AnswerStep(of.id, "anna", "call", "danger"),
    "reset": lambda of: Reset(of.id, "anna"),
}


def test_every_act_is_tried_on_what_has_ended(room: Room) -> None:
    alert = of_priority(room, 1)
    assert {type(act(alert)) for act in EVERY_ACT.values()} == set(get_args(Act))


@pytest.mark.parametrize("act", EVERY_ACT.values(), ids=EVERY_ACT)
def test_nothing_is_done_with_an_alert_that_has_ended(room: Room, act: Callable[[Alert], Act]) -> None:
    alert = of_priority(room, 1)
    room.close(alert)
    refused(room, act(now(room, alert)), "has ended")


def test_the_watch_has_nothing_to_reset_where_nothing_is_latched(room: Room) -> None:
    refused(room, Reset(of_priority(room, 1).id, "anna"), "nothing has to be reset")
