"""What the watch's own names of vehicles are called on a page."""

from typing import Final

from controlroom.watch.words import mark

STATES: Final = {
    "open": mark("seen again, not assessed"),
    "investigated": mark("under investigation"),
    "listed": mark("on the white list"),
    "all": mark("all that were seen"),
}
VERDICTS: Final = {
    "harmless": mark("harmless"),
    "under_investigation": mark("under investigation"),
}
NEAR: Final = {
    "looks_alike": mark("0 and O, 1 and I, 8 and B"),
    "one_off": mark("one character off"),
    "part": mark("a part of the plate, same make and colour"),
}
SOURCES: Final = {
    "incident": mark("incident report"),
    "patrol": mark("finding of a patrol"),
    "early_warning": mark("a report of a company"),
}
WEEKDAYS: Final = (
    mark("Mon"),
    mark("Tue"),
    mark("Wed"),
    mark("Thu"),
    mark("Fri"),
    mark("Sat"),
    mark("Sun"),
)
