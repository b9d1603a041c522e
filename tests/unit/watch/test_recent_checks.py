"""The last checks of a site, and the alert when anybody could foretell the next one."""

import pytest

from controlroom.watch.book import SetThreshold
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.reports import Status
from controlroom.watch.sites import DrawAgain, RegisterSite, SiteKind
from tests.unit.watch.room import Room, noon, plan_check, site_word

CHECK, STARTED = PatrolKind.CHECK, PatrolKind.STARTED
FINDING, EXCUSED = PatrolKind.FINDING, PatrolKind.EXCUSED
DAY = 24 * 60


def recent(room: Room) -> list[float]:
    """When the last checks began, in minutes after noon."""
    return [(check.at - noon()).total_seconds() / 60 for check in room.site().recent]


def predictable(room: Room) -> list[int]:
    return [alert.priority for alert in room.alerts if alert.rule == "patrol.predictable" and alert.shown]


@pytest.mark.parametrize("word", [CHECK, FINDING])
def test_a_check_counts_from_when_it_was_made(room: Room, word: PatrolKind) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(60, site_word(word, 25))
    assert recent(room) == [25]


def test_a_check_that_was_started_and_done_counts_once_from_its_start(room: Room) -> None:
    room.at(0, plan_check(1, 10, 60))
    room.at(15, site_word(STARTED, 15))
    assert recent(room) == [15]
    room.at(50, site_word(CHECK, 50))
    assert recent(room) == [15]


def test_a_start_that_arrives_after_the_end_counts_all_the_same(room: Room) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(29, site_word(CHECK, 29), site_word(STARTED, 20))
    assert recent(room) == [20]


def test_a_late_report_sorts_in_by_its_time(room: Room) -> None:
    room.at(0, plan_check(1, 10, 30), plan_check(2, 60, 90))
    room.at(100, site_word(CHECK, 80), site_word(CHECK, 25))
    assert recent(room) == [25, 80]


def test_the_checkpoints_of_one_round_are_one_check(room: Room) -> None:
    room.at(
        40,
        *(site_word(CHECK, at, checkpoint=point) for at, point in ((10, "gate"), (22, "yard"), (34, "lane"))),
    )
    room.at(60, site_word(CHECK, 50, checkpoint="gate"))
    assert recent(room) == [10, 50]


def test_a_check_that_nobody_planned_is_seen_from_the_street_like_any_other(room: Room) -> None:
    room.at(20, site_word(CHECK, 20))
    assert recent(room) == [20]


def test_a_start_of_no_planned_check_waits_for_its_end(room: Room) -> None:
    room.at(20, site_word(STARTED, 20))
    assert recent(room) == []
    room.at(60, site_word(CHECK, 60))
    assert recent(room) == [60]


@pytest.mark.parametrize("marked", [Status.EXERCISE, Status.TEST])
def test_exercises_tests_and_excuses_are_no_checks(room: Room, marked: Status) -> None:
    room.at(0, plan_check(1, 10, 30))
    room.at(20, site_word(CHECK, 20, marked=marked), site_word(EXCUSED, 20, reason="called away"))
    assert recent(room) == []


def test_ten_checks_are_kept_and_the_oldest_let_go(room: Room) -> None:
    room.at(1200, *(site_word(CHECK, 100 * n) for n in range(12)))
    assert recent(room) == [100.0 * n for n in range(2, 12)]
    room.at(1200, site_word(CHECK, 50))
    assert recent(room) == [100.0 * n for n in range(2, 12)]


def test_checks_at_the_same_time_of_day_are_p4_until_they_come_at_other_times(room: Room) -> None:
    for day, minute in enumerate((540, 555, 560)):
        assert predictable(room) == []
        room.at(day * DAY + minute, site_word(CHECK, day * DAY + minute))
    (alert,) = [alert for alert in room.alerts if alert.rule == "patrol.predictable"]
    assert (alert.priority, alert.object, alert.site) == (4, "site:EU-JL", "EU-JL")
    for minute in (1000, 1200, 1400):
        assert predictable(room) == [4]
        room.at(3 * DAY + minute, site_word(CHECK, 3 * DAY + minute))
    assert predictable(room) == []


def test_a_late_report_can_break_the_pattern_or_show_it(room: Room) -> None:
    room.at(2 * DAY + 600, site_word(CHECK, 540), site_word(CHECK, DAY + 540))
    assert predictable(room) == []
    room.at(2 * DAY + 600, site_word(CHECK, 2 * DAY + 540))
    assert predictable(room) == [4]


def test_the_numbers_of_the_meter_can_be_set_for_a_site(room: Room) -> None:
    room.do(SetThreshold("patrol.predictable", "enough", 2, "admin", "site:EU-JL"))
    for site in ("EU-JL", "EMB-1"):
        room.at(DAY + 600, site_word(CHECK, 540, site), site_word(CHECK, DAY + 540, site))
    assert [alert.object for alert in room.alerts] == ["site:EU-JL"]


def test_a_site_that_is_registered_anew_keeps_its_last_checks_and_its_draws(room: Room) -> None:
    room.at(20, site_word(CHECK, 20))
    room.do(DrawAgain("EU-JL", 0))
    room.do(RegisterSite("EU-JL", "Lipsius", SiteKind.EU, "Loi 175", "Brussels", 50.8, 4.4, 2))
    assert (recent(room), room.site().draws, room.site().name) == ([20], 1, "Lipsius")


def test_of_two_officers_who_draw_anew_at_once_one_draws(room: Room) -> None:
    assert room.do(DrawAgain("EU-JL", 0)) is not None
    assert room.do(DrawAgain("EU-JL", 0)) is None
    assert room.site().draws == 1
