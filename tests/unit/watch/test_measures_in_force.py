"""What a measure in force makes the watch do, and stops doing when it ends."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.watch.measures import CloseProtection, Decision, FixedPost, Patrols
from controlroom.watch.patrols import CheckState, PatrolCheck, PatrolKind, ReportPatrol
from controlroom.watch.posts import Post, PostState
from controlroom.watch.refs import Noun
from controlroom.watch.visits import AnnounceVisit, Visit
from tests.unit.watch.a_measure import a_room, approval, change, day, draft, proposed, provided, refusal
from tests.unit.watch.room import TEAMS, Room, facts, noon, plan_check, report, the_post, the_visit

GATE = FixedPost("EMB-1A", 2, 240, 60, TEAMS, name="Main gate")
ROUNDS = Patrols(3, time(8), time(20))


def post(room: Room, code: str = "EMB-1A") -> Post:
    return room.world.known(Noun.POST, code, Post)


def rounds(room: Room, key: str = "M-1") -> list[PatrolCheck]:
    checks = (thing for thing in room.world.things.values() if isinstance(thing, PatrolCheck))
    return sorted((c for c in checks if c.id.startswith(f"{key}-")), key=lambda c: c.window_start)


def test_a_fixed_post_stands_while_its_measure_is_in_force() -> None:
    room = a_room(proposed(draft(GATE)))
    assert room.world.get(Noun.POST, "EMB-1A", Post) is None
    room.do(approval())
    stands = post(room)
    assert (stands.site, stands.name, stands.strength, stands.relief_every_min) == (
        "EMB-1",
        "Main gate",
        2,
        240,
    )
    assert (stands.state, stands.units, stands.measure) == (PostState.UNMANNED, TEAMS, "M-1")
    room.do(ReportPatrol(report("EU-07A", 1), PatrolKind.MANNED, post="EMB-1A"))
    assert post(room).state is PostState.MANNED


def test_its_end_closes_the_post_which_then_asks_for_nobody_and_may_be_opened_again() -> None:
    room = a_room(proposed(draft(GATE)), approval())
    room.do(ReportPatrol(report("EU-07A", 0), PatrolKind.MANNED, post="EMB-1A"))
    room.pass_time(noon(70))
    assert ("post.check_call_missed", 3) in room.shown
    room.do(change(Decision.END, None))
    room.do(approval(2))
    closed = post(room)
    assert (closed.state, closed.closed_at, closed.manned_by) == (PostState.CLOSED, room.now, None)
    assert not any(alert.active for alert in room.ever("post.check_call_missed"))
    room.do(ReportPatrol(report("EU-07A", 80), PatrolKind.LEFT, post="EMB-1A"))
    room.pass_time(day(1))
    assert room.shown == []
    room.do(proposed(draft(GATE), key="M-2"))
    room.do(approval(key="M-2"))
    assert (post(room).state, post(room).measure) == (PostState.UNMANNED, "M-2")


def test_a_reduction_keeps_whoever_stands_there_and_changes_what_is_asked_of_the_post() -> None:
    room = a_room(proposed(draft(GATE)), approval())
    room.do(ReportPatrol(report("EU-07A", 0), PatrolKind.MANNED, post="EMB-1A"))
    room.do(change(Decision.REDUCE, 30, terms=replace(GATE, strength=1, relief_every_min=480)))
    assert post(room).strength == 2
    room.do(approval(2))
    assert (post(room).strength, post(room).relief_every_min, post(room).manned_by) == (1, 480, "EU-07A")


def test_a_measure_that_lapsed_leaves_its_post_standing_until_somebody_decides() -> None:
    room = a_room(proposed(draft(GATE)), approval())
    room.pass_time(day(31))
    assert post(room).closed_at is None
    room.do(change(Decision.END, None))
    room.do(approval(2))
    assert post(room).closed_at == room.now


def test_what_was_provided_urgently_stands_at_once_and_a_refusal_closes_it() -> None:
    room = a_room(provided(draft(GATE)))
    assert post(room).state is PostState.UNMANNED
    room.do(refusal())
    assert post(room).state is PostState.CLOSED


def test_a_post_that_stands_already_belongs_to_no_other_measure() -> None:
    room = a_room(the_post())
    with pytest.raises(Refused, match="EU-07 stands already"):
        room.do(proposed(draft(FixedPost("EU-07", 2, 240))))
    room.do(proposed(draft(GATE)))
    room.do(proposed(draft(GATE), key="M-2"))
    room.do(approval())
    with pytest.raises(Refused, match="EMB-1A stands already"):
        room.do(approval(key="M-2"))


TOMORROW = draft(GATE, valid_from=day(1))


def test_a_post_that_is_to_stand_for_one_measure_belongs_to_no_other_either() -> None:
    room = a_room(proposed(TOMORROW), proposed(draft(GATE, file="site:EU-JL"), key="M-0"), approval())
    for refused in (provided(TOMORROW, key="M-2"), proposed(draft(GATE), key="M-2"), approval(key="M-0")):
        with pytest.raises(Refused, match="EMB-1A is to stand for another measure already"):
            room.do(refused)
    room.pass_time(day(2))
    assert (post(room).measure, post(room).closed_at) == ("M-1", None)


def test_a_post_that_a_measure_leaves_may_be_that_of_another() -> None:
    room = a_room(proposed(TOMORROW), approval())
    room.do(change(Decision.EXTEND, terms=replace(GATE, code="EMB-1B"), valid_from=day(1)))
    room.do(approval(2))
    room.do(proposed(draft(GATE), key="M-2"))
    room.do(approval(key="M-2"))
    room.pass_time(day(2))
    assert (post(room).measure, post(room, "EMB-1B").measure) == ("M-2", "M-1")


def test_a_post_whose_measure_names_another_site_waits_there_for_a_first_unit() -> None:
    room = a_room(the_visit(), proposed(draft(replace(GATE, site="BRU"), file="visit:V-1")), approval())
    room.do(ReportPatrol(report("EU-07A", 0), PatrolKind.MANNED, post="EMB-1A"))
    room.pass_time(noon(70))
    assert ("post.check_call_missed", 3) in room.shown
    room.do(change(Decision.EXTEND, terms=replace(GATE, site="EU-JL")))
    room.do(approval(2))
    moved = post(room)
    assert (moved.site, moved.state, moved.measure) == ("EU-JL", PostState.UNMANNED, "M-1")
    assert ("post.check_call_missed", 3) not in room.shown
    room.do(change(Decision.END, None))
    room.do(approval(3))
    assert post(room).state is PostState.CLOSED


def test_the_post_of_a_visit_stands_at_the_site_that_its_measure_names() -> None:
    room = a_room(the_visit(), proposed(draft(replace(GATE, site="BRU"), file="visit:V-1")), approval())
    assert post(room).site == "BRU"


def test_who_was_entered_with_a_visit_stays_whatever_its_close_protection_says() -> None:
    team = draft(CloseProtection(("ESCORT-1",)), file="visit:V-2", lasts=0.1, final=True)
    room = a_room(AnnounceVisit("V-2", facts(team=("PATROL-1",)), "anna"))
    before = room.world.get(Noun.VISIT, "V-2", Visit)
    room.do(proposed(team))
    room.do(approval())
    room.pass_time(day(0.1))
    assert room.world.get(Noun.VISIT, "V-2", Visit) == before


def test_patrols_are_planned_for_the_rest_of_today_and_tomorrow_and_each_day_anew() -> None:
    room = a_room(proposed(draft(ROUNDS)), approval())
    room.pass_time(noon(1))
    assert Counter(local_day(check) for check in rounds(room)) == {24: 1, 25: 3}
    room.pass_time(day(3))
    assert Counter(local_day(check) for check in rounds(room)) == {24: 1, 25: 3, 26: 3, 27: 3, 28: 3}
    assert all(8 <= check.window_start.astimezone(BRUSSELS).hour < 20 for check in rounds(room))


def local_day(check: PatrolCheck) -> int:
    return check.window_start.astimezone(BRUSSELS).day


def test_the_times_of_the_rounds_depend_on_the_secret_and_are_not_those_of_the_day_before() -> None:
    ours, theirs = (planned_with(secret) for secret in (b"one", b"two"))
    assert ours != theirs
    assert ours == planned_with(b"one")
    by_day = [[at.time() for at in ours if at.day == number] for number in (25, 26, 27)]
    assert by_day[0] != by_day[1] != by_day[2]


def planned_with(secret: bytes) -> list[datetime]:
    room = a_room()
    room.world.secret = secret
    room.do(proposed(draft(ROUNDS)))
    room.do(approval())
    room.pass_time(day(2))
    return [check.window_start for check in rounds(room)]


def test_many_rounds_a_day_are_all_planned_in_bands_that_do_not_overlap() -> None:
    room = a_room(proposed(draft(Patrols(24, time(0), time(0)))), approval())
    room.pass_time(noon(1))
    tomorrow = [check for check in rounds(room) if local_day(check) == 25]
    assert len(tomorrow) == 24
    assert all(one.window_end - one.window_start <= timedelta(hours=1) for one in tomorrow)


def test_rounds_of_what_ended_are_dropped_and_not_missed_when_nobody_makes_them() -> None:
    room = a_room(proposed(draft(ROUNDS)), approval())
    room.pass_time(noon(1))
    room.do(change(Decision.END, None))
    room.do(approval(2))
    assert {check.state for check in rounds(room)} == {CheckState.DROPPED}
    room.pass_time(day(2))
    assert room.ever("patrol.missed") == []
    assert len(rounds(room)) == 4


def in_the_window_of_a_round() -> Room:
    room = a_room(proposed(draft(ROUNDS)), approval())
    room.pass_time(noon(1))
    first = rounds(room)[0]
    room.pass_time(first.window_start + (first.window_end - first.window_start) / 2)
    return room


def test_nobody_has_to_make_the_round_whose_window_is_open_when_its_measure_ends() -> None:
    room = in_the_window_of_a_round()
    room.do(change(Decision.END, None))
    room.do(approval(2))
    room.pass_time(day(2))
    assert {check.state for check in rounds(room)} == {CheckState.DROPPED}
    assert room.ever("patrol.missed") == []


def test_the_round_whose_window_is_open_when_its_measure_changes_is_still_made() -> None:
    room = in_the_window_of_a_round()
    room.do(change(Decision.REDUCE, 60, terms=replace(ROUNDS, rounds_a_day=1)))
    room.do(approval(2))
    first, *later = rounds(room)
    assert first.state is CheckState.PLANNED
    assert {check.state for check in later} == {CheckState.DROPPED}


def test_a_check_that_somebody_else_planned_is_left_as_it_is() -> None:
    room = a_room(proposed(draft(ROUNDS)), approval(), plan_check(1, 600, 640, "EMB-1"))
    room.pass_time(noon(1))
    room.do(change(Decision.END, None))
    room.do(approval(2))
    assert room.check(1).state is CheckState.PLANNED


def test_an_extension_plans_no_round_twice_and_a_reduction_plans_the_coming_ones_anew() -> None:
    room = a_room(proposed(draft(ROUNDS)), approval())
    room.pass_time(noon(1))
    before = rounds(room)
    room.do(change(Decision.EXTEND))
    room.do(approval(2))
    room.pass_time(noon(2))
    assert rounds(room) == before
    room.do(change(Decision.REDUCE, 60, terms=replace(ROUNDS, rounds_a_day=1)))
    room.do(approval(3))
    room.pass_time(noon(3))
    planned = [check for check in rounds(room) if check.state is CheckState.PLANNED]
    assert Counter(local_day(check) for check in planned) == {25: 1}
