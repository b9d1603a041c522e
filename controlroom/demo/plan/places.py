"""The places: sites, and the fixed posts that stand before some of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from controlroom.demo.data import table
from controlroom.demo.plan.timetable import Timetable
from controlroom.demo.plan.units import teams
from controlroom.watch.posts import OpenPost
from controlroom.watch.sites import Names, RegisterSite, SiteKind

CHECK_CALL_MIN: Final = 60


def sites(more: Sequence[dict[str, Any]] = ()) -> Iterator[RegisterSite]:
    called = {one["code"]: one for one in table("institutions")}
    for site in (*table("sites"), *more):
        said = called.get(site["code"], {})
        yield RegisterSite(
            code=site["code"],
            name=site["name"],
            kind=SiteKind(site["kind"]),
            address=site["address"],
            municipality=site["municipality"],
            lat=site["lat"],
            lon=site["lon"],
            threat_level=site["level"],
            short=site.get("short", ""),
            names=Names(*(said.get(language) for language in ("nl", "fr", "de"))),
            country=said.get("country", ""),
            organisation=said.get("organisation", ""),
        )


def posts(times: Timetable, calls_every: Mapping[str, int]) -> Iterator[OpenPost]:
    """`calls_every`: minutes between the check calls of the posts that do not call in every hour."""
    for post in table("posts"):
        code = post["code"]
        yield OpenPost(
            code=code,
            site=post["site"],
            name=post["name"],
            strength=post["strength"],
            relief_every_min=times.interval(post["relief"]),
            check_every_min=times.interval(calls_every.get(code, CHECK_CALL_MIN)),
            units=teams(code),
            manned_by=teams(code)[0],
            relief_due_at=times.at(post["due"]),
        )
