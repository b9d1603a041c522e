"""How the race of the officers is judged: two winners, none, or a loser who is told wrong are seen."""

from dataclasses import replace
from typing import Any

import pytest

from bench.acknowledge import findings
from bench.officers import told
from bench.race import Form, Press, Race, Told, judge, judge_forms
from bench.wire import Answer

WON = Press(7, "Officer 1", Told.WON, "Officer 1", 12.0)
LOST = Press(7, "Officer 2", Told.LOST, "Officer 1", 14.0)
AT = "2026-11-24T13:00:00+00:00"


def test_one_winner_whom_all_others_were_told_is_right() -> None:
    assert judge([WON, LOST], [(7, "Officer 1"), (8, "Officer 2")]).wrong == []


@pytest.mark.parametrize(
    ("presses", "journal"),
    [
        ([WON, replace(LOST, told=Told.WON, winner="Officer 2")], [(7, "Officer 1")]),
        ([LOST], [(7, "Officer 1")]),
        ([WON, LOST], [(7, "Officer 1"), (7, "Officer 1")]),
        ([WON, LOST], [(7, "Officer 2")]),
        ([WON, LOST], []),
        ([WON, replace(LOST, winner="Officer 3")], [(7, "Officer 1")]),
        ([WON, replace(LOST, told=Told.BROKEN, winner="")], [(7, "Officer 1")]),
    ],
    ids=[
        "two winners",
        "no winner",
        "written twice",
        "another written",
        "not written",
        "another named",
        "5xx",
    ],
)
def test_whatever_else_is_seen(presses: list[Press], journal: list[tuple[int, str]]) -> None:
    assert judge(presses, journal).wrong == [7]


@pytest.mark.parametrize(
    ("status", "body", "means"),
    [
        (200, {"acknowledged_by": "Officer 2"}, (Told.WON, "Officer 2")),
        (200, {"acknowledged_by": "Officer 1"}, (Told.WON, "")),
        (409, {"by": "Officer 1", "at": AT}, (Told.LOST, "Officer 1")),
        (409, {"by": "Officer 2", "at": AT}, (Told.UNNAMED, "Officer 2")),
        (409, {"by": "Officer 1"}, (Told.UNNAMED, "Officer 1")),
        (409, {}, (Told.UNNAMED, "")),
        (503, {}, (Told.BROKEN, "")),
    ],
)
def test_what_an_answer_tells_the_second_officer(status: int, body: Any, means: tuple[Told, str]) -> None:
    assert told(Answer(status, body), "Officer 2") == means


def form(done: int, before: int, status: int = 200) -> tuple[Answer, float]:
    return Answer(status, {"acknowledged": done, "before": before}), 20.0


@pytest.mark.parametrize(
    ("sent", "written", "wrong"),
    [
        ([form(2, 0), form(0, 2)], [1, 2], 0),
        ([form(2, 0), form(1, 1)], [1, 2], 2),
        ([form(2, 0), form(0, 2)], [1, 2, 2], 2),
        ([form(2, 0), form(0, 1)], [1, 2], 1),
        ([form(2, 0), form(0, 0, status=503)], [1, 2], 1),
    ],
    ids=["right", "one told to two", "written twice", "one untold", "refused"],
)
def test_forms_with_the_same_alerts_tell_each_once(sent: Any, written: list[int], wrong: int) -> None:
    assert sum(each.wrong for each in judge_forms(sent, [1, 2], written)) == wrong


def test_a_slow_answer_and_a_wrong_one_miss_their_bars() -> None:
    race = Race(1, [WON, replace(LOST, took_ms=251.0)], wrong=[7])
    missed = [
        bar.what
        for bar in findings({"race": race}, [Form(1, 0, wrong=True, took_ms=1)], 2).bars
        if not bar.met
    ]
    assert missed == [
        "race: alerts with one winner",
        "race: an acknowledgement is answered, p99",
        "forms with the same alerts that were told something else",
    ]
