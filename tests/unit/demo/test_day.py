import itertools
from collections import Counter
from datetime import timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.demo.plan.visits import SUMMIT
from controlroom.watch.commands import SetupCommand
from controlroom.watch.contacts import checked
from controlroom.watch.patrols import PlanPatrolCheck
from controlroom.watch.persons import RegisterPerson
from controlroom.watch.posts import OpenPost
from controlroom.watch.sites import RegisterSite, SetContacts, SiteKind
from controlroom.watch.threat import SetThreatLevel
from controlroom.watch.units import RegisterUnit
from controlroom.watch.visits import PlanVisit, Rank
from tests.unit.demo.the_day import START, planned


@pytest.fixture(scope="module")
def day() -> list[SetupCommand]:
    return planned(START, seed=7)


T = TypeVar("T")


def of(day: list[SetupCommand], kind: type[T]) -> list[T]:
    return [command for command in day if isinstance(command, kind)]


def test_the_country_is_at_level_three(day: list[SetupCommand]) -> None:
    levels = [command for command in of(day, SetThreatLevel) if command.scope == "BE"]
    assert levels == [SetThreatLevel("BE", 3)]


def test_there_are_twelve_posts_and_some_forty_institutions_in_and_around_brussels(
    day: list[SetupCommand],
) -> None:
    institutions = [
        site
        for site in of(day, RegisterSite)
        if site.kind in (SiteKind.EU, SiteKind.NATO, SiteKind.EMBASSY, SiteKind.RESIDENCE, SiteKind.OTHER)
    ]
    assert len(of(day, OpenPost)) == 12
    assert len(institutions) >= 40
    theirs = [site for site in of(day, RegisterSite) if site.kind is not SiteKind.COMPANY]
    assert all(50.4 < site.lat < 51.0 and 3.9 < site.lon < 4.6 for site in theirs)


def test_the_summit_brings_six_delegations_each_under_its_own_code_name(day: list[SetupCommand]) -> None:
    delegations = [visit for visit in of(day, PlanVisit) if visit.event == SUMMIT]
    assert len({visit.code_name for visit in delegations}) == len(delegations) == 6
    assert {visit.rank for visit in of(day, PlanVisit)} == set(Rank)


def test_everything_that_is_named_is_known_and_known_once(day: list[SetupCommand]) -> None:
    sites = Counter(site.code for site in of(day, RegisterSite))
    units = Counter(unit.call_sign for unit in of(day, RegisterUnit))
    legs = [leg for visit in of(day, PlanVisit) for leg in visit.legs]
    named_sites = {post.site for post in of(day, OpenPost)} | {
        check.site for check in of(day, PlanPatrolCheck)
    }
    named_sites |= {leg.origin for leg in legs} | {leg.destination for leg in legs}
    named_units = {unit for leg in legs for unit in leg.units} | {c.unit for c in of(day, PlanPatrolCheck)}
    named_units |= {unit for post in of(day, OpenPost) for unit in post.units}
    assert set((sites + units).values()) == {1}
    assert named_sites <= set(sites)
    assert named_units == set(units)


def test_a_programme_goes_on_from_where_it_stopped_and_no_escort_is_in_two_places() -> None:
    for seed in range(20):
        by_escort: dict[str, list[PlanVisit]] = {}
        for visit in of(planned(START, seed), PlanVisit):
            by_escort.setdefault(visit.legs[0].units[0], []).append(visit)
            for leg, following in itertools.pairwise(visit.legs):
                assert leg.destination == following.origin
                assert leg.planned_end < following.planned_start
        for visits in by_escort.values():
            ordered = sorted(visits, key=lambda visit: visit.starts_at)
            for visit, later in itertools.pairwise(ordered):
                assert visit.legs[-1].planned_end < later.legs[0].planned_start


def test_the_first_ten_minutes_are_lively(day: list[SetupCommand]) -> None:
    soon = START + timedelta(minutes=10)
    assert sum(post.relief_due_at < soon for post in of(day, OpenPost)) >= 3
    assert sum(START < leg.planned_start < soon for v in of(day, PlanVisit) for leg in v.legs) >= 3
    assert sum(START < check.window_end <= soon for check in of(day, PlanPatrolCheck)) >= 2


def test_a_demo_that_is_started_again_over_its_old_data_plans_new_visits_and_checks() -> None:
    first, second = planned(START, 7), planned(START + timedelta(hours=1), 7)
    assert not {v.code for v in of(first, PlanVisit)} & {v.code for v in of(second, PlanVisit)}
    assert not {c.id for c in of(first, PlanPatrolCheck)} & {c.id for c in of(second, PlanPatrolCheck)}


@given(seed=st.integers())
def test_the_same_seed_is_the_same_day(seed: int) -> None:
    assert planned(START, seed) == planned(START, seed)


def test_another_seed_is_another_day() -> None:
    assert planned(START, 1) != planned(START, 2)


def test_at_twice_the_speed_an_hour_of_the_day_passes_in_half_an_hour() -> None:
    slow, fast = of(planned(START, 7), OpenPost), of(planned(START, 7, speed=2), OpenPost)
    for post, quick in zip(slow, fast, strict=True):
        assert (quick.relief_due_at - START) * 2 == post.relief_due_at - START
        assert quick.check_every_min * 2 == post.check_every_min


def test_who_answers_can_be_called_and_a_person_belongs_to_an_institution_that_exists(
    day: list[SetupCommand],
) -> None:
    sites = {site.code for site in of(day, RegisterSite)}
    called, persons = of(day, SetContacts), of(day, RegisterPerson)
    assert {one.site for one in called} <= sites
    assert all(checked(one.contacts) == one.contacts for one in called)
    assert {one.particulars.institution for one in persons} - {None} <= sites
    names = [one.particulars.code_name for one in persons]
    assert len({*names, *(visit.code_name for visit in of(day, PlanVisit))}) == len(names) + len(
        {visit.code_name for visit in of(day, PlanVisit)}
    )
