"""A calendar that is written here is read by everybody, and the same events are the same bytes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from controlroom.interchange.calendar import read_calendar
from controlroom.interchange.entry import Window
from controlroom.interchange.written import Written, calendar_file

START = datetime(2026, 12, 1, 9, tzinfo=UTC)
WINDOW = Window(START - timedelta(days=1), START + timedelta(days=1))
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120).map(str.strip)


def written(title: str, place: str = "", own: str = "") -> Written:
    return Written("u-1", title, START, START + timedelta(hours=1), START, place, own={"NOTE": own})


@given(TEXTS, TEXTS, TEXTS)
def test_what_was_written_is_read_again(title: str, place: str, own: str) -> None:
    raw = calendar_file("Room", [written(title, place, own)])
    (entry,) = read_calendar(raw, WINDOW).entries
    assert (entry.title, entry.place, entry.own.get("NOTE", "")) == (title, place, own)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert raw == calendar_file("Room", [written(title, place, own)])


def test_another_library_reads_it_too() -> None:
    raw = calendar_file("Salle; une, deux", [written("Cérémonie\nà midi; où, \\ quand", "N" * 200)])
    calendar = Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == "Cérémonie\nà midi; où, \\ quand"
    assert str(event["LOCATION"]) == "N" * 200
    assert event.decoded("DTSTART") == START


def test_nothing_that_is_written_ends_a_line_of_ours() -> None:
    raw = calendar_file("Room", [written("one\r\nEND:VEVENT\x0b\x85\u2028BEGIN:VALARM")])
    assert raw.count(b"\r\nEND:VEVENT\r\n") == 1
    assert len(read_calendar(raw, WINDOW).entries) == 1
