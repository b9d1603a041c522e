"""A meeting in texts, for the press."""

from datetime import datetime
from typing import Any

from controlroom.catalogs import translations
from controlroom.ui.log.telling import local
from controlroom.ui.meeting_views import MeetingPage, Passage
from controlroom.ui.meeting_words import ERASED, SERVICES, STATES
from controlroom.ui.render import day_hhmm
from controlroom.ui.week_paper import MADE


def told_on_paper(page: MeetingPage, locale: str, now: datetime) -> dict[str, Any]:
    say = translations(locale).gettext

    def passage(one: Passage | None) -> dict[str, str]:
        if one is None:
            return {"words": "", "by": ""}
        words = say(ERASED) if one.words is None else one.words
        return {"words": words, "by": f"{one.by}, {day_hhmm(one.at)}"}

    return {
        "about": f"{page.about} ({page.file.partition(':')[2]})",
        "made": str(say(MADE)) % {"moment": local(now)},
        "at": day_hhmm(page.at),
        "place": page.place,
        "state": say(STATES[page.state]),
        "called_by": page.called_by,
        "analysis": passage(page.analysis),
        "decision": passage(page.decision),
        "minutes": passage(page.minutes),
        "seats": [
            {"service": say(SERVICES[seat.service]), "name": seat.called, "opinion": passage(seat.opinion)}
            for seat in page.seats
        ],
    }
