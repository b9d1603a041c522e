"""Early warnings: nobody has read one, or no partner has said anything of one that was shared (R33)."""

from typing import Final

from controlroom.watch.early_warnings.early_warning import EarlyWarning, WarningState
from controlroom.watch.early_warnings.waiting import (
    STILL_UNANSWERED_AFTER,
    UNANSWERED_AFTER,
    UNREAD_AFTER,
)
from controlroom.watch.refs import Noun
from controlroom.watch.rule import Holds, Owner, Rule, Sight, Step
from controlroom.watch.words import mark


def untriaged(warning: EarlyWarning, sight: Sight) -> Holds | None:
    """Weapons, explosives and a site at level 3 or 4 wait for no clock."""
    if warning.state is not WarningState.RECEIVED or not (warning.urgent or warning.unread):
        return None
    return Holds(2 if warning.urgent else 3, warning.site, status=warning.status)


def no_opinion(warning: EarlyWarning, sight: Sight) -> Holds | None:
    if not warning.unanswered or not warning.awaits_opinions:
        return None
    return Holds(4 if warning.unanswered == 1 else 3, warning.site, status=warning.status)


UNTRIAGED: Final = Rule(
    "early_warning.untriaged",
    Noun.EARLY_WARNING,
    untriaged,
    title=mark("Early warning unread"),
    action=mark("Read the report and take it up"),
    raises=mark(
        "at once for weapons, explosives or a site at level 3 or 4, else when nobody took it up in time"
    ),
    clears=mark("somebody takes the report up"),
    thresholds=(UNREAD_AFTER,),
    steps=(
        Step(
            "read",
            mark("Read the report and take it up"),
            Owner.DUTY_OFFICER,
            300,
            (("danger", "call"), ("no danger", "")),
        ),
        Step(
            "call", mark("Call the company, send the nearest unit"), Owner.DUTY_OFFICER, 300, (("done", ""),)
        ),
    ),
)
NO_OPINION: Final = Rule(
    "early_warning.no_opinion",
    Noun.EARLY_WARNING,
    no_opinion,
    title=mark("No opinion on early warning"),
    action=mark("Call the partners with whom it was shared, or assess it without them"),
    raises=mark("when no partner has said anything for so long after it was shared"),
    clears=mark("a partner gives an opinion, or the report is assessed"),
    thresholds=(UNANSWERED_AFTER, STILL_UNANSWERED_AFTER),
)
