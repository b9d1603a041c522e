"""Incidents: a small thing every few minutes, something serious rarely, a duress never by itself."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from controlroom.demo.data import table
from controlroom.demo.field.conduct import Conduct
from controlroom.demo.field.sending import FeedPath, Planned
from controlroom.watch.posts import OpenPost
from controlroom.watch.sites import RegisterSite

NOT_AGAIN = 10
LETTERS = "ABCDEFGHJKLMNPRSTVWXYZ"


def incident_reports(
    posts: Sequence[OpenPost], sites: Mapping[str, RegisterSite], conduct: Conduct, chance: Random
) -> Iterator[Planned]:
    """Without end."""
    now = chance.uniform(20, 40)
    for kind in _kinds(conduct.gravest, chance):
        post = chance.choice([post for post in posts if post.site in kind.get("at", sites)])
        yield Planned(now, post.units[0], FeedPath.INCIDENTS, _words(kind, sites[post.site], chance))
        now += chance.uniform(*conduct.incidents_apart_s)


def _kinds(gravest: int, chance: Random) -> Iterator[dict[str, Any]]:
    """By weight, none twice in a row of ten; the third is a serious one, so that a short demo shows it."""
    kinds = [kind for kind in table("incidents") if kind["priority"] >= gravest]
    told: deque[dict[str, Any]] = deque(maxlen=NOT_AGAIN)
    while True:
        fresh = [kind for kind in kinds if kind not in told]
        serious = [kind for kind in fresh if kind["priority"] == 2] if len(told) == 2 else []
        told.append(chance.choices(serious or fresh, [kind["weight"] for kind in serious or fresh])[0])
        yield told[-1]


def _words(kind: dict[str, Any], site: RegisterSite, chance: Random) -> dict[str, Any]:
    said = {key: value for key, value in kind.items() if key not in ("weight", "at")}
    if "vehicle" in kind:
        said["vehicle"] = kind["vehicle"] | {"plate": _plate(chance), "country": "BE"}
    lat, lon = site.lat + chance.gauss(0, 2e-4), site.lon + chance.gauss(0, 3e-4)
    position = {"lat": round(lat, 5), "lon": round(lon, 5), "accuracy_m": chance.choice((5, 8, 15, 30))}
    return {**said, "site": site.code, "position": position}


def _plate(chance: Random) -> str:
    """Belgian in shape; no plate begins with 0, so it is nobody's."""
    return f"0-{''.join(chance.choices(LETTERS, k=3))}-{chance.randint(0, 999):03}"
