"""Patrol checks: planned in a window, missed a quarter of an hour after it, withdrawn by a late report."""

import pytest

from controlroom.watch.patrols import CheckState, PatrolKind, PlanPatrolCheck
from controlroom.watch.reports import Status
from controlroom.watch.sites import RegisterSite, SiteKind
from tests.unit.watch.room import Room, noon, plan_check, site_word

CHECK, STARTED = PatrolKind.CHECK, PatrolKind.STARTED
FINDING, EXCUSED = PatrolKind.FINDING, PatrolKind.EXCUSED
DAY = 24 * 60


def patrol_alerts(room: Room) -> list[tuple[int, int]]:
    return [(alert.priority, alert.count) for alert in room.alerts if alert.rule == "patrol.missed"]


@pytest.mark.parametrize(("minute", "shown"), [(44, []), (45, [(4, 1)]), (600, [(4, 1)])])
def test_a_check_not_started_a_quarter_after_its_window_is_missed_and_p4(
    room: Room, minute: int, shown: list[tuple[int, int]]
) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(minute)
    assert patrol_alerts(room) == shown


@pytest.mark.parametrize(("apart", "shown"), [(60, [(3, 2)]), (DAY - 1, [(3, 2)]), (DAY, [(4, 2)])])
def test_two_missed_within_a_day_are_p3_and_one_alert_with_a_count(
    room: Room, apart: int, shown: list[tuple[int, int]]
) -> None:
    room.at(0, plan_check(1, 10, 30), plan_check(2, apart, 30 + apart))
    room.at(45 + apart)
    assert patrol_alerts(room) == shown


def test_a_missed_check_at_a_site_of_level_3_is_p2(room: Room) -> None:
    room.at(0, plan_check(1, 10, 30, site="EMB-1"))
    room.at(45)
    assert patrol_alerts(room) == [(2, 1)]


def test_a_site_whose_level_rises_has_its_missed_check_made_p2_and_asks_for_attention_again(
    room: Room,
) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(50)
    room.acknowledge(room.alerts[0])
    room.do(RegisterSite("EU-JL", "Justus Lipsius", SiteKind.EU, "Loi 175", "Brussels", 50.8, 4.4, 4))
    (alert,) = room.alerts
    assert (alert.priority, alert.acked_by) == (2, None)


@pytest.mark.parametrize(
    ("word", "state"),
    [(CHECK, CheckState.DONE_NOTHING), (FINDING, CheckState.DONE_FINDING), (EXCUSED, CheckState.EXCUSED)],
)
def test_a_late_report_or_an_excuse_withdraws_the_alert_and_deletes_nothing(
    room: Room, word: PatrolKind, state: CheckState
) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(60, site_word(word, 25, reason="demonstration in the street"))
    assert (room.shown, room.check(1).state, room.check(1).done_at) == ([], state, noon(25))
    assert [alert.condition for alert in room.ever("patrol.missed")] == ["cleared"]
    kinds = [recorded.event.kind for recorded in room.history]
    assert kinds[-4:] == ["patrol_check.missed", "alert.raised", "patrol.reported", "alert.cleared"]


def test_a_late_report_of_one_of_two_leaves_an_alert_about_the_other(room: Room) -> None:
    room.at(0, plan_check(1, 10, 30), plan_check(2, 60, 90))
    room.at(110, site_word(CHECK, 25))
    assert [missed.check for missed in room.site().missed] == ["C-2"]
    assert patrol_alerts(room) == [(4, 1)]


def test_a_check_that_was_started_is_not_missed(room: Room) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(20, site_word(STARTED, 20))
    room.at(100)
    assert (room.shown, room.check(1).state) == ([], CheckState.STARTED)


def test_a_check_done_in_time_is_never_missed(room: Room) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(29, site_word(CHECK, 29))
    room.at(600)
    assert patrol_alerts(room) == []


def test_a_started_that_comes_after_the_done_moves_nothing_back(room: Room) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(29, site_word(CHECK, 29), site_word(STARTED, 20))
    assert room.check(1).state is CheckState.DONE_NOTHING


def test_a_report_is_about_the_check_of_its_own_window(room: Room) -> None:
    room.at(0, plan_check(1, 10, 30), plan_check(2, 40, 60))
    room.at(50, site_word(CHECK, 50))
    assert (room.check(1).state, room.check(2).state) == (CheckState.MISSED, CheckState.DONE_NOTHING)


def test_a_report_in_two_windows_is_about_the_one_that_is_the_units_own(room: Room) -> None:
    room.do(PlanPatrolCheck("OTHERS", "EU-JL", noon(0), noon(20), "PATROL-2"))
    room.at(0, plan_check(1, 0, 30))
    room.at(10, site_word(CHECK, 10))
    assert room.check(1).state is CheckState.DONE_NOTHING


def test_a_report_long_after_every_window_answers_no_check(room: Room) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(400, site_word(CHECK, 30 + 121))
    assert room.check(1).state is CheckState.MISSED


def test_a_report_for_one_checkpoint_is_not_taken_for_another(room: Room) -> None:
    room.do(PlanPatrolCheck("C-1", "EU-JL", noon(0), noon(30), "PATROL-1", checkpoint="gate"))
    room.at(10, site_word(CHECK, 10, checkpoint="garage"))
    assert room.check(1).state is CheckState.PLANNED
    room.at(11, site_word(CHECK, 11, checkpoint="gate"))
    assert room.check(1).state is CheckState.DONE_NOTHING


@pytest.mark.parametrize("status", [Status.EXERCISE, Status.TEST])
@pytest.mark.parametrize("word", [CHECK, STARTED, FINDING, EXCUSED])
def test_exercises_and_tests_settle_no_check(room: Room, word: PatrolKind, status: Status) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(20, site_word(word, 20, marked=status))
    room.at(50, site_word(word, 25, marked=status))
    assert room.check(1).state is CheckState.MISSED
    assert patrol_alerts(room) == [(4, 1)]


def test_planning_a_check_again_changes_nothing(room: Room) -> None:
    room.at(0, plan_check(1, 10, 30))
    assert room.do(plan_check(1, 99, 100)) is None


def test_a_missed_check_can_be_excused_the_next_morning(room: Room) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(45)
    room.at(30 + 9 * 60, site_word(EXCUSED, 30 + 9 * 60, reason="the street was closed"))
    assert (room.site().missed, patrol_alerts(room)) == ((), [])


def test_after_a_day_a_missed_check_is_no_news_and_stays_in_the_record(room: Room) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(30 + 25 * 60)
    assert (room.site().missed, patrol_alerts(room)) == ((), [])
    assert room.check(1).state is CheckState.LAPSED


def test_a_report_from_one_checkpoint_is_a_check_of_the_whole_site(room: Room) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(20, site_word(CHECK, 20, checkpoint="north gate"))
    assert room.check(1).state is CheckState.DONE_NOTHING
