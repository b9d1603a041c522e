"""Windows as people write them, and what the page of the patrols makes of what it is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from controlroom.auth.audience import Audience
from controlroom.auth.roles import Role
from controlroom.ui.complaint import Misread
from controlroom.ui.patrol_form import CHECKS_AT_ONCE, Typed, Wish, read
from controlroom.ui.patrol_plan import Plan
from controlroom.ui.patrol_views import page_of
from controlroom.ui.patrol_windows import a_day, equal_windows, listed_windows
from controlroom.ui.render import render_page
from tests.browser.patrol_samples import rounds, tonight
from tests.browser.samples import FRAME, NOW

MONDAY = date(2026, 11, 30)
SITES = [f"S-{n}" for n in range(30)]


def utc(*windows: str) -> list[str]:
    return [f"{w.start:%d %H:%M}-{w.end:%d %H:%M}" for w in listed_windows(", ".join(windows), MONDAY, NOW)]


@pytest.mark.parametrize(
    "text", ["21:00-23:30", " 21.00 - 23h30 ", "21:00\u201323:30", "21:00-23:30,", "\n21:00-23:30"]
)
def test_a_window_may_be_written_in_the_ways_of_the_country(text: str) -> None:
    assert utc(text) == ["30 20:00-30 22:30"]


def test_what_is_earlier_on_the_clock_than_the_one_before_is_on_the_next_day() -> None:
    assert utc("22:00-02:00", "01:00-03:00", "20:00-21:00") == [
        "30 21:00-01 01:00",
        "01 00:00-01 02:00",
        "01 19:00-01 20:00",
    ]


@pytest.mark.parametrize(
    "text", ["", ",", "21:00", "21:00-24:00", "21:60-22:00", "21:00-23:00 02:00-04:00", "-"]
)
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(Misread) as misread:
        listed_windows(text, MONDAY, NOW)
    assert misread.value.complaint.field == "windows"


def test_the_time_between_two_hours_is_cut_into_equal_windows_without_a_gap() -> None:
    windows = equal_windows("21:00", "05:00", 4, MONDAY, NOW)
    assert [w.end - w.start for w in windows] == [timedelta(hours=2)] * 4
    assert [w.start for w in windows[1:]] == [w.end for w in windows[:-1]]
    assert windows[0].start == datetime(2026, 11, 30, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("night", "hours", "first"),
    [(date(2026, 10, 24), 9, "20:00"), (date(2027, 3, 27), 7, "21:00")],
    ids=["the clocks are put back", "the clocks are put forward"],
)
def test_a_night_in_which_the_clocks_change_is_as_long_as_it_is(night: date, hours: int, first: str) -> None:
    now = datetime.combine(night, datetime.min.time(), UTC)
    (span,) = equal_windows("22:00", "06:00", 1, night, now)
    assert (span.end - span.start, f"{span.start:%H:%M}") == (timedelta(hours=hours), first)


def test_today_is_the_day_by_the_clocks_of_the_room() -> None:
    almost = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert a_day("2026-11-24", almost) == date(2026, 11, 24)
    for text in ("2026-11-23", "2026-12-02", "soon", ""):
        with pytest.raises(Misread):
            a_day(text, almost)


def test_no_more_is_proposed_than_somebody_can_read() -> None:
    asked = Typed(site=SITES[:20], day="2026-11-30", begin="06:00", end="05:00", number="6")
    complaints = read(asked, SITES, [], NOW)
    assert not isinstance(complaints, Wish)
    assert [(one.field, one.words) for one in complaints] == [("site", {"most": CHECKS_AT_ONCE})]
    assert isinstance(read(asked.model_copy(update={"number": "5"}), SITES, [], NOW), Wish)


def test_nothing_that_a_site_or_a_form_says_becomes_markup() -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x>"
    found = rounds()
    found = replace(found, sites=[replace(site, name=hostile) for site in found.sites])
    typed = tonight(begin=hostile, windows=hostile, number=hostile)
    page = page_of(Plan(found), typed, NOW, may_plan=True, planned=0, moved=False)
    html = render_page(
        "patrols.html", audience=Audience("desk", role=Role.DUTY_OFFICER), frame=FRAME, page=page
    )
    assert html.count("<script") == 2, "the keys and the log line of every page"
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_the_predictable_stand_first_and_those_without_a_check_apart() -> None:
    page = page_of(Plan(rounds()), tonight(), NOW, may_plan=True, planned=0, moved=False)
    warned = [row.pattern is not None for row in page.sites]
    assert warned == sorted(warned, reverse=True)
    assert any(warned)
    assert {row.code for row in page.others} == {"EMB-NL", "NUNC"}
