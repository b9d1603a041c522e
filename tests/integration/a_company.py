"""Two companies of the network with their sites, and the browsers of those who report for them."""

from typing import Any, Final

import httpx2

from controlroom.auth.register import Seat
from controlroom.auth.roles import Role
from controlroom.watch.companies import RegisterCompany, Sector
from controlroom.watch.sites import RegisterSite, SiteKind
from tests.integration.a_watch import Watch
from tests.integration.an_officer import PASSWORD, Officer, Staff

SITES: Final = {"NLE-1": "North mill", "NLE-2": "South mill", "HBS-1": "Quay 7"}
KEY: Final = "5b0c2f0e-6d0a-4c53-9a60-3f3f0a1c7d11"


async def two_companies(watch: Watch) -> None:
    sites = [
        RegisterSite(code, name, SiteKind.COMPANY, "", "Antwerp", 51.3, 4.3, 2)
        for code, name in SITES.items()
    ]
    light = RegisterCompany("NLE", "Noordlicht Energie", Sector.ENERGY, ("NLE-1", "NLE-2"))
    quay = RegisterCompany("HBS", "Havenbedrijf Schelde", Sector.TRANSPORT, ("HBS-1",))
    await watch.app.state.desk.do_all([*sites, light, quay], "setup")


async def speaks_for(staff: Staff, name: str, company: str, site: str | None = None) -> Officer:
    """Somebody of this company, signed in."""
    seat = Seat(company, site)
    await staff.watch.app.state.accounts.add(name, name.title(), Role.COMPANY, PASSWORD, seat=seat)
    return await staff.comes_back(name)


def typed(**changes: str) -> dict[str, str]:
    """A form as somebody fills it in at the gate."""
    said = {"key": KEY, "site": "NLE-1", "day": "2026-11-23", "time": "07:40", "behaviour": "observation"}
    return {**said, "facts": "A grey van stopped at the gate for ten minutes", **changes}


async def sends(officer: Officer, *photos: tuple[str, bytes], **changes: Any) -> httpx2.Response:
    """`photos` by name and content, with a type that their sender made up."""
    files = [("photos", (name, content, "image/jpeg")) for name, content in photos]
    return await officer.browser.post("/report", data=typed(**changes), files=files or None)


async def reports(officer: Officer, *photos: tuple[str, bytes], **changes: Any) -> str:
    """The reference, which is told at once."""
    answer = await sends(officer, *photos, **changes)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix("/report/").partition("?")[0]
