"""What other services warn of: an incident, until they replace or withdraw it, or its time is over."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from controlroom.watch.bulletins import Bulletin, Errand, ReportBulletin, Source
from controlroom.watch.incidents import Account, Incident, IncidentKind
from controlroom.watch.refs import Noun
from controlroom.watch.reports import Report, Status
from tests.unit.watch.room import Room, noon


def source(name: str, unit: str = "METEO", at: float = 0) -> Source:
    return Source(f"{unit}/{name}", "weer.example", name, noon(at))


def warning(
    name: str,
    *earlier: str,
    errand: Errand | None = None,
    hours: float = 2,
    unit: str = "METEO",
    marked: Status = Status.ACTUAL,
    priority: int = 2,
) -> ReportBulletin:
    own = source(name, unit)
    return ReportBulletin(
        report=Report(own.key, unit, own.sent_at, status=marked),
        source=own,
        errand=errand or (Errand.REPLACE if earlier else Errand.WARN),
        expires_at=noon() + timedelta(hours=hours),
        earlier=tuple(source(one, unit) for one in earlier),
        kind=IncidentKind.OTHER,
        priority=priority,
        area="Brussels",
        account=Account(text=name),
    )


def withdrawal(name: str, *earlier: str, **more: Any) -> ReportBulletin:
    return warning(name, *earlier, errand=Errand.WITHDRAW, **more)


def does(room: Room, *commands: ReportBulletin) -> None:
    for command in commands:
        room.do(command)


def incidents(room: Room) -> list[tuple[str | None, bool]]:
    found = [thing for thing in room.world.things.values() if isinstance(thing, Incident)]
    return [(one.text, one.settled) for one in sorted(found, key=lambda one: one.id)]


def over(room: Room, name: str, unit: str = "METEO") -> bool:
    bulletin = room.world.get(Noun.BULLETIN, f"{unit}/{name}", Bulletin)
    assert bulletin is not None
    return bulletin.over


def test_a_warning_is_an_incident_with_its_area_and_raises_an_alert_if_it_is_serious(room: Room) -> None:
    room.do(warning("A"))
    (incident,) = (thing for thing in room.world.things.values() if isinstance(thing, Incident))
    assert (incident.unit, incident.area, incident.priority, incident.text) == ("METEO", "Brussels", 2, "A")
    assert room.world.alerts[f"incident:{incident.id}"].keys() == {"incident.serious"}


def test_an_update_settles_what_it_replaces_and_is_an_incident_of_its_own(room: Room) -> None:
    does(room, warning("A"), warning("B", "A"))
    assert incidents(room) == [("A", True), ("B", False)]
    assert over(room, "A")
    assert not over(room, "B")


def test_a_cancel_settles_the_incident_and_shows_nothing(room: Room) -> None:
    does(room, warning("A"), withdrawal("C", "A"))
    assert incidents(room) == [("A", True)]


def test_a_warning_that_is_over_settles_by_itself(room: Room) -> None:
    room.do(warning("A", hours=2))
    room.pass_time(noon(119))
    assert incidents(room) == [("A", False)]
    room.pass_time(noon(121))
    assert incidents(room) == [("A", True)]
    assert over(room, "A")


def test_what_was_replaced_does_not_expire_a_second_time(room: Room) -> None:
    does(room, warning("A", hours=1), warning("B", "A", hours=3))
    room.pass_time(noon(90))
    assert incidents(room) == [("A", True), ("B", False)]
    room.pass_time(noon(181))
    assert incidents(room) == [("A", True), ("B", True)]


def test_a_warning_that_came_after_its_end_is_kept_and_shown_to_nobody(room: Room) -> None:
    room.do(warning("A", hours=-1))
    assert incidents(room) == []
    assert over(room, "A")


def test_a_warning_that_comes_after_what_replaced_or_withdrew_it_moves_nothing_back(room: Room) -> None:
    does(room, warning("B", "A"), warning("A"))
    assert incidents(room) == [("B", False)]
    does(room, withdrawal("D", "C"), warning("C"))
    assert incidents(room) == [("B", False)]


def test_no_unit_settles_what_came_through_another(room: Room) -> None:
    does(room, warning("A"), withdrawal("C", "A", unit="RAIL"))
    assert incidents(room) == [("A", False)]


def test_an_exercise_settles_nothing_that_is_real(room: Room) -> None:
    does(room, warning("A"), withdrawal("C", "A", marked=Status.EXERCISE))
    assert incidents(room) == [("A", False)]
    does(room, withdrawal("X", "Y", marked=Status.EXERCISE), warning("Y"))
    assert incidents(room) == [("A", False), ("Y", False)]


@settings(max_examples=60)
@given(st.permutations(range(4)))
def test_in_whatever_order_a_chain_comes_only_its_newest_is_left(order: list[int]) -> None:
    room = Room()
    chain = [warning("A"), warning("B", "A"), warning("C", "A", "B"), warning("D", "A", "B", "C")]
    does(room, *(chain[place] for place in order))
    assert [text for text, settled in incidents(room) if not settled] == ["D"]
