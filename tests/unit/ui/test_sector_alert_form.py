"""The form of a message to a sector: read as it was typed, shown again as it was kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from controlroom.errors import Refused
from controlroom.ui.sector_alerts import words
from controlroom.ui.sector_alerts.form import Typed, blank, command_of, following, typed_of
from controlroom.watch.companies import Region, Sector
from controlroom.watch.sector_alerts import (
    Category,
    Certainty,
    MessageType,
    SectorAlertState,
    Severity,
    Urgency,
)
from tests.unit.interchange.test_sector_alert import FIRST
from tests.unit.watch.a_sector_alert import CONTENT, SA, TEXTS, alert_of, drafted, in_force, the_network
from tests.unit.watch.room import NOON, Room


def test_what_is_kept_is_shown_again_as_it_was_typed() -> None:
    content = replace(CONTENT, sectors=(Sector.ENERGY, Sector.WATER), regions=(Region.NAMUR,))
    room = Room.of(*the_network(), drafted(content=content))
    typed = typed_of(alert_of(room))
    again = command_of(typed, "anna")
    assert (again.content, again.texts, again.sector_alert) == (content, TEXTS, SA)
    assert again.seen == typed.seen > 0


def test_sectors_stand_in_their_own_order_however_they_were_ticked() -> None:
    typed = Typed(ref=SA, sectors=["water", "energy"], expires_at="2026-11-24T14:00")
    assert command_of(typed, "anna").content.sectors == (Sector.ENERGY, Sector.WATER)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sectors": ["banks"]}, "sectors"),
        ({"regions": ["BE-XXX"]}, "regions"),
        ({"category": ""}, "category"),
        ({"msg_type": "shout"}, "msg_type"),
        ({"expires_at": "soon"}, "expires_at"),
    ],
)
def test_what_is_not_offered_is_refused_by_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        command_of(blank(NOON).model_copy(update=wrong), "anna")
    assert refused.value.field == field


def test_a_new_alert_holds_for_a_day_and_has_a_reference_of_its_own() -> None:
    typed = blank(NOON, "EW-01234567")
    command = command_of(typed, "anna")
    assert command.content.expires_at == NOON + timedelta(days=1)
    assert (command.basis, command.seen, command.exercise) == ("EW-01234567", None, False)
    assert typed.ref != blank(NOON).ref


def test_an_update_begins_with_what_was_said_and_a_cancellation_says_that_it_is_over() -> None:
    alert = alert_of(in_force())
    update = command_of(following(alert, FIRST, MessageType.UPDATE), "anna")
    assert (update.texts, update.content, update.seen) == (TEXTS, CONTENT, None)
    over = following(alert, FIRST, MessageType.CANCEL)
    assert [over.headline_nl, over.headline_fr, over.headline_de, over.headline_en] == [
        "Waarschuwing geannuleerd",
        "Alerte annulée",
        "Warnung aufgehoben",
        "Alert cancelled",
    ]


def test_every_choice_of_the_standard_has_its_word() -> None:
    for kind, called in (
        (Sector, words.SECTORS),
        (Region, words.REGIONS),
        (Category, words.CATEGORIES),
        (Urgency, words.URGENCIES),
        (Severity, words.SEVERITIES),
        (Certainty, words.CERTAINTIES),
        (MessageType, words.MESSAGES),
        (SectorAlertState, words.STATES),
    ):
        assert {one.value for one in kind} == called.keys()
