"""What the pages of levels and of the calendar call the watch's own names."""

from typing import Final

from controlroom.watch.words import mark

GROUPS: Final = {
    "country": mark("Countries"),
    "place": mark("Places"),
    "site": mark("Institutions"),
    "visit": mark("Visits"),
    "person": mark("Persons"),
    "gathering": mark("Gatherings"),
}
KINDS: Final = {
    "country": mark("Country"),
    "place": mark("Place"),
    "site": mark("Institution"),
    "visit": mark("Visit"),
    "person": mark("Person"),
    "gathering": mark("Gathering"),
}
LEVELS: Final = {
    "1": mark("low"),
    "2": mark("medium"),
    "3": mark("serious"),
    "4": mark("very serious"),
}
SOURCES: Final = {"cuta": mark("CUTA"), "centre": mark("the centre"), "other": mark("another service")}
MEASURES: Final = {
    "contact_person": mark("Contact person"),
    "priority_calls": mark("Priority calls"),
    "technical_study": mark("Technical study"),
    "patrols": mark("Patrols"),
    "checks": mark("Checks"),
    "fixed_post": mark("Fixed post"),
    "close_protection": mark("Close protection"),
}
"""Short, for the table of what is usual and for a history; measure_words.KINDS says in full what each is."""
ANSWERS: Final = {"proposed": mark("proposed"), "not_needed": mark("not needed")}
GATHERINGS: Final = {
    "manifestation": mark("Manifestation"),
    "summit": mark("Summit"),
    "match": mark("Match"),
    "ceremony": mark("Ceremony"),
    "other": mark("Other gathering"),
}
THEMES: Final = {"public_order": mark("Public order"), "terrorism": mark("Terrorism")}
