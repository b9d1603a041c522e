"""A guest who stays for two months stands on each of the days, whenever somebody looks."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from controlroom.store.panels import gatherings, private_calendar
from controlroom.store.panels.one_visit import one_visit, visit_file
from controlroom.store.panels.snapshot import Snapshot, look
from controlroom.store.panels.summit import summits
from controlroom.store.panels.week import week
from controlroom.watch.alarm_load import Span
from controlroom.watch.legs import PlannedLeg
from controlroom.watch.visits import PlanVisit, Rank, VisitKind
from tests.conftest import Database
from tests.integration.a_watch import a_watch

DAY: Final = timedelta(days=1)
NOW: Final = datetime.now(UTC)


@pytest.fixture
async def snapshot(database: Database) -> AsyncIterator[Snapshot]:
    """Fifty days after it began; FALCON is driven from the same place within the hour."""
    async with a_watch(database.database_url) as watch:
        leg = PlannedLeg(1, "BRU", "EU-JL", NOW + timedelta(minutes=30), NOW + timedelta(hours=1), (), 1)
        begins, ends = NOW - 50 * DAY, NOW + 10 * DAY
        heron = PlanVisit(
            "V-60", "HERON", Rank.C, VisitKind.PRIVATE, "X", begins, ends, 2, "Exchange", (leg,)
        )
        await watch.app.state.desk.do(heron, "setup")
        async with look(watch.app.state.engine) as snapshot:
            yield snapshot


async def test_it_stands_on_the_board_of_the_week_and_in_the_calendars(snapshot: Snapshot) -> None:
    past, coming = Span(NOW - 7 * DAY, NOW), Span(NOW, NOW + 7 * DAY)
    assert "V-60" in [one.code for one in (await week(snapshot, past, coming)).visits]
    for begins in (NOW - 7 * DAY, NOW, NOW + 9 * DAY):
        read = await gatherings.calendar(snapshot, gatherings.Wanted(begins, begins + DAY))
        assert "V-60" in [one.code for one in read.visits], begins
    read = await gatherings.calendar(snapshot, gatherings.Wanted(NOW + 11 * DAY, NOW + 12 * DAY))
    assert "V-60" not in [one.code for one in read.visits]
    followed = await private_calendar.calendar(snapshot, NOW)
    assert "V-60" in [one.code for one in followed.visits]


async def test_it_is_on_the_board_of_its_event_and_clashes_with_another(snapshot: Snapshot) -> None:
    assert "V-60" in [one.code for one in (await summits(snapshot, NOW)).visits]
    falcon = await visit_file(snapshot, await one_visit(snapshot, "V-1"))
    assert [other.visit for other in falcon.near] == ["V-60"]
