"""Alerts to a sector: a company has not confirmed that it has one (R35)."""

from typing import Final

from controlroom.watch.refs import Noun
from controlroom.watch.rule import Holds, Rule, Sight
from controlroom.watch.sector_alerts.notice import UNRECEIVED_AFTER, Notice
from controlroom.watch.words import mark


def not_received(notice: Notice, sight: Sight) -> Holds | None:
    return Holds(4, status=notice.status) if notice.late and notice.unconfirmed else None


NOT_RECEIVED: Final = Rule(
    "sector_alert.not_received",
    Noun.NOTICE,
    not_received,
    title=mark("Sector alert not received"),
    action=mark("Call the company and read the alert to it"),
    raises=mark("when a company did not confirm a message of an alert in time; it is reminded once"),
    clears=mark("the company confirms it, another message follows, or the alert is over"),
    thresholds=(UNRECEIVED_AFTER,),
)
