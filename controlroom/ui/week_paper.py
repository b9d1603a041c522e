"""The board of the week in texts, for the press."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from babel.support import Translations

from controlroom.clock import BRUSSELS
from controlroom.ui import words
from controlroom.ui.day_bars import Bars
from controlroom.ui.level_words import GATHERINGS
from controlroom.ui.log.telling import local
from controlroom.ui.week_views import NO_PLACE, THEME_TITLES, Board, GatheringLine, PostLine, Spot, VisitLine
from controlroom.watch.words import mark

MADE: Final = mark("Made %(moment)s")


def told(board: Board, catalog: Translations, now: datetime) -> dict[str, Any]:
    say = catalog.gettext

    def word(key: str, table: dict[str, str]) -> str:
        return str(say(table[key])) if key in table else key

    def many(one: GatheringLine) -> str:
        return "" if one.expected is None else f"{one.expected:,}".replace(",", " ")

    def where(spot: Spot) -> str:
        return spot.name or str(say(NO_PLACE))

    return {
        "about": f"{local(board.past.begins)} - {local(board.past.ends)}",
        "coming": f"{local(board.coming.begins)} - {local(board.coming.ends)}",
        "made": str(say(MADE)) % {"moment": local(now)},
        "exercises": str(board.exercises),
        "themes": [
            {
                "title": word(block.theme, THEME_TITLES),
                "kinds": ", ".join(word(kind, words.INCIDENT_KINDS) for kind in block.kinds),
                "total": str(block.total),
                "gatherings": [
                    [
                        _span(one.begins, one.ends),
                        f"{word(one.kind, GATHERINGS)}: {one.title}",
                        one.place,
                        many(one),
                    ]
                    for one in block.gatherings
                ],
                "rows": [
                    [
                        where(line.spot),
                        ", ".join(f"{word(kind, words.INCIDENT_KINDS)} {n}" for kind, n in line.kinds),
                        str(line.total),
                    ]
                    for line in block.lines
                ],
            }
            for block in board.themes
        ],
        "incidents": _bars(board.incidents_by_day, catalog),
        "alerts": [
            [f"P{line.priority}", word(line.rule, words.TITLES), where(line.spot), str(line.count)]
            for line in board.alerts
        ],
        "alerts_by_day": _bars(board.alerts_by_day, catalog),
        "checks": [
            [
                where(one.spot),
                *map(str, (one.planned, one.done, one.late, one.missed, one.excused, one.findings)),
            ]
            for one in board.checks
        ],
        "all_checks": [
            str(number)
            for number in (
                board.all_checks.planned,
                board.all_checks.done,
                board.all_checks.missed,
                board.all_checks.excused,
            )
        ],
        "checks_by_day": _bars(board.checks_by_day, catalog),
        "posts": [[post.code, post.name, str(post.minutes), _gaps(post)] for post in board.posts],
        "unmanned": str(board.unmanned_min),
        "visits": list(_visits(board.visits, word)),
        "ahead": list(_visits(board.ahead, word)),
        "kept": ", ".join(board.kept),
    }


def _bars(drawn: Bars, catalog: Translations) -> dict[str, Any]:
    """Numbers, not places: paper draws them itself."""
    return {
        "days": [f"{day:%d.%m.}" for day in drawn.days],
        "series": [
            {
                "look": one.look,
                "name": str(catalog.gettext(one.name)),
                "total": one.total,
                "days": list(one.days),
            }
            for one in drawn.series
        ],
    }


def _gaps(post: PostLine) -> str:
    spans = (f"{_short(gap.begins)}-{_short(gap.ends)}" for gap in post.gaps)
    return ", ".join(spans) + (f" +{post.more}" if post.more else "")


def _short(at: datetime) -> str:
    return f"{at.astimezone(BRUSSELS):%d.%m. %H:%M}"


def _span(begins: datetime | None, ends: datetime | None) -> str:
    return f"{_short(begins)}-{_short(ends)}" if begins and ends else ""


def _visits(visits: Iterable[VisitLine], word: Any) -> Iterable[list[str]]:
    for visit in visits:
        about = word(visit.kind, words.VISIT_KINDS) + (f", {visit.event}" if visit.event else "")
        time = _span(visit.begins, visit.ends)
        yield [
            visit.rank,
            visit.code_name,
            about,
            time,
            str(visit.level),
            word(visit.state, words.VISIT_STATES),
        ]
