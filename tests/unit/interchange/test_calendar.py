"""Calendars that other programs made are read, or refused with a line and a reason."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.clock import BRUSSELS
from controlroom.interchange.calendar import MOST_EVENTS, read_calendar
from controlroom.interchange.entry import Entry, Reading, Window
from controlroom.interchange.lines import MOST_BYTES
from controlroom.interchange.series import MOST_TIMES

HERE = Path(__file__).parent / "calendars"
YEAR = Window(datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC))


def of(name: str) -> Reading:
    return read_calendar((HERE / f"{name}.ics").read_bytes(), YEAR)


def brussels(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BRUSSELS).astimezone(UTC)


def starts(reading: Reading) -> list[datetime]:
    return [entry.starts_at for entry in reading.entries]


def refusals(reading: Reading) -> list[tuple[int, str]]:
    return [(fault.line, fault.text % fault.values) for fault in reading.faults]


def calendar(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]).encode()


def event(*lines: str, uid: str = "u-1") -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"]


def read(*lines: str) -> Reading:
    return read_calendar(calendar(*lines), YEAR)


def test_outlook_names_zones_as_windows_does_and_writes_a_whole_day_as_midnights() -> None:
    reading = of("outlook")
    assert (reading.name, reading.faults) == ("Openbare orde Brussel", ())
    march, council = reading.entries
    assert (march.starts_at, march.ends_at) == (brussels(5, 13, 30), brussels(5, 16, 30))
    assert march.words == (
        "Vertrek Noordstation, aankomst Jubelpark.\n"
        "Ongeveer 3000 deelnemers; geen vergunning voor de Wetstraat."
    )
    assert not march.all_day
    assert (council.all_day, council.starts_at, council.ends_at) == (True, brussels(11, 0), brussels(12, 0))


def test_google_repeats_by_week_leaves_one_out_and_moves_another() -> None:
    reading = of("google")
    weekly = [entry for entry in reading.entries if entry.uid.startswith("3k2h")]
    assert [entry.starts_at for entry in weekly] == [
        brussels(3, 18),
        brussels(10, 19),
        brussels(17, 18),
        brussels(31, 18),
    ]
    assert weekly[1].place == "Place du Luxembourg"
    assert weekly[1].recurs == brussels(10, 18)
    christmas, match = reading.entries[-2], next(e for e in reading.entries if e.title == "Match")
    assert (christmas.all_day, christmas.starts_at, christmas.ends_at) == (
        True,
        brussels(25, 0),
        brussels(27, 0),
    )
    assert christmas.title == "Marché de Noël; zone piétonne"
    assert match.cancelled
    assert not christmas.cancelled


def test_apple_counts_its_times_and_the_clock_on_the_wall_stays_the_same_over_the_end_of_summer() -> None:
    reading = of("apple")
    assert starts(reading) == [
        datetime(2026, 10, 18, 18, tzinfo=UTC),
        datetime(2026, 10, 25, 19, tzinfo=UTC),
        datetime(2026, 11, 1, 19, tzinfo=UTC),
    ]
    assert reading.entries[0].title == "Fakkeltocht 🕯"
    assert reading.entries[0].geo == (50.8467, 4.3525)
    assert reading.entries[0].place == "Grote Markt\nGrote Markt, 1000 Brussel"


def test_thunderbird_names_its_zones_by_a_path_and_takes_out_a_whole_day() -> None:
    reading = of("thunderbird")
    assert starts(reading) == [brussels(29, 14, 30, month=11), brussels(13, 14, 30), brussels(20, 14, 30)]
    assert reading.entries[0].ends_at == brussels(29, 16, 15, month=11)
    assert reading.passed_over == 1


def test_times_without_a_zone_are_taken_as_of_brussels_and_that_is_said() -> None:
    reading = of("nextcloud")
    floating, day, unsaid = reading.entries
    assert (floating.starts_at, floating.floating, reading.floating) == (brussels(1, 9), True, 1)
    assert (day.starts_at, day.ends_at, day.all_day) == (brussels(2, 0), brussels(3, 0), True)
    assert (unsaid.starts_at, unsaid.ends_at, unsaid.all_day) == (brussels(3, 0), brussels(4, 0), True)


def test_a_zone_that_the_file_defines_counts_and_one_that_nobody_knows_is_refused() -> None:
    reading = of("exchange")
    assert starts(reading) == [datetime(2026, 11, 30, 10, tzinfo=UTC)] * 2
    assert refusals(reading) == [
        (
            29,
            "Nobody knows the time zone Atlantis Standard Time, and the file does not define it.",
        )
    ]


def test_a_line_that_was_folded_in_the_middle_of_a_letter_is_whole_again() -> None:
    (entry,) = of("folded").entries
    assert entry.title == "Cérémonieau Cinquantenaire"


@pytest.mark.parametrize(
    ("name", "line", "why"),
    [
        ("no_end", 3, "VEVENT begins here and does not end."),
        ("truncated", 3, "VEVENT begins here and does not end."),
        ("a_table", 1, "This is no calendar: it does not begin with BEGIN:VCALENDAR."),
        ("a_page", 1, "This is no calendar: it does not begin with BEGIN:VCALENDAR."),
        ("old", 2, "This is vCalendar 1.0, older than iCalendar; export it as iCalendar (.ics)."),
        ("letters", 5, "This line is not UTF-8; save the file as UTF-8."),
    ],
)
def test_what_is_no_calendar_is_refused_whole(name: str, line: int, why: str) -> None:
    reading = of(f"broken_{name}")
    assert (reading.entries, refusals(reading)) == ((), [(line, why)])


def test_what_is_wrong_with_one_event_takes_nothing_from_the_others() -> None:
    reading = of("broken_events")
    assert [entry.title for entry in reading.entries] == ["Good"]
    assert refusals(reading) == [
        (10, "20260230T090000Z is no date and no time."),
        (15, "This event ends before it begins."),
        (17, "This event has no UID, by which it would be known again."),
        (20, "This event has no DTSTART."),
        (27, "This rule of recurrence cannot be read."),
        (32, "What comes again within a day is not read."),
        (37, "A change of all later times of a series (RANGE) is not read."),
        (43, "Times taken out by a rule (EXRULE) are not read."),
        (47, "This is no property: a name, then a colon and a value."),
    ]


def test_the_newer_version_of_an_event_counts_wherever_it_stands() -> None:
    newer = event("SEQUENCE:3", "DTSTART:20261201T100000Z", "SUMMARY:new")
    older = event("SEQUENCE:2", "DTSTART:20261201T090000Z", "SUMMARY:old")
    assert [entry.title for entry in read(*newer, *older).entries] == ["new"]


def test_one_time_of_a_series_may_be_called_off() -> None:
    series = event("DTSTART:20261201T090000Z", "RRULE:FREQ=DAILY;COUNT=3")
    off = event("DTSTART:20261202T090000Z", "RECURRENCE-ID:20261202T090000Z", "STATUS:CANCELLED")
    assert [entry.cancelled for entry in read(*series, *off).entries] == [False, True, False]


def test_a_calendar_that_calls_off_calls_off_all_that_is_in_it() -> None:
    reading = read("METHOD:CANCEL", *event("DTSTART:20261201T090000Z"))
    assert [entry.cancelled for entry in reading.entries] == [True]


def test_a_changed_time_whose_series_is_not_in_the_file_stands_by_itself() -> None:
    reading = read(*event("DTSTART:20261202T110000Z", "RECURRENCE-ID:20261202T090000Z"))
    assert starts(reading) == [datetime(2026, 12, 2, 11, tzinfo=UTC)]


def test_the_last_friday_of_each_month_is_found() -> None:
    reading = read(*event("DTSTART:20260925T160000Z", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=4"))
    days = [(at.month, at.day) for at in starts(reading)]
    assert days == [(9, 25), (10, 30), (11, 27), (12, 25)]


def test_the_start_of_a_series_is_its_first_time_though_the_rule_does_not_say_so() -> None:
    reading = read(*event("DTSTART:20261201T090000Z", "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=3"))
    assert [at.day for at in starts(reading)] == [1, 3, 10]


def test_an_end_in_utc_holds_the_last_time_by_the_clock_of_the_event() -> None:
    rule = "RRULE:FREQ=DAILY;UNTIL=20261203T170000Z"
    reading = read(*event("DTSTART;TZID=Europe/Brussels:20261201T180000", rule))
    assert [at.day for at in starts(reading)] == [1, 2, 3]


def test_a_time_that_comes_twice_is_the_first_and_one_that_never_comes_is_an_hour_later() -> None:
    twice = read(*event("DTSTART;TZID=Europe/Brussels:20261025T023000"))
    assert starts(twice) == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
    spring = Window(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    never = read_calendar(calendar(*event("DTSTART;TZID=Europe/Brussels:20260329T023000")), spring)
    assert starts(never) == [datetime(2026, 3, 29, 1, 30, tzinfo=UTC)]


def test_what_never_ends_is_read_from_where_it_is_looked_for_up_to_the_horizon() -> None:
    reading = read(*event("DTSTART:20190807T090000Z", "RRULE:FREQ=WEEKLY;INTERVAL=2"))
    found = starts(reading)
    assert (found[0], found[1]) == (datetime(2026, 9, 9, 9, tzinfo=UTC), datetime(2026, 9, 23, 9, tzinfo=UTC))
    assert found[-1] == datetime(2027, 2, 24, 9, tzinfo=UTC)


def test_what_is_on_outside_of_what_is_read_is_counted() -> None:
    reading = read(*event("DTSTART:20200101T090000Z"), *event("DTSTART:20260915T090000Z", uid="now"))
    assert (len(reading.entries), reading.beyond) == (1, 1)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", ""),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", ""),
        ("FREQ=DAILY;BYHOUR=1,2,3", "What comes again within a day is not read."),
        ("FREQ=DAILY;INTERVAL=0", "This rule of recurrence cannot be read."),
        ("FREQ=MONTHLY;RSCALE=CHINESE;SKIP=BACKWARD", "This rule of recurrence cannot be read."),
        ("FREQ=DAILY;UNTIL=soon", "This rule of recurrence cannot be read."),
    ],
)
def test_no_rule_is_followed_for_ever(rule: str, why: str) -> None:
    began = time.process_time()
    reading = read(*event("DTSTART:20170301T090000Z", f"RRULE:{rule}"))
    assert time.process_time() - began < 3
    assert [said for _, said in refusals(reading)] == ([why] if why else [])


@pytest.mark.parametrize(
    "rule",
    ["DAILY;BYMONTH=2;BYMONTHDAY=30;BYDAY=MO", "DAILY;INTERVAL=7;BYDAY=MO", "WEEKLY;BYMONTH=2;BYMONTHDAY=30"],
)
def test_a_rule_that_never_comes_true_is_not_followed_up_to_the_year_9999(rule: str) -> None:
    began = time.process_time()
    reading = read(*event("DTSTART:20260901T090000Z", f"RRULE:FREQ={rule}"))
    assert time.process_time() - began < 2
    assert len(reading.entries) == 1


def test_a_leap_day_comes_again_on_leap_days() -> None:
    reading = read_calendar(
        calendar(*event("DTSTART:20240229T090000Z", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")),
        Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)),
    )
    assert datetime(2028, 2, 29, 9, tzinfo=UTC) in starts(reading)


def test_many_rules_that_never_come_true_are_given_up_together() -> None:
    rule = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1"
    many = [line for n in range(4) for line in event("DTSTART:20170301T090000Z", rule, uid=f"{n}")]
    reading = read(*many)
    assert {why for _, why in refusals(reading)} == {
        "The series of this file take too long to follow; the file should hold fewer."
    }
    assert len(reading.faults) == 3


def test_a_series_that_is_too_long_or_too_old_is_refused_by_itself() -> None:
    long = event("DTSTART:20170301T090000Z", "RRULE:FREQ=DAILY;COUNT=2000", uid="long")
    old = event("DTSTART:19800101T090000Z", "RRULE:FREQ=YEARLY", uid="old")
    reading = read(*long, *old, *event("DTSTART:20261201T090000Z", uid="good"))
    assert [entry.uid for entry in reading.entries] == ["good"]
    assert refusals(reading) == [
        (6, f"This series has more than {MOST_TIMES} times; the file should hold fewer."),
        (11, "This series began more than 10 years before the time that is read."),
    ]


def test_a_file_that_is_too_large_is_not_looked_into() -> None:
    assert refusals(read_calendar(b" " * (MOST_BYTES + 1), YEAR)) == [
        (1, "The file is larger than 1024 KiB.")
    ]
    many = [line for n in range(MOST_EVENTS + 1) for line in event("DTSTART:20261201T090000Z", uid=f"{n}")]
    ((line, why),) = refusals(read_calendar(calendar(*many), YEAR))
    assert why == f"More than {MOST_EVENTS} events in one file."
    assert line == 3 + 4 * MOST_EVENTS


def test_a_calendar_without_an_event_says_so() -> None:
    assert refusals(read("BEGIN:VTODO", "END:VTODO")) == [(1, "There is no event in this calendar.")]


LINES = st.sampled_from(
    [
        *(HERE / "google.ics").read_text().splitlines(),
        *(HERE / "outlook.ics").read_text().splitlines(),
        "BEGIN:VEVENT",
        "END:VEVENT",
        "RRULE:FREQ=DAILY",
        "DTSTART;TZID=:2026",
        " folded",
        "\x00",
    ]
)


@given(st.lists(LINES, max_size=60), st.binary(max_size=20))
def test_no_bytes_make_it_fail(lines: list[str], noise: bytes) -> None:
    raw = "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR"]).encode()
    for given_bytes in (raw, raw + noise, noise + raw):
        reading = read_calendar(given_bytes, YEAR)
        assert reading.entries or reading.faults or reading.beyond
        assert all(isinstance(entry, Entry) for entry in reading.entries)
        assert all(fault.text % fault.values for fault in reading.faults)
