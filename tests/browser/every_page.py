"""Every page of the watch, found by its routes: the address of one like it, and who may see it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from html import unescape
from http.client import HTTPResponse
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

LINKED: Final = re.compile(r'\bhref="(/[^"#]*)')
ROLES: Final = (
    "shift_leader",
    "admin",
    "auditor",
    "analyst",
    "duty_officer",
    "operator",
    "approver",
    "partner",
    "company",
    "field_unit",
)
"""Who is tried at a door, in this order."""
NO_PAGES: Final = {
    *("/static", "/metrics", "/health/live", "/health/ready", "/log/new"),
    "/report/{key}/photos/{digest}",
    "/warnings/{ref}/photos/{digest}",
}
FILES: Final = (".atom", ".cap", ".csv", ".ics", ".json", ".pdf", ".txt")
SAMPLES: Final = {
    "/levels/choice": "/levels/choice?scope=FR",
    "/files/{noun}/{code}": "/files/visit/V-1",
    "/things/{noun}/{key:path}": "/things/site/EU-JL",
    "/wall/summits/{event:path}": "/wall/summits/Summit%20of%20the%20Seven",
    "/screen/{token}": "/screen/a-link-of-no-screen",
    "/wall?at=": "/wall?at={yesterday}T14:00",
    "/audit/rows/{seq}": "/audit/rows/1",
    "/sign-in/provider": "/sign-in/provider",
    "/sign-in/provider/return": "/sign-in/provider/return",
    "/institutions/{code}/change": "/institutions/EU-JL/change",
    "/institutions/{code}/contacts": "/institutions/EU-JL/contacts",
    "/institutions/{code}": "/institutions/EU-JL",
    "/persons": "/persons",
    "/persons/{code}": "/persons/P-0001",
    "/persons/{code}/change": "/persons/P-0001/change",
    "/meetings/{key}": "/meetings/K-1",
    "/reasons": "/reasons?file=/alarm-health/alerts.csv",
    "/patrols/proposal": "/patrols/proposal?site=EU-JL&day={tomorrow}&how=number&number=3&begin=20:00",
}
"""Addresses that no page links to, or that refuse all in a room without a provider of sign-ins.

`{yesterday}` and `{tomorrow}` are days.
"""
VARIANTS: Final = (
    ("/search?q=EU", "shift_leader"),
    ("/search?q=nothingofthatkind", "shift_leader"),
    ("/things/visit/V-1", "shift_leader"),
    ("/things/unit/EU-07A", "shift_leader"),
    ("/things/post/EU-07", "shift_leader"),
    ("/sign-in?next=/desk", ""),
    ("/summits/A%20summit%20of%20nobody", "shift_leader"),
    ("/nowhere", "shift_leader"),
    ("/levels", "operator"),
    ("/levels?q=nothingofthatkind", "analyst"),
    ("/levels/site:EU-JL", "operator"),
    ("/levels/baselines?of=eu&level=4", "analyst"),
    ("/calendar?view=week", "shift_leader"),
    ("/week?day=soon", "analyst"),
    ("/month?which=undecided", "analyst"),
    ("/month?month=2024-01", "operator"),
    ("/meetings", "partner"),
    ("/meetings/K-1", "partner"),
    ("/meetings/K-1", "analyst"),
    ("/calendar?view=list", "operator"),
    ("/calendar?view=week&day=2031-05-05", "operator"),
    *(
        (f"/measures/new?file=site:EU-JL&kind={kind}", "shift_leader")
        for kind in ("contact_person", "technical_study", "patrols", "checks", "fixed_post")
    ),
    ("/measures?q=nothingofthatkind", "operator"),
    ("/measures?state=waiting", "approver"),
    ("/measures/M-1", "approver"),
    ("/report", "company"),
    ("/sector-alerts", "operator"),
    ("/sector-alerts?which=over", "operator"),
    ("/sector-alerts/SA-0123ABCD", "duty_officer"),
    ("/report/yours?page=7", "company"),
    ("/admin", "operator"),
    ("/alerts?list=open", "shift_leader"),
    ("/alerts?list=shelved", "shift_leader"),
    ("/alerts?list=held", "shift_leader"),
    ("/alerts?list=ended", "shift_leader"),
    ("/audit?kind=", "auditor"),
    ("/rules", "admin"),
    ("/ladders", "admin"),
)
"""The same pages in other states, and who sees them so."""


@dataclass(frozen=True, slots=True)
class Shown:
    """`role`: who sees it, nobody in particular if it is empty."""

    path: str
    role: str
    html: str


class NoSample(Exception):
    """A page of which the tests know no address: link to it from somewhere, or give it a sample."""


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@dataclass
class House:
    """One of the rooms of tests/browser/a_room.py; a furnished one has something for each page."""

    furnished: bool
    url: str
    roles: dict[str, str]
    screens: dict[str, str]
    pages: list[str]
    _links: set[str] = field(default_factory=set)

    def get(self, path: str, role: str = "", locale: str = "en") -> tuple[int, str, str]:
        """Status, kind and text of an answer."""
        cookie = f"controlroom-language={locale}; {self.roles.get(role, '')}"
        request = Request(self.url + path, headers={"cookie": cookie, "accept": "text/html"})
        try:
            answer: HTTPResponse = build_opener(_Stay).open(request, timeout=20)
        except HTTPError as refused:
            return refused.code, refused.headers.get("content-type", ""), refused.read().decode()
        kind = answer.headers.get("content-type", "")
        return answer.status, kind, answer.read().decode("utf-8", "replace")

    @cached_property
    def every_page(self) -> list[Shown]:
        """Plain addresses first, for they link to the others. Raises NoSample."""
        pages = (path for path in self.pages if path not in NO_PAGES and not path.endswith(FILES))
        wanted = sorted(pages, key=lambda path: path.count("{"))
        found = [shown for path in wanted for shown in self._seen(path)]
        return [*found, *(Shown(path, role, self.get(path, role)[2]) for path, role in VARIANTS)]

    def _seen(self, template: str) -> Iterator[Shown]:
        """Nothing where the answer is no page; all who may look at it are tried until one sees it.

        A sample that nobody may see is shown as it is refused.
        """
        refused: list[Shown] = []
        for address in self._addresses(template):
            for role in ROLES:
                status, kind, html = self.get(address, role)
                shown = [Shown(address, role, html)] if kind.startswith("text/html") else []
                if status in (200, 303):
                    self._links |= {unescape(link) for link in LINKED.findall(html)}
                    yield from shown if status == 200 else []
                    return
                refused = refused or shown
        if template in SAMPLES:
            yield from refused[:1]
        elif self.furnished or "{" not in template:
            raise NoSample(template)

    def _addresses(self, template: str) -> list[str]:
        if template in SAMPLES:
            return [_dated(SAMPLES[template])]
        if "{" not in template:
            return [template]
        like = re.compile(re.sub(r"\{\w+:path\}", "[^?]+", re.sub(r"\{\w+\}", "[^/?]+", template)))
        return sorted(link for link in self._links if like.fullmatch(link))[:20]


def _dated(address: str) -> str:
    now = datetime.now(UTC)
    days = {"yesterday": now - timedelta(days=1), "tomorrow": now + timedelta(days=1)}
    return address.format(**{name: f"{day:%Y-%m-%d}" for name, day in days.items()})
