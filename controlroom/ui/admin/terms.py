"""The words on an administrator's pages for what units and screens can be."""

from typing import Final

from controlroom import catalogs
from controlroom.watch.words import mark

KINDS: Final = {
    "post": mark("fixed post"),
    "escort": mark("escort"),
    "patrol": mark("patrol"),
    "liaison": mark("liaison officer"),
    "machine": mark("machine"),
}
PULSES: Final = {
    "critical": mark("critical: silence is noticed soonest"),
    "normal": mark("normal"),
    "none": mark("none: may be silent for long"),
}
LANGUAGES: Final = catalogs.LANGUAGES
THEMES: Final = {"night": mark("night"), "day": mark("day"), "auto": mark("by the time of day")}
