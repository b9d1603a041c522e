"""Every event is told in a sentence of its own, or is named as no matter for the log."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controlroom.auth.audience import LOCALES
from controlroom.catalogs import translations
from controlroom.store.alert_history import Happened
from controlroom.store.panels.log_names import Names
from controlroom.ui.log.rows import log_row
from controlroom.ui.log.sentences import AUTOMATIC, NOT_FOR_THE_LOG, NOTABLE, PEOPLE, SENTENCES
from controlroom.ui.log.wording import Wording
from controlroom.watch.events import EVENTS
from controlroom.watch.patrols import PatrolKind

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SORTS = [
    *(kind for kind in sorted(EVENTS) if kind != "patrol.reported"),
    *(f"patrol.reported/{what.value}" for what in PatrolKind),
]
TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CALLED = st.text("ABCdef012-", min_size=1, max_size=8)


@pytest.fixture(autouse=True, scope="module")
def _drawn() -> None:
    st.register_type_strategy(datetime, TIMES)
    st.register_type_strategy(str, CALLED)


@pytest.mark.parametrize("sort", SORTS)
def test_an_event_has_a_sentence_or_a_reason_why_it_has_none(sort: str) -> None:
    """A new event: give it a sentence in SENTENCES, or say in NOT_FOR_THE_LOG why it needs none."""
    assert (sort in SENTENCES) != (sort in NOT_FOR_THE_LOG), sort


def test_nothing_is_told_that_cannot_happen() -> None:
    assert {*AUTOMATIC, *PEOPLE, *NOT_FOR_THE_LOG} <= set(SORTS)
    assert set(SENTENCES) >= NOTABLE
    assert all(NOT_FOR_THE_LOG.values())


NAMED: dict[str, st.SearchStrategy[Any]] = {
    "ref": st.just("post:EU-07"),
    "object": st.just("leg:V-1/2"),
    "file": st.sampled_from(("visit:V-1", "site:EMB-1")),
    "about": st.just(("visit:V-1", "alert:7")),
    "scope": st.sampled_from(("", "post:EU-07")),
}
"""Fields that name things of the watch; the others are drawn as their types say."""


def any_event(sort: str) -> st.SearchStrategy[Any]:
    kind, _, what = sort.partition("/")
    fixed = {name: strategy for name, strategy in NAMED.items() if name in _fields(kind)}
    if kind == "leg.lapsed":
        fixed["leg"] = st.just("V-1/2")
    if what:
        fixed["what"] = st.just(PatrolKind(what))
    return st.builds(EVENTS[kind], **fixed)


def _fields(kind: str) -> set[str]:
    return set(EVENTS[kind].__dataclass_fields__)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("sort", [*AUTOMATIC, *PEOPLE])
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_it_says_an_event_can_be_told_in_every_language(
    sort: str, locale: str, data: st.DataObject
) -> None:
    event = data.draw(any_event(sort))
    row = log_row(Happened(7, AT, "anna", event), Wording(translations(locale), Names()))
    assert row.sort == sort
    assert bool(row.text) == (sort not in PEOPLE)
    assert "%(" not in row.text
