"""What belongs to a hidden file, by its name alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from controlroom.store.alert_history import Happened
from controlroom.store.panels.log_names import Names, is_kept
from controlroom.store.veil import Veil
from controlroom.watch.alerts import Alert
from controlroom.watch.behaviours import BehaviourAtSite, Day
from controlroom.watch.described import DescribedAssessed, DescribedPerson
from controlroom.watch.refs import Ref
from controlroom.watch.reports import Status
from controlroom.watch.vehicles import SightedVehicle, Sighting, Source, VehicleAssessed, Verdict
from tests.unit.watch.room import NOON

VEIL = Veil(
    frozenset({"visit:V-7", "site:SAFE-1", "person:P-7"}),
    incidents=frozenset({"4"}),
    posts=frozenset({"SAFE-P"}),
    measures=frozenset({"M-S"}),
)
KEPT = (
    *("visit:V-7", "leg:V-7/1", "site:SAFE-1", "person:P-7", "incident:4", "post:SAFE-P", "measure:M-S"),
    *("threat:visit:V-7", "threat:site:SAFE-1", "threat:person:P-7", "vehicle:0123abcd"),
    "behaviour:SAFE-1/breach",
)
OPEN = (
    *("visit:V-1", "leg:V-1/1", "site:EU-JL", "person:P-1", "incident:5", "post:EU-07", "measure:M-1"),
    *("threat:visit:V-1", "threat:site:EU-JL", "threat:person:P-1", "threat:FR", "threat:gathering:G-1"),
    *("unit:EU-07A", "behaviour:EU-JL/breach"),
)


@pytest.mark.parametrize("name", KEPT)
def test_what_belongs_to_a_hidden_file_is_kept(name: str) -> None:
    assert VEIL.keeps(Ref.parse(name))


def test_of_a_vehicle_nothing_is_kept_where_no_file_is_hidden() -> None:
    assert not Veil().keeps(Ref.parse("vehicle:0123abcd"))


@pytest.mark.parametrize("name", OPEN)
def test_what_belongs_to_no_hidden_file_is_not(name: str) -> None:
    assert not VEIL.keeps(Ref.parse(name))


@pytest.mark.parametrize("name", ["visit:V-7", "threat:person:P-7", "threat:visit:V-7", "leg:V-7/2"])
def test_of_a_hidden_visit_and_person_no_place_is_told(name: str) -> None:
    assert VEIL.placeless(Ref.parse(name))


@pytest.mark.parametrize("name", ["site:SAFE-1", "threat:site:SAFE-1", "visit:V-1"])
def test_the_code_of_a_hidden_site_stays_said(name: str) -> None:
    assert not VEIL.placeless(Ref.parse(name))


def seen(seq: int, days: int, site: str, report: str = "1") -> Sighting:
    at = NOON + timedelta(days=days)
    return Sighting(seq, at, at, Source.INCIDENT, report, "EU-07A", site)


def a_car(*sightings: Sighting, **more: Any) -> SightedVehicle:
    files = tuple(sorted({f"site:{one.site}" for one in sightings}))
    told: dict[str, Any] = {"plate": "1ABC123", "make": "Volvo", "said_seq": sightings[-1].seq, **more}
    last = sightings[-1].at
    return SightedVehicle("0123abcd", sightings=sightings, files=files, seen_at=last, version=7, **told)


def its_alert(*files: str, site: str = "EU-JL") -> Alert:
    return Alert(
        9,
        "vehicle.pattern",
        "vehicle:0123abcd",
        2,
        site,
        NOON,
        Status.ACTUAL,
        False,
        NOON,
        count=4,
        files=files,
    )


def test_what_is_said_of_a_vehicle_is_kept_only_where_it_was_seen_at_a_hidden_place() -> None:
    assert not VEIL.covers(its_alert("site:EU-JL"))
    assert VEIL.covers(its_alert("site:EU-JL", "site:SAFE-1"))
    assert VEIL.covers(its_alert("site:EU-JL", "visit:V-7"))
    assert not VEIL.covers(a_car(seen(1, 0, "EU-JL")))


def test_of_a_behaviour_at_a_hidden_site_no_figure_is_told() -> None:
    day = (Day(NOON.date(), ("EU-07A",)),)
    there, elsewhere = BehaviourAtSite("SAFE-1/breach", day), BehaviourAtSite("EU-JL/breach", day)
    assert VEIL.over([there, elsewhere]) == [BehaviourAtSite("SAFE-1/breach"), elsewhere]


def test_an_alert_that_names_no_file_was_raised_before_they_did_and_stays_kept() -> None:
    assert VEIL.covers(its_alert())


def test_an_alert_of_a_vehicle_counts_no_hidden_sighting_and_tells_no_hidden_place() -> None:
    told = VEIL.over(its_alert("site:EU-JL", "site:SAFE-1", site="SAFE-1"))
    assert (told.count, told.site) == (1, None)
    assert VEIL.over(its_alert("site:EU-JL", "site:SAFE-1")).site == "EU-JL"


def test_a_vehicle_is_as_old_and_looks_as_what_may_be_read_of_it_says() -> None:
    car = a_car(seen(1, 0, "EU-JL"), seen(2, 1, "SAFE-1"), seen(3, 2, "EU-JL", report="4"))
    told = VEIL.over(car)
    assert [one.seq for one in told.sightings] == [1]
    assert (told.seen_at, told.make, told.version) == (NOON, None, 0)
    assert VEIL.over(told) == told
    assert VEIL.covers(told)


def test_of_a_vehicle_that_was_seen_at_hidden_places_alone_nothing_is_told() -> None:
    told = VEIL.over(a_car(seen(2, 1, "SAFE-1"), priority=3))
    assert (told.plate, told.sightings, told.seen_at, told.priority) == (None, (), None, None)


def test_of_a_described_person_only_what_may_be_read_is_told_and_nothing_where_that_is_nothing() -> None:
    files = ("site:EU-JL", "site:SAFE-1")
    person = DescribedPerson("DP-AB23CD", (seen(1, 0, "EU-JL"), seen(2, 1, "SAFE-1")), files, priority=2)
    told = VEIL.over(person)
    assert ([one.seq for one in told.sightings], told.seen_at, told.version) == ([1], NOON, 0)
    assert VEIL.over(told) == told
    hidden = replace(person, sightings=person.sightings[1:])
    assert VEIL.over(hidden) == DescribedPerson("DP-AB23CD", files=files, version=0)
    line = Happened(9, NOON, "anna", DescribedAssessed("DP-AB23CD", "anna", Verdict.HARMLESS))
    assert is_kept(line, Names(seen={person.key: told}), VEIL)
    open_one = DescribedPerson("DP-AB23CD", person.sightings[:1], files[:1])
    assert not is_kept(line, Names(seen={person.key: open_one}), VEIL)


def test_the_log_tells_what_was_decided_of_a_vehicle_where_no_sighting_of_it_is_hidden() -> None:
    line = Happened(9, NOON, "anna", VehicleAssessed("0123abcd", "anna", Verdict.HARMLESS, reason="a baker"))
    told, kept = a_car(seen(1, 0, "EU-JL")), a_car(seen(1, 0, "EU-JL"), seen(2, 1, "SAFE-1"))
    assert not is_kept(line, Names(seen={told.key: told}), VEIL)
    assert is_kept(line, Names(seen={kept.key: kept}), VEIL)
    assert is_kept(line, Names(), VEIL)
