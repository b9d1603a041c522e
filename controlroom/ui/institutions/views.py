"""What the pages of the institutions show; pure."""

from dataclasses import dataclass
from datetime import datetime

from controlroom.store.panels.institutions import Institution, Institutions, OpenAt
from controlroom.store.panels.posts import Posts
from controlroom.store.veil import Veil
from controlroom.ui.panels import AlertRow, PostMark
from controlroom.ui.views import alert_row, posts_panel
from controlroom.watch.contacts import unreachable
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site


@dataclass(frozen=True, slots=True)
class ListRow:
    """`gaps`: when nobody answers for it, None if nobody is named at all."""

    site: Site
    hidden: bool
    gaps: list[tuple[str, str]] | None
    open: OpenAt | None


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check that was made, or one that was missed; `at`: when it began, or when its time was over."""

    at: datetime
    check: str | None
    cause: str | None = None
    missed: bool = False


@dataclass(frozen=True, slots=True)
class InstitutionPage:
    read: Institution
    hidden: bool
    names: list[tuple[str, str]]
    gaps: list[tuple[str, str]]
    posts: tuple[PostMark, ...]
    alerts: tuple[AlertRow, ...]
    checks: list[CheckRow]
    may_keep: bool
    may_restrict: bool


def rows_of(read: Institutions, veil: Veil) -> list[ListRow]:
    return [
        ListRow(
            site,
            veil.hides(Noun.SITE, site.code),
            unreachable(site.contacts) if site.contacts else None,
            read.open.get(site.code),
        )
        for site in read.sites
    ]


def page_of(read: Institution, veil: Veil, *, may_keep: bool, may_restrict: bool) -> InstitutionPage:
    site = read.site
    posts = posts_panel(0, Posts(read.posts, {site.code: site}, veil))
    said = [(language, getattr(site.names, language)) for language in ("nl", "fr", "de", "en")]
    return InstitutionPage(
        read=read,
        hidden=veil.hides(Noun.SITE, site.code),
        names=[(language, name) for language, name in said if name and name != site.name],
        gaps=unreachable(site.contacts or ()),
        posts=posts.rows,
        alerts=tuple(alert_row(one, read.alerts) for one in read.alerts.alerts),
        checks=_checks(site),
        may_keep=may_keep,
        may_restrict=may_restrict,
    )


def _checks(site: Site) -> list[CheckRow]:
    """The newest first."""
    made = [CheckRow(one.at, one.check) for one in site.recent]
    missed = [CheckRow(one.window_end, one.check, one.cause, missed=True) for one in site.missed]
    return sorted([*made, *missed], key=lambda row: row.at, reverse=True)[:10]
