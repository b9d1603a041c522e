"""One screen's side of the live picture, without a socket and without waiting."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from controlroom.ws.session import LAGS_AFTER_S, Beat, Drawn, Session, State

PANELS = ("header", "alerts", "posts")


def drawn(panel: str, v: int, says: str = "") -> Drawn:
    return Drawn(panel, v, f'<section id="panel-{panel}" data-v="{v}">{says}</section>')


def picture(v: int) -> list[Drawn]:
    return [drawn(panel, v) for panel in PANELS]


def live(v: int = 1) -> Session:
    """A screen that has its first picture."""
    session = Session()
    session.snapshot(picture(v), 0.0)
    session.take()
    return session


def panels(frames: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(p["panel"], p["v"]) for frame in frames if frame["t"] == "panels" for p in frame["panels"]]


def test_a_screen_gets_the_whole_picture_at_once() -> None:
    session = Session()
    session.snapshot(picture(5), 0.0)
    assert session.state is State.LIVE
    (frame,) = session.take()
    assert (frame["t"], frame["seq"]) == ("panels", 5)
    assert panels([frame]) == [("header", 5), ("alerts", 5), ("posts", 5)]
    assert session.take() == []


def test_a_screen_without_its_first_picture_is_sent_nothing_but_ticks() -> None:
    session = Session()
    assert session.offer(drawn("alerts", 7), 0.0)
    session.tick(Beat("now", 7, 0.1, 5.0))
    assert [frame["t"] for frame in session.take()] == ["tick"]


def test_news_that_comes_before_the_first_picture_wins_over_an_older_one() -> None:
    session = Session()
    session.offer(drawn("alerts", 7), 0.0)
    session.snapshot(picture(5), 0.0)
    assert panels(session.take()) == [("alerts", 7), ("header", 5), ("posts", 5)]


def test_of_ten_states_that_wait_a_slow_screen_gets_the_newest() -> None:
    session = live()
    for v in range(2, 12):
        assert session.offer(drawn("alerts", v), 0.0)
    assert panels(session.take()) == [("alerts", 11)]


def test_what_changed_last_is_sent_last() -> None:
    session = live()
    session.offer(drawn("alerts", 2), 0.0)
    session.offer(drawn("posts", 3), 0.0)
    session.offer(drawn("alerts", 4), 0.0)
    assert panels(session.take()) == [("posts", 3), ("alerts", 4)]


def test_a_picture_never_goes_back() -> None:
    session = live(5)
    assert not session.offer(drawn("alerts", 4), 0.0)
    session.offer(drawn("alerts", 9), 0.0)
    assert not session.offer(drawn("alerts", 8), 0.0)
    assert panels(session.take()) == [("alerts", 9)]
    assert session.take() == []


def test_what_is_drawn_anew_without_an_event_is_sent_too() -> None:
    """A feed that was heard again changes its panel, and no number of the journal."""
    session = live(5)
    assert session.offer(drawn("header", 5, "another officer"), 0.0)
    assert panels(session.take()) == [("header", 5)]


def test_the_very_drawing_that_is_shown_or_waits_is_not_sent_again() -> None:
    session = Session()
    first = picture(1)
    session.snapshot(first, 0.0)
    assert not session.offer(first[0], 0.0)
    session.take()
    assert not session.offer(first[0], 0.0)
    session.snapshot(first, 0.0)
    assert session.take() == []


def test_a_tick_says_what_the_screen_was_sent_of_each_panel() -> None:
    session = live(5)
    session.offer(drawn("alerts", 6), 0.0)
    session.tick(Beat("2026-11-24T13:32:07.123Z", 7, 0.4567, 86.12345))
    _, tick = session.take()
    assert tick == {
        "t": "tick",
        "now": "2026-11-24T13:32:07.123Z",
        "seq": 7,
        "age": 0.46,
        "steady": 86.123,
        "v": {"header": 5, "posts": 5, "alerts": 6},
    }


def test_of_two_ticks_that_wait_only_the_newest_is_sent() -> None:
    session = live()
    session.tick(Beat("a", 1, 0.1, 5.0))
    session.tick(Beat("b", 1, 0.1, 5.5))
    assert [frame["now"] for frame in session.take()] == ["b"]
    assert session.take() == []


def test_a_screen_that_took_nothing_for_too_long_lags() -> None:
    session = live()
    session.offer(drawn("alerts", 2), 10.0)
    session.offer(drawn("alerts", 3), 14.0)
    assert not session.lags(10.0 + LAGS_AFTER_S)
    assert session.lags(10.01 + LAGS_AFTER_S)


def test_a_screen_that_took_everything_does_not_lag_however_quiet_the_night_is() -> None:
    session = live()
    assert not session.lags(10_000.0)
    session.snapshot(session._shown.values(), 0.0)
    assert not session.lags(10_000.0)


def test_a_screen_that_waits_for_its_first_picture_does_not_lag() -> None:
    session = Session()
    session.offer(drawn("alerts", 2), 0.0)
    assert not session.lags(10_000.0)


def test_a_lagging_screen_forgets_everything_and_starts_afresh() -> None:
    session = live(9)
    session.offer(drawn("alerts", 10), 0.0)
    assert session.reset() == {"t": "reset"}
    assert (session.state, session.versions, session.take()) == (State.SYNCING, {}, [])
    session.snapshot(picture(3), 60.0)
    assert panels(session.take()) == [("header", 3), ("alerts", 3), ("posts", 3)]


def test_two_drawings_look_alike_if_only_their_number_differs() -> None:
    assert drawn("alerts", 5, "one").looks_like(drawn("alerts", 17, "one"))
    assert not drawn("alerts", 5, "one").looks_like(drawn("alerts", 17, "two"))


steps = st.lists(
    st.one_of(
        st.tuples(st.just("offer"), st.sampled_from(PANELS), st.integers(0, 9)),
        st.tuples(st.just("snapshot"), st.just(""), st.integers(0, 9)),
        st.tuples(st.just("take"), st.just(""), st.just(0)),
    ),
    max_size=40,
)


@given(steps)
def test_whatever_comes_a_screen_ends_with_the_newest_it_was_offered_and_never_went_back(
    said: list[tuple[str, str, int]],
) -> None:
    session = Session()
    shown: dict[str, int] = {}
    newest: dict[str, int] = {}
    for what, panel, v in [*said, ("snapshot", "", 0), ("take", "", 0)]:
        offered = [drawn(panel, v)] if what == "offer" else picture(v) if what == "snapshot" else []
        for each in offered:
            newest[each.panel] = max(newest.get(each.panel, 0), each.v)
        if what == "offer":
            session.offer(offered[0], 0.0)
        elif what == "snapshot":
            session.snapshot(offered, 0.0)
        for name, number in panels(session.take()) if what == "take" else []:
            assert number >= shown.get(name, 0)
            shown[name] = number
        assert len(session._waiting) <= len(PANELS)
    assert shown == newest
