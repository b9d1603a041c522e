"""The board of the weekly meeting for a spreadsheet: one figure a row."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.store.panels.week import Week
from controlroom.ui.week_views import minutes, spot, theme_of

COLUMNS: Final = ("part", "theme", "from", "to", "site", "name of the site", "what", "priority", "number")


def rows(read: Week) -> Iterable[list[object]]:
    """Under the heads of `COLUMNS`."""
    for kind in read.incidents:
        theme = theme_of(kind.kind).value
        yield _row("incidents", theme, kind.day, *_named(kind.site, read), kind.kind, None, kind.reports)
    for alert in read.alerts:
        named = _named(alert.site, read)
        yield _row("alerts", None, alert.day, *named, alert.rule, alert.priority, alert.raised)
    for check in read.checks:
        for outcome in ("planned", "done", "late", "findings", "excused", "missed"):
            number = getattr(check, outcome)
            yield _row("checks", None, check.day, *_named(check.site, read), outcome, None, number)
    for empty in read.empty:
        for gap in empty.gaps:
            named = _named(empty.post.site, read)
            lasted = minutes(gap.length)
            yield _row("unmanned", None, gap.begins, *named, empty.post.code, None, lasted, gap.ends)
    for part, those in (("visits", read.visits), ("coming visits", read.ahead)):
        for visit in those:
            said = f"{visit.code} {visit.code_name} ({visit.rank.value})"
            yield _row(part, None, visit.starts_at, None, None, said, None, None, visit.ends_at)
    for code_name in read.kept:
        yield _row("restricted visits", None, None, None, None, code_name, None, None)
    for one in read.gatherings:
        said = f"{one.title} ({one.kind.value}), {one.place}"
        theme, many = one.theme.value, one.expected
        yield _row("gatherings", theme, one.starts_at, None, None, said, None, many, one.ends_at)


def _row(
    part: str,
    theme: str | None,
    begins: date | None,
    site: str | None,
    name: str | None,
    what: str,
    priority: int | None,
    number: int | None,
    ends: datetime | None = None,
) -> list[object]:
    return [part, theme, _moment(begins), _moment(ends), site, name, what, priority, number]


def _named(code: str | None, read: Week) -> tuple[str | None, str | None]:
    return code, spot(code, read.sites).name or None


def _moment(at: date | None) -> str | None:
    if isinstance(at, datetime):
        return at.astimezone(BRUSSELS).isoformat(timespec="seconds")
    return at.isoformat() if at else None
