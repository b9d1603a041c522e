"""The monthly review in texts: the proposals for the Minister on paper, and as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from babel.support import Translations

from controlroom.ui.log.telling import local
from controlroom.ui.measure_words import DECISIONS, KINDS
from controlroom.ui.month_views import MonthPage, MonthRow, day_of
from controlroom.ui.week_paper import MADE
from controlroom.watch.words import mark

COLUMNS: Final = (
    *("measure", "file", "name", "kind", "version", "valid until", "threat level", "findings"),
    *("checks planned", "missed %", "decision", "until", "strength", "words", "by", "proposed as version"),
)
ENDED: Final = mark("ended meanwhile")
OPEN: Final = mark("not decided")


def row_of(row: MonthRow) -> list[object]:
    return [
        *(row.measure, row.file, row.about, row.kind, row.version, day_of(row.valid_to), row.level),
        *(row.findings, row.planned, row.missed, "ended" if row.gone else row.decision),
        *(day_of(row.until), row.strength, row.words, row.by, row.proposed),
    ]


def told_on_paper(
    page: MonthPage, rows: Sequence[MonthRow], catalog: Translations, now: datetime
) -> dict[str, Any]:
    def say(key: str, table: dict[str, str]) -> str:
        return str(catalog.gettext(table[key])) if key in table else key

    def decided(row: MonthRow) -> str:
        if row.gone:
            return str(catalog.gettext(ENDED))
        return say(row.decision, DECISIONS) if row.decision else str(catalog.gettext(OPEN))

    return {
        "about": page.month,
        "made": str(catalog.gettext(MADE)) % {"moment": local(now)},
        "draft": not page.closed,
        "opened": f"{page.opened_by}, {local(page.opened_at)}",
        "closed": f"{page.closed_by}, {local(page.closed_at)}" if page.closed_at else "",
        "hidden": str(page.hidden) if page.hidden else "",
        "rows": [
            {
                "measure": row.measure,
                "about": row.about,
                "kind": say(row.kind, KINDS),
                "level": str(row.level or ""),
                "findings": str(row.findings),
                "missed": "" if row.missed is None else f"{row.missed} %",
                "version": str(row.version),
                "valid": _day(row.valid_to),
                "decision": decided(row),
                "until": _day(row.until),
                "strength": "" if row.strength is None else str(row.strength),
                "words": row.words or "",
            }
            for row in rows
        ],
    }


def _day(at: datetime | None) -> str:
    day = day_of(at)
    return f"{day:%d.%m.%Y}" if day else ""
