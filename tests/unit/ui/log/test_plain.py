"""A report in a mail: 72 columns, numbered, no markup, whatever somebody typed."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from controlroom.ui.log.plain import WIDTH, as_text
from controlroom.ui.log.sitrep import Section, Sitrep
from controlroom.ui.log.telling import Item, age

LONG = "the convoy waits at the gate of the Europa building because the barrier does not open " * 4
REPORT = Sitrep(
    "Situation report",
    "24.11.2026 06:00 +0100 - 24.11.2026 14:00 +0100",
    "Draft of 24.11.2026 14:01 +0100, journal up to no. 184",
    (
        Section("General", (Item("", "General threat level: 3."),)),
        Section("What happened", (Item("14:32", LONG, "EXERCISE", "Anna Peeters"), Item("14:40", "b"))),
        Section("Posts", (), "All posts are manned."),
    ),
)


def test_a_report_reads_as_a_mail_does() -> None:
    lines = as_text(REPORT).split("\r\n")
    assert lines[:3] == ["SITUATION REPORT", REPORT.about, REPORT.made]
    assert "1. GENERAL" in lines
    assert "1.1    General threat level: 3." in lines
    assert lines[lines.index("2. WHAT HAPPENED") + 1].startswith("2.1    14:32 [EXERCISE] the convoy waits")
    assert lines[-2:] == ["   All posts are manned.", ""]
    assert "2.2    14:40 b" in lines


@given(st.lists(st.text(), max_size=4))
def test_no_line_is_wider_than_a_mail_and_nothing_typed_makes_a_line_of_its_own(typed: list[str]) -> None:
    report = Sitrep("T", "a", "m", (Section("S", tuple(Item("14:32", text) for text in typed)),))
    lines = as_text(report).split("\r\n")
    assert all(len(line) <= WIDTH for line in lines)
    assert not any("\n" in line or "\r" in line for line in lines)
    own = [line for line in lines[4:] if line and not line.startswith(("1.", " "))]
    assert own == []


def test_an_age_is_said_as_people_say_it() -> None:
    assert [age(timedelta(minutes=m)) for m in (-1, 0, 59, 61, 1500)] == [
        "0 min",
        "0 min",
        "59 min",
        "1 h 01 min",
        "1 d 1 h",
    ]
