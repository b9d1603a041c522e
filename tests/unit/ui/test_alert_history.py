"""The history of an alert in words: each kind of event has its own, and none is left out."""

import re
from dataclasses import replace
from html import unescape
from typing import Final

import pytest

from controlroom.auth.audience import LOCALES, Audience
from controlroom.store.alert_history import Happened
from controlroom.ui import words
from controlroom.ui.deeds import deed
from controlroom.ui.render import render_page
from controlroom.watch.alerts import (
    AlertAcknowledged,
    AlertAcknowledgementUndone,
    AlertAssigned,
    AlertChanged,
    AlertChattered,
    AlertCleared,
    AlertClosed,
    AlertEnded,
    AlertEscalated,
    AlertEvent,
    AlertInvestigated,
    AlertLulled,
    AlertNeglected,
    AlertNoted,
    AlertRaised,
    AlertReset,
    AlertResolved,
    AlertShelved,
    AlertStepAnswered,
    AlertUnshelved,
    Disposition,
    ResetAsked,
    Suppression,
)
from controlroom.watch.escalation import Means
from controlroom.watch.reports import Status
from controlroom.watch.world import WATCH
from tests.browser.alert_samples import held, page_of, shelved
from tests.browser.samples import FRAME, NOW, ahead

SAID: Final[dict[AlertEvent, str]] = {
    AlertRaised("post.left", "post:EU-07", 1, None, Status.ACTUAL, latched=False, count=1): "Raised as P1",
    AlertChanged(
        7, 2, 4, Status.ACTUAL, Suppression.BY_DESIGN, "unit:VP-1"
    ): "Now P2, ×4, held back: VP-1 is silent",
    AlertCleared(7): "Cleared",
    AlertChattered(7): "Came and went too often: held as one",
    AlertLulled(7): "Gone for the moment",
    AlertEnded(7): "Ended: it did not come back",
    AlertAcknowledged(7, "anna"): "Acknowledged",
    AlertAcknowledgementUndone(7, "anna"): "Took the acknowledgement back",
    AlertAssigned(7, "anna", "bert"): "Assigned to Bert Maes",
    AlertInvestigated(7, "anna"): "Investigating",
    AlertNoted(7, "anna", "A <b>van</b>"): "Note A <b>van</b>",
    AlertEscalated(
        7, 1, (Means.DESK_SOUND, Means.DEPUTY, "webhook:police"), ("bert",)
    ): "Called: sound at the desks, deputy, webhook:police (Bert Maes)",
    AlertNeglected(7): "Nobody touched it: needs attention again",
    AlertShelved(7, "anna", ahead(60), "Works"): "Shelved until 15:32 Works",
    AlertUnshelved(7): "Back from the shelf",
    AlertResolved(7, "anna", "Mended"): "Resolved Mended",
    AlertClosed(7, "anna", Disposition.FALSE, "A cat"): "Closed: false alarm A cat",
    AlertStepAnswered(7, "anna", "call", "no answer"): "Call the post by radio, then by telephone: no answer",
    ResetAsked(7, "anna"): "Asked for the reset",
    AlertReset(7, "anna", "bert", "unit:VP-1"): "Confirmed the reset that Bert Maes had asked for",
}
PEOPLE = {"anna": "Anna Peeters", "bert": "Bert Maes"}


def lines_of(page: str) -> list[str]:
    found = re.findall(r'<p class="deed__what">(.*?)</p>', page, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]


def drawn(*happened: Happened, locale: str = "en") -> str:
    deeds = tuple(deed(one, "post.left", PEOPLE) for one in happened)
    page = replace(page_of(199), deeds=deeds)
    return render_page("alert.html", audience=Audience("desk", locale), frame=FRAME, page=page, now=NOW)


@pytest.mark.parametrize(("event", "said"), SAID.items(), ids=lambda x: getattr(x, "kind", ""))
def test_an_event_says_what_happened(event: AlertEvent, said: str) -> None:
    page = drawn(Happened(12, NOW, getattr(event, "by", None) or WATCH, event))
    assert lines_of(page) == [said]
    by = "Anna Peeters" if getattr(event, "by", None) else "the watch"
    assert f'<p class="deed__by">{by}</p>' in page


def test_no_event_of_an_alert_is_without_words() -> None:
    assert {type(event) for event in SAID} == set(AlertEvent.__args__)


def test_words_that_were_erased_are_said_to_be_erased() -> None:
    assert lines_of(drawn(Happened(12, NOW, "anna", AlertNoted(7, "anna"), erased=True))) == [
        "Note (words erased)"
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_can_be_drawn_in_every_state_and_language(locale: str) -> None:
    for page in (page_of(199), held(page_of(199)), shelved(page_of(205)), page_of(213)):
        html = render_page("alert.html", audience=Audience("desk", locale), frame=FRAME, page=page, now=NOW)
        assert f'data-alert="{page.row.id}"' in html


def test_every_name_that_a_watch_uses_has_a_word() -> None:
    assert set(words.MEANS) == set(Means)
    assert set(words.DISPOSITIONS) == set(Disposition)
