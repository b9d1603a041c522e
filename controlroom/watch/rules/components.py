"""The watch's own parts (requirement R50): whoever trusts the picture is told when it is not well."""

from collections.abc import Callable
from typing import Final

from controlroom.watch.components import (
    FEED_FAILING,
    FREE_GIB,
    FREE_PERCENT,
    IDLE,
    MAIL_FAILING,
    UNWRITTEN,
    WAITED,
    WEBHOOK_FAILING,
    Component,
    Part,
)
from controlroom.watch.refs import Noun
from controlroom.watch.rule import Holds, Owner, Rule, Sight, Step
from controlroom.watch.words import mark

CLEARS: Final = mark("ten minutes without it")
AFTERWARDS: Final = (
    Step(
        "ask",
        mark("Ask every post and convoy whether something happened meanwhile"),
        Owner.OPERATOR,
        300,
        (("nothing", "call"), ("something", "enter")),
    ),
    Step(
        "enter",
        mark("Have it reported, with the time at which it was"),
        Owner.OPERATOR,
        600,
        (("done", "call"),),
    ),
    Step("call", mark("Call the administrator"), Owner.OPERATOR, 900, (("called", ""),)),
)
"""For a while nobody looked, or nothing could be written."""


def fails(priority: int, *parts: Part) -> Callable[[Component, Sight], Holds | None]:
    def holds(component: Component, sight: Sight) -> Holds | None:
        return Holds(priority) if component.faulty and component.part in parts else None

    return holds


QUEUE: Final = Rule(
    "system.queue",
    Noun.COMPONENT,
    fails(2, Part.QUEUE),
    title=mark("Reports wait"),
    action=mark("Call the administrator: reports are taken late"),
    raises=mark("when a report waited for some seconds before it was taken"),
    clears=CLEARS,
    thresholds=(WAITED,),
    steps=(
        Step("call", mark("Call the administrator"), Owner.OPERATOR, 120, (("called", "phone"),)),
        Step(
            "phone",
            mark("Ask posts and convoys to telephone what is urgent"),
            Owner.OPERATOR,
            300,
            (("done", ""),),
        ),
    ),
)
IDLE_ENGINE: Final = Rule(
    "system.idle",
    Noun.COMPONENT,
    fails(2, Part.ENGINE),
    title=mark("The watch stood still"),
    action=mark("Ask every post and convoy whether something happened meanwhile"),
    raises=mark("when nothing was looked at for some seconds; noticed when it goes on"),
    clears=CLEARS,
    thresholds=(IDLE,),
    steps=AFTERWARDS,
)
DISK: Final = Rule(
    "system.disk",
    Noun.COMPONENT,
    fails(2, Part.DISK),
    title=mark("Disk nearly full"),
    action=mark("Call the administrator: on a full disk nothing can be written"),
    raises=mark("when a disk has little free, or cannot be looked at"),
    clears=CLEARS,
    thresholds=(FREE_PERCENT, FREE_GIB),
    steps=(
        Step("call", mark("Call the administrator"), Owner.OPERATOR, 300, (("called", "space"),)),
        Step(
            "space",
            mark("Ask whether there is space again"),
            Owner.DUTY_OFFICER,
            3600,
            (("yes", ""), ("no", "call")),
        ),
    ),
)
DATABASE_DOWN: Final = Rule(
    "system.database",
    Noun.COMPONENT,
    fails(2, Part.DATABASE),
    title=mark("Nothing could be written"),
    action=mark("Ask every post and convoy whether something happened meanwhile"),
    raises=mark("when the journal took nothing for some seconds; said when it does again"),
    clears=CLEARS,
    thresholds=(UNWRITTEN,),
    steps=AFTERWARDS,
)
FAILING_FEED: Final = Rule(
    "feed.failing",
    Noun.COMPONENT,
    fails(3, Part.FEED),
    title=mark("Source cannot be read"),
    action=mark("Ask whoever sends it, and have its reports telephoned"),
    raises=mark("when a connector could read nothing for some minutes"),
    clears=CLEARS,
    thresholds=(FEED_FAILING,),
    steps=(
        Step(
            "ask",
            mark("Ask the source whether it sends"),
            Owner.OPERATOR,
            600,
            (("it does", "call"), ("it does not", "phone")),
        ),
        Step("phone", mark("Have its reports telephoned"), Owner.OPERATOR, 600, (("done", ""),)),
        Step("call", mark("Call the administrator"), Owner.OPERATOR, 900, (("called", "phone"),)),
    ),
)
FAILING_WEBHOOK: Final = Rule(
    "webhook.failing",
    Noun.COMPONENT,
    fails(3, Part.WEBHOOK),
    title=mark("Receiver takes nothing"),
    action=mark("Telephone the receiver what it was not told"),
    raises=mark("when a receiver outside took nothing for some minutes"),
    clears=CLEARS,
    thresholds=(WEBHOOK_FAILING,),
    steps=(
        Step(
            "phone",
            mark("Telephone the receiver what it was not told"),
            Owner.OPERATOR,
            600,
            (("done", "call"),),
        ),
        Step("call", mark("Call the administrator"), Owner.OPERATOR, 900, (("called", ""),)),
    ),
)
FAILING_MAIL: Final = Rule(
    "mail.failing",
    Noun.COMPONENT,
    fails(3, Part.MAIL, Part.COMPANY),
    title=mark("Mail does not arrive"),
    action=mark("Telephone the companies that were not written to"),
    raises=mark("when the mail server, or a company, took no mail for some minutes"),
    clears=CLEARS,
    thresholds=(MAIL_FAILING,),
    steps=(
        Step(
            "phone",
            mark("Telephone the companies that were not written to"),
            Owner.OPERATOR,
            600,
            (("done", "call"),),
        ),
        Step("call", mark("Call the administrator"), Owner.OPERATOR, 900, (("called", ""),)),
    ),
)
