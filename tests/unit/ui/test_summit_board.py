"""The movement board of a summit: who moves next, who is behind, and what is not for everybody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from controlroom.auth.audience import LOCALES, Audience
from controlroom.store.veil import Veil
from controlroom.ui.mask import mask
from controlroom.ui.render import render_panel
from controlroom.ui.summit_board import Board, SummitPanel
from controlroom.ui.summit_views import summit_panel
from controlroom.watch.legs import Leg, LegState
from controlroom.watch.visits import Visit
from tests.unit.ui.summits import EVENT, NOW, a_leg, a_visit, read

WALL = Audience(event=EVENT)
DESK = Audience("desk", event=EVENT)


def board(*visits: tuple[Visit, list[Leg]]) -> Board:
    return summit_panel(7, read(*visits), NOW).of(EVENT)


def drawn(panel: SummitPanel, audience: Audience = WALL) -> str:
    return render_panel("summit", panel, audience=audience)


def test_who_moves_next_stands_first_and_who_has_gone_home_stands_last() -> None:
    gone = a_visit("GONE", a_leg(1, -90, state=LegState.DEPARTED))
    later, sooner = a_visit("LATER", a_leg(1, 90)), a_visit("SOONER", a_leg(1, 20))
    on_the_road = a_visit("ROAD", a_leg(1, -10, state=LegState.EN_ROUTE))
    rows = board(gone, later, sooner, on_the_road).rows
    assert [row.visit.code_name for row in rows] == ["ROAD", "SOONER", "LATER", "GONE"]


def test_a_delegation_is_on_time_delayed_late_or_overdue() -> None:
    late = a_leg(1, -15, overdue=1)
    overdue = a_leg(1, -60, state=LegState.EN_ROUTE, overdue=2)
    delayed = a_leg(1, -10, state=LegState.EN_ROUTE, eta=NOW + timedelta(minutes=44))
    legs = {"A": a_leg(1, 5), "B": delayed, "C": late, "D": overdue}
    found = board(*(a_visit(name, leg) for name, leg in legs.items()))
    assert {row.visit.code_name: row.standing for row in found.rows} == {
        "A": "on_time",
        "B": "delayed",
        "C": "late",
        "D": "overdue",
    }
    assert (found.behind, found.moving) == (2, 2)


def test_only_what_is_behind_has_a_colour_and_it_says_so_in_words() -> None:
    calm = drawn(summit_panel(7, read(a_visit("A", a_leg(1, 5))), NOW))
    assert "data-priority" not in calm
    late = drawn(summit_panel(7, read(a_visit("A", a_leg(1, -15, overdue=1))), NOW))
    assert 'data-priority="3"' in late
    assert "<span>late</span>" in late


def test_a_row_says_where_a_delegation_is_with_whom_it_goes_and_whereto() -> None:
    here = a_leg(1, -90, state=LegState.ARRIVED, arrived_at=NOW - timedelta(minutes=60))
    (row,) = board(a_visit("A", here, a_leg(2, 30, origin="EU-JL", destination="AMIGO"))).rows
    assert row.place is not None
    assert row.place.name == "Justus Lipsius"
    assert row.escort == ("ESC-1", "LO-1")
    html = drawn(summit_panel(7, read(a_visit("A", here, a_leg(2, 30, origin="EU-JL"))), NOW), DESK)
    assert "5 cars" in html
    assert 'href="/visits/A"' in html


def test_all_rows_share_the_hours_of_what_is_still_to_come() -> None:
    found = board(
        a_visit("A", a_leg(1, -300, state=LegState.ARRIVED), a_leg(2, 40)), a_visit("B", a_leg(1, 600))
    )
    assert found.axis == (datetime(2026, 11, 24, 13, tzinfo=UTC), datetime(2026, 11, 25, 0, tzinfo=UTC))


def test_a_screen_gets_what_fits_and_is_told_how_many_are_missing() -> None:
    panel = summit_panel(7, read(*(a_visit(f"D-{n}", a_leg(1, n)) for n in range(27))), NOW)
    html = drawn(panel, replace(WALL, rows=(("summit", 20),)))
    assert html.count('class="move"') == 20
    assert "+7 more" in html


def test_a_delegation_that_is_kept_from_whoever_looks_is_not_on_the_board() -> None:
    seen = read(a_visit("OPEN", a_leg(1, 5)), a_visit("SECRET", a_leg(1, 10)))
    veiled = Veil(frozenset({"visit:SECRET"})).over(seen)
    html = drawn(summit_panel(7, veiled, NOW))
    assert "OPEN" in html
    assert "SECRET" not in html


def test_while_a_visitor_is_in_the_room_no_place_and_no_event_is_named() -> None:
    here = a_leg(1, -90, state=LegState.ARRIVED, arrived_at=NOW - timedelta(minutes=60))
    panel = summit_panel(7, read(a_visit("LYNX", here, a_leg(2, 30))), NOW)
    masked = mask(panel)
    assert isinstance(masked, SummitPanel)
    html = drawn(masked)
    for word in ("Justus Lipsius", "Zaventem", EVENT):
        assert word not in html
    assert "LYNX" in html


@pytest.mark.parametrize("locale", LOCALES)
def test_the_board_of_a_summit_that_is_not_these_days_says_so(locale: str) -> None:
    html = drawn(SummitPanel(7), Audience(locale=locale, event="<b>Nobody</b>"))
    assert html.startswith('<section id="panel-summit"')
    assert 'class="empty"' in html
    assert "&lt;b&gt;Nobody" in html


def test_the_same_board_is_drawn_whatever_the_time_is() -> None:
    seen: Any = read(a_visit("A", a_leg(1, 5)))
    assert drawn(summit_panel(7, seen, NOW)) == drawn(summit_panel(7, seen, NOW + timedelta(minutes=3)))
