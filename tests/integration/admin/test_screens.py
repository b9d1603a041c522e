"""Screens, as an administrator keeps them by page: a link and a square told once, revoked by name."""

import httpx2
import pytest

from controlroom.auth.roles import RIGHTS, Role
from tests.integration.a_watch import Watch
from tests.integration.admin.a_chief import SECRET, Chief, secret
from tests.integration.an_officer import Staff

NEW = {"name": "north wall", "locale": "nl", "theme": "night", "diagonal": "98", "distance": "4,5"}
NORTH = "/admin/screens/north%20wall"


def token_of(link: str) -> str:
    return link.rpartition("/")[2]


async def opens(watch: Watch, link: str) -> int:
    """What a browser is told that opens the link."""
    async with httpx2.AsyncClient(base_url=watch.url, trust_env=False) as browser:
        await browser.get(f"/screen/{token_of(link)}")
        return (await browser.get("/wall")).status_code


async def test_a_new_screen_opens_by_the_link_that_was_told_once(chief: Chief, watch: Watch) -> None:
    page = await chief.does("/admin/screens", 200, **NEW)
    link = secret(page)
    assert "<svg" in page
    assert "style=" not in page.partition("<svg")[2].partition("</svg>")[0]
    assert await opens(watch, link) == 200
    later = await chief.page(NORTH)
    assert "98 inches, read from 4.5 m" in later
    assert token_of(link) not in later + await chief.whole_journal()
    assert [(who, body["look"]) for who, _, body in await chief.acts("screen.added")] == [
        ("chief", "nl night 98 in at 4.5 m")
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": " "}, "a name of up to 40"),
        ({"locale": "es"}, "The languages are"),
        ({"theme": "pink"}, "The themes are"),
        ({"diagonal": "big"}, "no number"),
        ({"diagonal": "1"}, "5 to 500 inches"),
        ({"distance": "nan"}, "0.3 to 50 m"),
    ],
)
async def test_a_screen_that_cannot_be_is_refused_at_its_field(
    chief: Chief, fields: dict[str, str], words: str
) -> None:
    page = await chief.does("/admin/screens", 422, **(NEW | fields))
    assert words in page
    assert not SECRET.search(page)


async def test_two_administrators_at_one_screen_the_second_is_told(chief: Chief) -> None:
    await chief.told("/admin/screens", **NEW)
    seen = await chief.seen(NORTH)
    await chief.does(f"{NORTH}/settings", seen=seen, **(NEW | {"theme": "day"}))
    for path, more in (
        ("settings", NEW),
        ("name", {"to": "south wall"}),
        ("link", {"confirm": "north wall"}),
        ("revocation", {"confirm": "north wall"}),
    ):
        late = await chief.does(f"{NORTH}/{path}", 409, seen=seen, **more)
        assert "Somebody changed this in the meantime" in late, path
    assert "There is a screen with this name already" in await chief.does("/admin/screens", 409, **NEW)
    assert len(await chief.acts("screen.changed")) == 1


async def test_another_link_ends_the_one_before(chief: Chief, watch: Watch) -> None:
    old = await chief.told("/admin/screens", **NEW)
    seen = await chief.seen(NORTH)
    assert "Type the name" in await chief.does(f"{NORTH}/link", 422, seen=seen, confirm="wall")
    new = await chief.told(f"{NORTH}/link", seen=seen, confirm="north wall")
    assert (await opens(watch, old), await opens(watch, new)) == (303, 200)
    assert [who for who, _, _ in await chief.acts("screen.link_issued")] == ["chief"]


async def test_a_renamed_screen_keeps_its_link_and_no_name_is_given_twice(chief: Chief, watch: Watch) -> None:
    link = await chief.told("/admin/screens", **NEW)
    await chief.told("/admin/screens", **{**NEW, "name": "south wall"})
    seen = await chief.seen(NORTH)
    await chief.does(f"{NORTH}/name", 409, seen=seen, to="south wall")
    await chief.does(f"{NORTH}/name", seen=seen, to="east wall")
    assert await opens(watch, link) == 200
    await chief.page(NORTH, 404)
    assert "east wall" in await chief.page("/admin/screens/east%20wall")


async def test_a_revoked_screen_opens_nothing_and_its_name_is_free(chief: Chief, watch: Watch) -> None:
    link = await chief.told("/admin/screens", **NEW)
    seen = await chief.seen(NORTH)
    await chief.does(f"{NORTH}/revocation", seen=seen, confirm="north wall")
    assert await opens(watch, link) == 303
    await chief.does(f"{NORTH}/revocation", 404, seen=seen, confirm="north wall")
    assert await opens(watch, await chief.told("/admin/screens", **NEW)) == 200
    assert [who for who, _, _ in await chief.acts("screen.revoked")] == ["chief"]


@pytest.mark.parametrize("role", [role for role in RIGHTS if role not in (Role.ADMIN, Role.WALL)])
async def test_nobody_else_manages_screens(staff: Staff, role: Role) -> None:
    browser = (await staff.signs_in("somebody", role)).browser
    assert (await browser.get("/admin/screens")).status_code == 403
    assert (await browser.get("/admin")).status_code == 403
    for path in ("", "/x/settings", "/x/name", "/x/link", "/x/revocation"):
        assert (await browser.post(f"/admin/screens{path}", data=NEW)).status_code == 403


async def test_the_overview_names_what_needs_care(chief: Chief, watch: Watch) -> None:
    await chief.told("/admin/screens", **NEW)
    page = await chief.page("/admin")
    assert "Screens that never reported" in page
    assert "Units without a code" in page
    assert "EU-07A" in page
    assert "Units with a token older than a year" not in page
    async with watch.app.state.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE unit_token SET made_at = made_at - interval '366 days'")
    assert "Units with a token older than a year" in await chief.page("/admin")
