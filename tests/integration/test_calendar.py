"""The calendar: gatherings and visits by day, and what is near what in place and in time."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from sqlalchemy.dialects.postgresql import dialect

from controlroom.auth.roles import Role
from controlroom.clock import BRUSSELS
from controlroom.store.panels.gatherings import (
    Wanted,
    _gatherings,
    calendar,
    gatherings_near_site,
    gatherings_near_visit,
    one_gathering,
)
from controlroom.store.panels.related import thing_of
from controlroom.store.panels.snapshot import look
from controlroom.watch.book import SetThreshold
from controlroom.watch.files import RestrictFile
from controlroom.watch.gatherings import EnterGathering, GatheringKind, Theme
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.visits import CancelVisit, CloseVisit, PostponeVisit, ResumeVisit
from tests.conftest import Database
from tests.integration.a_watch import Watch, a_watch, movement
from tests.integration.an_officer import Officer, Staff, words_of

MATCH, OTHER = GatheringKind.MATCH, Theme.PUBLIC_ORDER
NEXT_DOOR, A_MILE_AWAY = (50.8425, 4.3825), (50.857, 4.382)
"""Of EU-JL: 50 metres, and 1,670."""


def now() -> datetime:
    return datetime.now(UTC)


def gathering(key: str, at: tuple[float, float], begins: datetime, **more: Any) -> EnterGathering:
    ends = begins + timedelta(hours=2)
    said = {"title": f"March {key}", "kind": MATCH, "theme": OTHER, "place": "Square", **more}
    return EnterGathering(
        key, lat=at[0], lon=at[1], starts_at=begins, ends_at=ends, expected=500, by="anna", **said
    )


async def entered(watch: Watch, *gatherings: EnterGathering) -> None:
    await watch.app.state.desk.do_all(gatherings, "anna")


async def read(officer: Officer, path: str) -> str:
    answer = await officer.browser.get(path)
    assert answer.status_code == 200, words_of(answer.text)
    return words_of(answer.text)


def typed(**more: str) -> dict[str, str]:
    day = datetime.now(UTC).astimezone(BRUSSELS).date()
    return {
        "title": "March of the unions",
        "kind": "manifestation",
        "theme": "public_order",
        "place": "Boulevard Albert II",
        "lat": "50,8425",
        "lon": "4.3825",
        "starts_at": f"{day}T14:00",
        "ends_at": f"{day}T23:59",
        "expected": "25 000",
        "organiser": "three unions",
        **more,
    }


async def test_a_gathering_is_entered_found_changed_and_cancelled(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    answer = await bert.browser.post("/calendar/new", data=typed())
    assert answer.status_code == 303, words_of(answer.text)
    at = answer.headers["location"]
    said = await read(bert, at)
    for part in ("March of the unions", "25 000", "three unions", "Justus Lipsius", "Manifestation"):
        assert part in said
    assert "March of the unions" in await read(bert, "/calendar")
    assert "March of the unions" in await read(bert, "/calendar?view=week")
    assert "March of the unions" in await read(bert, "/calendar?view=list")
    assert (await bert.browser.post(f"{at}/change", data=typed(expected="40000"))).status_code == 303
    assert "40 000" in await read(bert, at)
    assert (await bert.browser.post(f"{at}/cancellation", data={"reason": " "})).status_code == 422
    assert (await bert.browser.post(f"{at}/cancellation", data={"reason": "storm"})).status_code == 303
    page = (await bert.browser.get("/calendar")).text
    assert "<s>March of the unions</s>" in page
    assert "storm" in await read(bert, at)


async def test_the_same_form_sent_twice_enters_one_gathering_and_another_after_it_a_second(
    staff: Staff,
) -> None:
    bert = await staff.signs_in("bert")
    (key,) = re.findall(r'name="key" value="(G-[^"]+)"', (await bert.browser.get("/calendar/new")).text)
    said = typed(key=key)
    first, again = [await bert.browser.post("/calendar/new", data=said) for _ in range(2)]
    assert first.headers["location"] == again.headers["location"] == f"/calendar/{key}"
    other = await bert.browser.post("/calendar/new", data=said | {"title": "March of the students"})
    assert other.headers["location"] != f"/calendar/{key}"
    rows = await staff.watch.ask("SELECT title FROM gathering ORDER BY title")
    assert rows == [("March of the students",), ("March of the unions",)]


async def test_what_is_changed_leaves_the_rest_where_it_was(staff: Staff) -> None:
    """A gathering from a file has its place to the metre and its times to the second."""
    bert = await staff.signs_in("bert")
    await entered(staff.watch, gathering("G-1", (50.84251234, 4.38251234), now()))
    before = await staff.watch.ask("SELECT lat, lon, starts_at, ends_at FROM gathering")
    page = (await bert.browser.get("/calendar/G-1/change")).text
    shown = dict(re.findall(r'name="(\w+)" type="[^"]+" value="([^"]*)"', page))
    answer = await bert.browser.post("/calendar/G-1/change", data=typed(**shown | {"title": "March"}))
    assert answer.status_code == 303, words_of(answer.text)
    assert await staff.watch.ask("SELECT lat, lon, starts_at, ends_at FROM gathering") == before
    assert await staff.watch.ask("SELECT title FROM gathering") == [("March",)]


async def test_what_is_refused_is_said_beside_its_field_and_what_was_typed_stays(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    for wrong, said in (
        (typed(title=" "), "say what it is called"),
        (typed(kind="party"), "Choose what it is."),
        (typed(lat="north"), "Write degrees as"),
        (typed(ends_at=""), "A moment is written as"),
        (typed(ends_at=typed()["starts_at"]), "it ends after it begins"),
        (typed(expected="many"), "Write a number, or nothing."),
    ):
        answer = await bert.browser.post("/calendar/new", data=wrong)
        assert answer.status_code == 422
        assert said in words_of(answer.text)
        assert 'value="Boulevard Albert II"' in answer.text


async def test_the_calendar_is_filtered_by_kind_and_theme_and_words(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    await entered(
        staff.watch,
        gathering("G-1", NEXT_DOOR, now()),
        gathering("G-2", NEXT_DOOR, now(), theme=Theme.TERRORISM),
    )
    both = await read(bert, "/calendar?view=week")
    assert "March G-1" in both
    assert "FALCON" in both
    assert "FALCON" not in await read(bert, "/calendar?view=week&kind=match")
    assert "March G-1" not in await read(bert, "/calendar?view=week&kind=visit")
    assert "March G-1" not in await read(bert, "/calendar?view=week&theme=terrorism")
    assert "March G-2" not in await read(bert, "/calendar?view=list&q=g-1")


async def test_a_link_of_another_time_or_with_nonsense_still_shows_a_calendar(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    for asked in ("view=year&day=tomorrow", "day=1066-10-14", "page=0&view=list", "kind=x&theme=y"):
        assert "Calendar" in await read(bert, f"/calendar?{asked}")
    assert "Nothing stands in the calendar here" in await read(bert, "/calendar?view=week&day=2031-05-05")


async def test_an_operator_reads_the_calendar_and_enters_nothing(staff: Staff) -> None:
    omar = await staff.signs_in("omar", Role.OPERATOR)
    await entered(staff.watch, gathering("G-1", NEXT_DOOR, now()))
    assert "Mark as cancelled" not in await read(omar, "/calendar/G-1")
    assert (await omar.browser.post("/calendar/new", data=typed())).status_code == 403
    assert (await omar.browser.post("/calendar/G-1/cancellation", data={"reason": "x"})).status_code == 403
    assert (await omar.browser.get("/calendar/G-9")).status_code == 404


async def near_the_site(watch: Watch, begins: datetime, ends: datetime) -> list[str]:
    async with look(watch.app.state.engine) as snapshot:
        site: Any = await thing_of(snapshot, Noun.SITE, "EU-JL")
        return [one.gathering.id for one in await gatherings_near_site(snapshot, site, begins, ends)]


async def near_the_visit(watch: Watch, reader: str = "") -> list[str]:
    async with look(watch.app.state.engine, reader) as snapshot:
        return [one.gathering.id for one in await gatherings_near_visit(snapshot, "V-1")]


async def test_near_is_within_the_radius_and_the_time_that_the_book_says(watch: Watch) -> None:
    begins = now()
    await entered(
        watch,
        gathering("G-near", NEXT_DOOR, begins),
        gathering("G-far", A_MILE_AWAY, begins),
        gathering("G-late", NEXT_DOOR, begins + timedelta(hours=5)),
    )
    assert await near_the_site(watch, begins, begins + timedelta(hours=1)) == ["G-near"]
    assert await near_the_visit(watch) == ["G-near"]
    await watch.app.state.desk.do(SetThreshold("gathering.near", "radius", 2000, "chief"), "chief")
    assert set(await near_the_visit(watch)) == {"G-near", "G-far"}
    await watch.app.state.desk.do(SetThreshold("gathering.near", "time", 600, "chief"), "chief")
    assert set(await near_the_visit(watch)) == {"G-near", "G-far", "G-late"}


async def test_a_gathering_names_the_sites_and_visits_near_it_and_no_hidden_one(watch: Watch) -> None:
    await entered(watch, gathering("G-1", NEXT_DOOR, now()))
    async with look(watch.app.state.engine) as snapshot:
        found = await one_gathering(snapshot, "G-1")
    assert [each.site.code for each in found.sites] == ["EU-JL"]
    assert found.sites[0].metres < 100
    assert [each.code for each in found.visits] == ["V-1"]
    await watch.app.state.desk.do(RestrictFile(Ref(Noun.VISIT, "V-1"), "anna", "a threat"), "anna")
    async with look(watch.app.state.engine, "bert") as snapshot:
        assert (await one_gathering(snapshot, "G-1")).visits == []
    assert await near_the_visit(watch, "bert") == []
    assert await near_the_visit(watch, "anna") == ["G-1"]


async def test_what_was_called_off_is_near_nothing_and_what_is_over_says_so(staff: Staff) -> None:
    watch, bert = staff.watch, await staff.signs_in("bert")
    desk = watch.app.state.desk
    await entered(watch, gathering("G-1", NEXT_DOOR, now()))
    await desk.do(PostponeVisit("V-1", "bert", "ill"), "bert")
    assert "FALCON" not in await read(bert, "/calendar/G-1")
    assert await near_the_visit(watch) == []
    await desk.do(ResumeVisit("V-1", "bert"), "bert")
    assert "FALCON A Justus" in await read(bert, "/calendar/G-1")
    for status in ("en_route", "arrived"):
        assert (await watch.report("/feeds/visits", movement(status=status))).status_code == 201
    await desk.do(CloseVisit("V-1", "bert"), "bert")
    assert "FALCON A closed Justus" in await read(bert, "/calendar/G-1")


async def test_a_visit_that_was_cancelled_is_near_nothing(watch: Watch) -> None:
    await entered(watch, gathering("G-1", NEXT_DOOR, now()))
    await watch.app.state.desk.do(CancelVisit("V-1", "bert", "off"), "bert")
    async with look(watch.app.state.engine) as snapshot:
        assert (await one_gathering(snapshot, "G-1")).visits == []
    assert await near_the_visit(watch) == []


async def test_a_hidden_visit_stands_on_no_day_of_the_calendar(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    await staff.watch.app.state.desk.do(RestrictFile(Ref(Noun.VISIT, "V-1"), "anna", "a threat"), "anna")
    assert "FALCON" not in await read(bert, "/calendar?view=week")


async def test_an_institution_and_a_visit_say_which_gatherings_are_near(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    await entered(staff.watch, gathering("G-1", NEXT_DOOR, now()), gathering("G-2", A_MILE_AWAY, now()))
    for path in ("/institutions/EU-JL", "/visits/V-1"):
        said = await read(bert, path)
        assert "March G-1" in said, path
        assert "March G-2" not in said, path


async def test_a_gathering_is_found_by_the_beginning_of_its_words(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    await entered(staff.watch, gathering("G-1", NEXT_DOOR, now(), title="Marche pour la santé"))
    answer = await bert.browser.get("/search", params={"q": "sante"}, headers={"hx-request": "true"})
    assert 'href="/calendar/G-1"' in answer.text


TEN_YEARS = """
INSERT INTO gathering (id, title, kind, theme, place, lat, lon, starts_at, ends_at)
SELECT 'P-' || n, 'March ' || n, 'other', 'public_order', 'Square', 50.8 + n % 100 * 0.001,
    4.3 + n % 97 * 0.001, now() - n * interval '8 hours', now() - n * interval '8 hours' + interval '2 hours'
FROM generate_series(100, 11000) AS n
"""


async def test_ten_years_of_gatherings_do_not_slow_the_calendar(database: Database) -> None:
    """Each look finds its days by an index, whatever lies before them."""
    async with a_watch(database.database_url) as watch:
        async with watch.app.state.engine.begin() as connection:
            await connection.exec_driver_sql(TEN_YEARS)
        owner = await asyncpg.connect(database.owner_url)
        await owner.execute("ANALYZE gathering")
        await owner.close()
        begins = now() - timedelta(days=400)
        asked = Wanted(begins, begins + timedelta(days=7))
        async with look(watch.app.state.engine) as snapshot:
            found = await calendar(snapshot, asked)
            assert len(found.gatherings) in range(20, 24)
            postgresql = dialect()  # type: ignore[no-untyped-call]
            literal = _gatherings(asked).compile(dialect=postgresql, compile_kwargs={"literal_binds": True})
            plan = (await snapshot.connection.exec_driver_sql(f"EXPLAIN {literal}")).scalars().all()
        assert not any("Seq Scan on gathering" in line for line in plan), plan
