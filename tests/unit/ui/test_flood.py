"""A flood, sorted for one operator (requirement R25): nothing is lost, what is urgent stands by itself."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from controlroom.auth.audience import Audience
from controlroom.auth.roles import Role
from controlroom.ui.cut import cut
from controlroom.ui.flood import LINES, AlertGroup, Line, lines
from controlroom.ui.panels import AlertRow, AlertsPanel
from controlroom.ui.render import render_panel
from controlroom.watch.rules import BY_NAME
from tests.browser.pictures import flood
from tests.browser.samples import ago, alert

ROWS = st.lists(
    st.builds(
        alert,
        st.uuids().map(int),
        st.sampled_from([*BY_NAME, "a.rule_of_a_newer_version"]),
        st.integers(1, 4),
        st.sampled_from(["EU-01", "EU-02", "VP-1", "VP-2"]),
        st.sampled_from(["Europa", "NATO HQ", ""]),
        st.floats(0.1, 60),
        st.sampled_from([None, "Maes"]),
    ),
    max_size=60,
)


def members(line: Line) -> tuple[AlertRow, ...]:
    return line.rows if isinstance(line, AlertGroup) else (line,)


@given(ROWS)
def test_every_alert_is_in_one_line_and_the_counts_add_up(rows: list[AlertRow]) -> None:
    sorted_rows = lines(rows)
    assert Counter(row.id for line in sorted_rows for row in members(line)) == Counter(r.id for r in rows)
    shown, rest = cut(sorted_rows, LINES)
    assert sum(len(members(line)) for line in shown) + rest.total == len(rows)
    assert sum(n for _, n in rest.by_priority) == rest.total


@given(ROWS)
def test_what_is_urgent_stands_first_and_never_in_a_group(rows: list[AlertRow]) -> None:
    sorted_rows = lines(rows)
    urgent = [row for row in rows if row.priority <= 2]
    assert list(sorted_rows[: len(urgent)]) == urgent
    for line in sorted_rows:
        if isinstance(line, AlertGroup):
            assert line.priority == min(row.priority for row in line.rows) >= 3
            assert len(line.rows) > 1
            assert len({row.rule for row in line.rows}) == 1


@given(ROWS)
def test_within_a_line_the_order_stays_as_it_was(rows: list[AlertRow]) -> None:
    place = {row.id: at for at, row in enumerate(rows)}
    for line in lines(rows):
        order = [place[row.id] for row in members(line)]
        assert order == sorted(order)


def test_groups_that_nobody_has_seen_come_before_those_that_were_and_the_worst_first() -> None:
    seen = [alert(n, "feed.silent", 3, f"VP-{n}", "", 5, "Maes") for n in (1, 2)]
    low = [alert(n, "patrol.missed", 4, f"BE-{n}", "", 5) for n in (3, 4)]
    high = [alert(n, "post.check_call_missed", 3, f"EU-{n}", "", 5) for n in (5, 6)]
    rules = [members(line)[0].rule for line in lines([*seen, *low, *high])]
    assert rules == ["post.check_call_missed", "patrol.missed", "feed.silent"]


def test_a_group_says_how_many_things_where_and_since_when() -> None:
    rows = tuple(alert(n, "patrol.missed", 4 - n % 2, f"BE-{n % 2}", "Europa", 10 - n) for n in range(4))
    group = AlertGroup("patrol.missed", rows)
    assert (group.noun, group.things, group.place, group.priority, group.unacked) == (
        "site",
        2,
        "Europa",
        3,
        4,
    )
    assert group.raised_at == ago(10)
    assert AlertGroup("patrol.missed", (*rows, alert(9, "patrol.missed", 4, "X", "NATO", 1))).place == ""


def test_a_wall_and_a_desk_in_a_flood_have_at_most_twelve_lines() -> None:
    for audience in (Audience("wall", rows=(("alerts", 40),)), Audience("desk", role=Role.DUTY_OFFICER)):
        html = render_panel("alerts", flood()["alerts"], audience=audience)
        top = html.count('class="alert"') + html.count('class="alert alert--group"')
        top -= html.count('class="alert"', html.find('class="alert__members"')) if "members" in html else 0
        assert 0 < top <= LINES


def test_without_a_flood_every_alert_has_its_own_line() -> None:
    panel = flood()["alerts"]
    html = render_panel("alerts", AlertsPanel(1, panel.rows), audience=Audience("desk"))
    assert html.count('class="alert"') == len(panel.rows)
    assert "alert--group" not in html
