"""The words of alerts to a sector."""

from typing import Final

from controlroom import catalogs
from controlroom.watch import companies
from controlroom.watch.words import mark

LANGUAGES: Final = catalogs.LANGUAGES
SECTORS: Final = companies.SECTORS
REGIONS: Final = companies.REGIONS
STATES: Final = {
    "draft": mark("being written"),
    "submitted": mark("waits for release"),
    "released": mark("in force"),
    "expired": mark("expired"),
    "cancelled": mark("lifted"),
    "withdrawn": mark("withdrawn"),
}
MESSAGES: Final = {"alert": mark("First message"), "update": mark("Update"), "cancel": mark("Cancellation")}
CATEGORIES: Final = {
    "security": mark("Security"),
    "safety": mark("Public safety"),
    "infra": mark("Infrastructure"),
    "cbrne": mark("Chemical, biological, radiological, nuclear, explosives"),
    "transport": mark("Traffic and transport"),
    "health": mark("Public health"),
    "fire": mark("Fire"),
    "rescue": mark("Rescue"),
    "env": mark("Environment"),
    "met": mark("Weather"),
    "geo": mark("Earth and water"),
    "other": mark("Something else"),
}
URGENCIES: Final = {
    "immediate": mark("Act at once"),
    "expected": mark("Act within the hour"),
    "future": mark("Act soon"),
    "past": mark("Nothing to do any more"),
    "unknown": mark("How urgent is not known"),
}
SEVERITIES: Final = {
    "extreme": mark("Extraordinary danger"),
    "severe": mark("Serious danger"),
    "moderate": mark("Possible danger"),
    "minor": mark("Little danger"),
    "unknown": mark("How dangerous is not known"),
}
CERTAINTIES: Final = {
    "observed": mark("Observed"),
    "likely": mark("Likely"),
    "possible": mark("Possible, not likely"),
    "unlikely": mark("Not expected"),
    "unknown": mark("How likely is not known"),
}
WAYS: Final = {"page": mark("on its page"), "link": mark("by the link"), "feed": mark("by its system")}
TOLD_BY: Final = {"mail": mark("Mail"), "webhook": mark("Webhook")}
CANCELLED: Final = mark("Alert cancelled")
NO_LONGER: Final = mark("The alert that we sent you no longer holds.")
NOTHING_MORE: Final = mark("Nothing more need be done. We thank you for your attention.")
