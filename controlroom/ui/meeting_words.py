"""The words of a meeting of partners."""

from typing import Final

from controlroom.watch.meetings import Service
from controlroom.watch.words import mark

STATES: Final = {"invited": mark("invited"), "held": mark("held"), "closed": mark("closed")}
SERVICES: Final = {
    Service.STATE_SECURITY.value: mark("State Security"),
    Service.CUTA.value: mark("CUTA"),
    Service.FEDERAL_POLICE.value: mark("Federal Police"),
    Service.PROSECUTOR.value: mark("Federal Prosecutor"),
    Service.FEB.value: mark("FEB"),
    Service.CENTRE.value: mark("Crisis centre"),
}
ERASED: Final = mark("What was written here was erased.")
"""What may be read no longer; that it was said stays."""
