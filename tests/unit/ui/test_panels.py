from dataclasses import replace
from datetime import timedelta

from controlroom.ui.cut import More, cut
from controlroom.ui.mask import HIDDEN, mask
from controlroom.ui.panels import AlertsPanel, VisitsPanel
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


def test_with_a_visitor_in_the_room_no_name_address_or_report_is_left_in_any_panel() -> None:
    told = repr([mask(panel) for panel in busy().values()])
    for secret in ("Maes", "Peeters", "Roosevelt", "Steigenberger", "White van", "Rue Belliard"):
        assert secret not in told, secret
    assert HIDDEN in told
