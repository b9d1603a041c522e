from dataclasses import replace
from datetime import timedelta

from controlroom.demo.data import table
from controlroom.ui.cut import More, cut
from controlroom.ui.mask import HIDDEN, mask
from controlroom.ui.panels import AlertsPanel, PostsPanel, VisitsPanel
from controlroom.ui.place import Place
from tests.browser.pictures import busy
from tests.browser.samples import (
    ALERTS,
    FALCON,
    HERON,
    LEFT,
    NOW,
    OSPREY,
    POSTS,
    ago,
    alert,
)


def test_what_does_not_fit_is_counted_by_priority() -> None:
    rows, rest = cut(ALERTS, 5)
    assert len(rows) == 5
    assert rest == More(3, ((3, 1), (4, 2)))


def test_when_everything_fits_nothing_more_is_said() -> None:
    assert cut(ALERTS, 50)[1] == More(0)


def test_an_unacknowledged_p1_takes_over_and_an_exercise_never_does() -> None:
    exercise = replace(LEFT, id=9, status="exercise")
    seen = replace(LEFT, id=10, acked_by="Maes")
    assert AlertsPanel(1, (exercise, LEFT, seen, *ALERTS)).takeover == (LEFT,)


def test_the_oldest_alert_without_an_answer_is_named_by_its_age() -> None:
    rows = (alert(1, "post.left", 1, "A", "", 2), alert(2, "post.left", 1, "B", "", 9, "Maes"))
    panel = AlertsPanel(1, rows)
    assert (panel.unacked, panel.oldest_unacked_at) == (1, ago(2))


def test_all_programmes_share_the_hours_from_the_first_leg_that_is_not_done() -> None:
    axis = VisitsPanel(1, (FALCON, OSPREY, HERON)).axis
    assert axis
    assert axis[0] == NOW.replace(minute=0, second=0)
    assert timedelta(hours=1) <= axis[1] - axis[0] <= timedelta(hours=12)


def test_a_visit_without_legs_draws_no_line() -> None:
    assert VisitsPanel(1, (replace(FALCON, leg=None, next_leg=None, legs=()),)).axis is None


def test_a_post_is_as_urgent_as_its_worst_trouble() -> None:
    post = POSTS[0]
    assert post.severity == 4
    assert replace(post, missed_calls=1).severity == 3
    assert replace(post, missed_calls=2).severity == 2
    assert replace(post, state="relief_overdue").severity == 2
    assert replace(post, state="unmanned", since=ago(1)).severity == 1
    assert replace(post, state="unmanned", since=None).severity == 3
    assert replace(post, state="suspended", missed_calls=5).severity == 4


def test_posts_are_told_the_worst_first_and_the_suspended_last() -> None:
    worn = [replace(m, missed_calls=2) if m.code == "PAL-1" else m for m in POSTS]
    codes = [mark.code for mark in PostsPanel(1, tuple(worn)).rows]
    assert (codes[0], codes[1], codes[-1]) == ("PAL-1", "BE-CA", "ZAV-1")


def test_a_place_is_short_on_the_wall_and_whole_at_the_desk() -> None:
    place = Place("European External Action Service", "EEAS")
    assert (place.on("wall"), place.on("desk")) == ("EEAS", "European External Action Service")
    assert Place("Bozar").on("wall") == "Bozar"


def test_the_short_names_of_the_demo_are_short() -> None:
    sites = table("sites")
    assert [s["name"] for s in sites if len(s.get("short") or s["name"]) > 14] == []


def test_with_a_visitor_in_the_room_no_name_address_or_report_is_left_in_any_panel() -> None:
    told = repr([mask(panel) for panel in busy().values()])
    for secret in ("Maes", "Peeters", "Dubois", "Roosevelt", "Steigenberger", "White van", "Rue Belliard"):
        assert secret not in told, secret
    assert HIDDEN in told
