"""Rounds: in the window, at no time that an observer could expect, and never a pattern of our own making."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import correlation, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlroom.watch.chance import Chance, Window
from controlroom.watch.predictability import Mark, pattern
from controlroom.watch.rounds import Cornered, Errand, Manner, Proposal, Why, propose

SECRET = bytes(range(32))
EVENING = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
WIDE = timedelta(hours=8)
MINUTE = timedelta(minutes=1)


def window(after_h: float = 0, hours: float = 8) -> Window:
    start = EVENING + timedelta(hours=after_h)
    return Window(start, start + timedelta(hours=hours))


def at(minutes: float) -> datetime:
    return EVENING + timedelta(minutes=minutes)


def one(
    errand: Errand, manner: Manner | None = None, units: Mapping[str, Sequence[datetime]] | None = None
) -> Proposal | Cornered:
    (answer,) = propose(SECRET, [errand], units or {}, manner or Manner())
    return answer


def times(answers: Sequence[Proposal | Cornered]) -> list[datetime]:
    return [answer.at for answer in answers if isinstance(answer, Proposal)]


# --- what holds for every plan ------------------------------------------------------------------------------

secrets_ = st.binary(min_size=32, max_size=32)
sites = st.lists(st.sampled_from(["EMB-DE", "EU-JL", "NATO-2"]), min_size=1, max_size=3, unique=True)
windows = st.lists(
    st.builds(
        window,
        st.builds(lambda day, hour: 24 * day + hour, st.integers(0, 5), st.integers(0, 2)),
        st.sampled_from([1, 2, 4, 8]),
    ),
    min_size=1,
    max_size=6,
    unique=True,
)
"""Mostly about the same hour of an evening, where a pattern is near."""
manners = st.builds(
    Manner,
    width=st.sampled_from([10, 20, 30]).map(lambda minutes: timedelta(minutes=minutes)),
    least_gap=st.integers(45, 180).map(lambda minutes: timedelta(minutes=minutes)),
    longest_gap=st.sampled_from([None, timedelta(hours=12), timedelta(hours=30)]),
    drive=st.integers(0, 60).map(lambda minutes: timedelta(minutes=minutes)),
)
teams = st.lists(st.sampled_from(["PAT-1", "PAT-2", "PAT-3"]), max_size=3, unique=True)


@given(secrets_, sites, windows, teams, manners)
def test_every_check_lies_wholly_in_its_window_and_keeps_the_gaps(
    secret: bytes, codes: list[str], asked: list[Window], units: list[str], manner: Manner
) -> None:
    errands = [Errand(code, tuple(asked)) for code in codes]
    answers = propose(secret, errands, {unit: [] for unit in units}, manner)
    assert Counter(answer.site for answer in answers) == dict.fromkeys(codes, len(asked))
    proposals = [answer for answer in answers if isinstance(answer, Proposal)]
    for found in proposals:
        assert found.window.start <= found.at - manner.slack
        assert found.at + manner.slack <= found.window.end
        assert (found.at.second, found.at.microsecond) == (0, 0)
        assert (found.unit in units) if units else found.unit is None
    for code in codes:
        mine = sorted(found.at for found in proposals if found.site == code)
        for earlier, later in pairwise(mine):
            assert later - earlier >= manner.least_gap
    for unit in units:
        tasks = sorted(found.at for found in proposals if found.unit == unit)
        assert all(later - earlier >= max(manner.drive, MINUTE) for earlier, later in pairwise(tasks))


@settings(max_examples=200)
@given(secrets_, windows, windows, manners, st.lists(st.integers(-4320, -60), max_size=4), st.randoms())
def test_the_meter_never_warns_of_a_field_that_keeps_to_what_was_proposed(
    secret: bytes,
    first: list[Window],
    then: list[Window],
    manner: Manner,
    before: list[int],
    field: Random,
) -> None:
    """Even if a plan was made between the checks of another, and each check comes anywhere in its band."""
    made = sorted(at(minutes) for minutes in before)
    marks = [Mark(moment) for moment in made]
    planned = [
        Mark(moment, manner.slack) for moment in times(propose(secret, [errand(first, marks)], {}, manner))
    ]
    planned += [
        Mark(moment, manner.slack)
        for moment in times(propose(secret, [errand(then, [*marks, *planned])], {}, manner))
    ]
    slack_min = int(manner.slack / MINUTE)
    kept = sorted(mark.at + MINUTE * field.choice((-slack_min, 0, slack_min)) for mark in planned)
    already = pattern(made) is not None
    for many in range(1, len(kept) + 1):
        found = pattern([*made, *kept[:many]])
        assert found is None or (already and many <= 2)


def errand(asked: Sequence[Window], marks: Sequence[Mark] = (), site: str = "EU-JL") -> Errand:
    return Errand(site, tuple(asked), tuple(marks))


# --- what an observer can make of it ------------------------------------------------------------------------


def nights(many: int) -> list[int]:
    """The minute of the window that was proposed on each of so many nights, each knowing those before."""
    drawn: list[int] = []
    marks: list[Mark] = []
    for night in range(many):
        tonight = window(24 * night)
        found = one(Errand("EU-JL", (tonight,), tuple(marks[-5:])))
        assert isinstance(found, Proposal)
        marks.append(Mark(found.at))
        drawn.append((found.at - tonight.start) // MINUTE)
    return drawn


@pytest.fixture(scope="module")
def years() -> list[int]:
    return nights(1500)


def test_all_times_of_a_window_are_equally_likely() -> None:
    """Chi-square over 23 bins of 20 minutes, p = 0.001 at 48.3; the secret is fixed, so it cannot flicker."""
    bins = Counter[int]()
    for night in range(4600):
        found = one(Errand("EU-JL", (window(24 * night),)))
        assert isinstance(found, Proposal)
        minute = (found.at - found.window.start) // MINUTE - 10
        if minute < 460:
            bins[minute // 20] += 1
    expected = bins.total() / 23
    assert len(bins) == 23
    assert sum((n - expected) ** 2 / expected for n in bins.values()) < 48.3


def test_what_was_seen_on_thirty_nights_says_nothing_of_the_next(years: list[int]) -> None:
    """Four standard deviations of a correlation of nothing, for each of the thirty nights before."""
    for lag in range(1, 31):
        assert abs(correlation(years[:-lag], years[lag:])) < 4 / (len(years) - lag) ** 0.5, lag


@pytest.mark.parametrize(
    "guess", ["as last night", "the usual hour", "the middle of what was seen", "what never came"]
)
def test_no_guess_from_thirty_nights_is_better_than_chance(years: list[int], guess: str) -> None:
    """A guess is right within a quarter of an hour; chance is one of the 461 minutes, four deviations off."""
    tried = range(30, len(years))
    hits = sum(abs(years[n] - _guess(guess, years[n - 30 : n])) <= 15 for n in tried)
    chance = 31 / 461
    assert hits < len(tried) * chance + 4 * (len(tried) * chance * (1 - chance)) ** 0.5


def _guess(how: str, seen: list[int]) -> float:
    halves = Counter(dict.fromkeys(range(16), 1))
    halves.update(minute // 30 for minute in seen)
    match how:
        case "as last night":
            return seen[-1]
        case "the usual hour":
            return halves.most_common(1)[0][0] * 30 + 15
        case "the middle of what was seen":
            return median(seen)
        case _:
            return halves.most_common()[-1][0] * 30 + 15


def test_another_secret_another_day_another_site_or_another_draw_is_another_time() -> None:
    tonight, tomorrow = window(), window(24)
    numbers = {
        Chance(secret, site, when, draws).number("1")
        for secret in (SECRET, bytes(32))
        for site in ("EU-JL", "EMB-DE")
        for when in (tonight, tomorrow, Window(tonight.start, tonight.end + MINUTE))
        for draws in (0, 1)
    }
    assert len(numbers) == 24


def test_two_officers_who_look_at_the_same_plan_are_shown_the_same_times() -> None:
    asked = [errand([window(0, 4), window(4, 4)]), errand([window(0, 8)], site="EMB-DE")]
    units = {"PAT-1": [], "PAT-2": [at(30)]}
    assert propose(SECRET, asked, units, Manner()) == propose(SECRET, asked[::-1], units, Manner())


def test_a_window_is_the_same_window_in_whatever_zone_it_is_said() -> None:
    tonight = window()
    there = Window(*(moment.astimezone() for moment in (tonight.start, tonight.end)))
    assert times([one(errand([tonight]))]) == times([one(errand([there]))])


# --- what is refused, and why -------------------------------------------------------------------------------


def why(answer: Proposal | Cornered) -> Why | None:
    return answer.why if isinstance(answer, Cornered) else None


def test_a_window_that_no_check_fits_into_is_too_narrow() -> None:
    assert why(one(errand([window(0, 0.25)]))) is Why.NARROW
    assert why(one(errand([window(0, 1 / 3)]))) is None


def test_a_window_in_which_every_check_would_make_a_pattern_is_refused() -> None:
    """Two checks came at nine on the evenings before: an hour around that is no surprise now."""
    before = [Mark(at(60) - timedelta(days=n)) for n in (1, 2)]
    assert why(one(errand([window(0.5, 1)], before))) is Why.PREDICTABLE
    later = one(errand([window(0.5, 3)], before))
    assert isinstance(later, Proposal)
    assert later.at - at(60) > timedelta(minutes=40)


@pytest.mark.parametrize(("begins", "barred"), [(85, Why.PREDICTABLE), (91, None)])
def test_a_unit_may_come_at_either_end_of_its_band(begins: float, barred: Why | None) -> None:
    """The band that begins at 21:25 may bring a check half an hour after nine; that of 21:31 may not."""
    before = [Mark(at(60) - timedelta(days=n)) for n in (1, 2)]
    assert why(one(errand([window(begins / 60, 1 / 3)], before))) is barred


def test_a_check_that_is_planned_for_later_is_not_made_part_of_a_pattern_either() -> None:
    around = [Mark(at(60) + timedelta(days=n), timedelta(minutes=10)) for n in (1, 2)]
    assert why(one(errand([window(0.5, 1)], around))) is Why.PREDICTABLE


def test_a_window_just_after_a_check_is_too_close() -> None:
    assert why(one(errand([window(0, 0.5)], [Mark(at(-10))]))) is Why.TOO_CLOSE


def test_a_gap_is_kept_from_what_was_made_and_from_what_is_planned() -> None:
    manner = Manner(longest_gap=timedelta(hours=2))
    found = one(errand([window()], [Mark(at(-30))]), manner)
    assert isinstance(found, Proposal)
    assert found.at <= at(90)
    assert why(one(errand([window(3, 4)], [Mark(at(0), timedelta(minutes=10))]), manner)) is Why.TOO_FAR


def test_a_gap_that_is_too_long_already_bars_no_time() -> None:
    manner = Manner(longest_gap=timedelta(hours=2))
    assert why(one(errand([window()], [Mark(at(-3000))]), manner)) is None


def test_units_that_are_all_elsewhere_bar_a_time() -> None:
    there = [at(minutes) for minutes in range(0, 60, 10)]
    assert why(one(errand([window(0, 1)]), units={"PAT-1": there})) is Why.NO_UNIT
    found = one(errand([window(0, 1)]), units={"PAT-1": there, "PAT-2": []})
    assert isinstance(found, Proposal)
    assert found.unit == "PAT-2"


def test_the_work_is_spread_over_the_units() -> None:
    asked = [errand([window(n * 8) for n in range(4)], site=site) for site in ("A", "B", "C")]
    answers = propose(SECRET, asked, {unit: [] for unit in ("PAT-1", "PAT-2", "PAT-3")}, Manner())
    assert Counter(found.unit for found in answers if isinstance(found, Proposal)) == {
        "PAT-1": 4,
        "PAT-2": 4,
        "PAT-3": 4,
    }


def test_no_unit_is_at_two_sites_in_one_minute_even_if_the_way_is_nothing() -> None:
    narrow = Window(EVENING, EVENING + timedelta(minutes=20))
    asked = [errand([narrow], site="A"), errand([narrow], site="B")]
    answers = propose(SECRET, asked, {"PAT-1": []}, Manner(drive=timedelta()))
    assert [why(answer) for answer in answers] == [None, Why.NO_UNIT]
