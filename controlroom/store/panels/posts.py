"""All fixed posts, by code."""

from dataclasses import dataclass

from sqlalchemy import select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import post
from controlroom.store.veil import NO_VEIL, Veil
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site


@dataclass(frozen=True, slots=True)
class Posts:
    posts: list[Post]
    sites: dict[str, Site]
    veil: Veil = NO_VEIL


async def posts(snapshot: Snapshot) -> Posts:
    found = await snapshot.things(Noun.POST, select(post).order_by(post.c.code))
    return Posts(found, await snapshot.sites(p.site for p in found))
