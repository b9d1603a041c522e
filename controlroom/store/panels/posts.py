"""The fixed posts, by code."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import STANDING_POST, post
from controlroom.store.veil import NO_VEIL, Veil
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site


@dataclass(frozen=True, slots=True)
class Posts:
    posts: list[Post]
    sites: dict[str, Site]
    veil: Veil = NO_VEIL


async def posts(snapshot: Snapshot, closed_since: datetime | None = None) -> Posts:
    """Those that stand; with those that were closed from this moment on."""
    counts = or_(STANDING_POST, post.c.closed_at >= closed_since) if closed_since else STANDING_POST
    found = await snapshot.things(Noun.POST, select(post).where(counts).order_by(post.c.code))
    return Posts(found, await snapshot.sites(p.site for p in found))
