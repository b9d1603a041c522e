"""A public-order calendar becomes gatherings; what is known already is recognised when it comes again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from controlroom.interchange.calendar import read_calendar
from controlroom.interchange.entry import Window
from controlroom.interchange.gathering_file import Otherwise, row_of_gathering
from controlroom.interchange.gathering_preview import preview_gatherings
from controlroom.interchange.preview import Preview, Standing
from controlroom.watch.gatherings import (
    CancelGathering,
    EnterGathering,
    Gathering,
    GatheringEntered,
    GatheringKind,
    decide,
)
from controlroom.watch.sites import Site, SiteKind
from tests.unit.interchange.filed import NOW

HERE = Path(__file__).parent / "calendars"
YEAR = Window(datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC))
SITES = (
    Site("MONNAIE", "Place de la Monnaie", SiteKind.EU, "", "Brussels", 50.8497, 4.3533, 2),
    Site(
        "NOORD",
        "Gare du Nord / Noordstation",
        SiteKind.EU,
        "",
        "Brussels",
        50.86,
        4.36,
        2,
        short="Noordstation",
    ),
)


def previewed(
    name: str, there: dict[str, Gathering] | None = None, *, fallback: str = "", kind: str = "other"
) -> Preview:
    reading = read_calendar((HERE / f"{name}.ics").read_bytes(), YEAR)
    otherwise = Otherwise.at(kind, "public_order", SITES, fallback)
    rows = [row_of_gathering(entry, otherwise) for entry in reading.entries]
    return preview_gatherings(rows, reading.faults, there or {}, "anna", NOW)


def entered(preview: Preview) -> dict[str, Gathering]:
    there: dict[str, Gathering] = {}
    for command in preview.commands:
        assert isinstance(command, EnterGathering)
        for event in decide(there.get(command.id), command):
            assert isinstance(event, GatheringEntered)
            there[command.id] = event.gathering
    return there


def why(preview: Preview) -> set[str]:
    return {line.fault.text % line.fault.values for line in preview.lines if line.fault}


def test_a_calendar_of_a_town_becomes_gatherings_at_places_that_are_known() -> None:
    preview = previewed("google", fallback="NOORD", kind="manifestation")
    there = entered(preview)
    assert preview.counts == {Standing.NEW: 5, Standing.UNCHANGED: 1}
    weekly = [one for one in there.values() if one.title == "Rassemblement hebdomadaire"]
    assert {(one.lat, one.lon, one.kind) for one in weekly} == {
        (50.8497, 4.3533, GatheringKind.MANIFESTATION)
    }
    assert len({one.id for one in there.values()}) == 5


def test_the_same_calendar_again_changes_nothing() -> None:
    there = entered(previewed("google", fallback="NOORD"))
    again = previewed("google", there, fallback="MONNAIE", kind="match")
    assert again.counts == {Standing.UNCHANGED: 6}


def test_what_was_called_off_meanwhile_is_cancelled_once() -> None:
    there = entered(previewed("google", fallback="NOORD"))
    reading = read_calendar((HERE / "google.ics").read_bytes().replace(b"TENTATIVE", b"CANCELLED"), YEAR)
    rows = [row_of_gathering(entry, Otherwise()) for entry in reading.entries]
    preview = preview_gatherings(rows, (), there, "anna", NOW)
    (command,) = preview.commands
    assert isinstance(command, CancelGathering)
    cancelled = {
        **there,
        command.id: there[command.id].__class__(
            **{
                **{name: getattr(there[command.id], name) for name in Gathering.__dataclass_fields__},
                "cancelled_at": NOW,
            }
        ),
    }
    assert preview_gatherings(rows, (), cancelled, "anna", NOW).commands == []


def test_a_place_that_nobody_knows_is_refused_unless_another_is_chosen() -> None:
    nowhere = "Nobody knows where this is: name a site as its place, give coordinates, or choose a place."
    assert why(previewed("nextcloud")) == {nowhere}
    assert why(previewed("nextcloud", fallback="NOORD")) == set()


def test_a_place_is_found_by_its_short_name_without_accents_or_capitals() -> None:
    preview = previewed("outlook", fallback="MONNAIE")
    march = next(one for one in entered(preview).values() if one.title == "Betoging zorgpersoneel")
    assert (march.place, march.lat) == ("Noordstation", 50.86)


def test_coordinates_of_the_calendar_count_before_everything() -> None:
    there = entered(previewed("apple", fallback="NOORD"))
    assert {(one.lat, one.lon) for one in there.values()} == {(50.8467, 4.3525)}
    assert {one.place for one in there.values()} == {"Grote Markt"}


def test_what_cannot_be_read_stands_in_the_preview_with_its_line() -> None:
    preview = previewed("broken_events", fallback="NOORD")
    assert preview.count(Standing.REFUSED) == 10
    assert [line.line for line in preview.lines] == sorted(line.line for line in preview.lines)
    assert "it ends after it begins, within 31 days" in why(preview)


def test_an_event_that_lasts_no_time_is_refused_by_the_rule_of_the_room() -> None:
    reading = read_calendar(
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:x\r\nDTSTART:20261201T090000Z\r\n"
        b"GEO:50.8;4.3\r\nLOCATION:here\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        Window(NOW, NOW + timedelta(days=3)),
    )
    rows = [row_of_gathering(entry, Otherwise()) for entry in reading.entries]
    assert why(preview_gatherings(rows, (), {}, "anna", NOW)) == {"it ends after it begins, within 31 days"}
