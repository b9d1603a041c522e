"""What was named and does not exist, said with its noun: four languages have four genders for it."""

from typing import Final

from controlroom.errors import Unknown
from controlroom.watch.refs import Noun
from controlroom.watch.words import mark

NO_SUCH: Final = {
    Noun.UNIT: mark("there is no unit '%(key)s'"),
    Noun.SITE: mark("there is no site '%(key)s'"),
    Noun.POST: mark("there is no post '%(key)s'"),
    Noun.CHECK: mark("there is no patrol check '%(key)s'"),
    Noun.VISIT: mark("there is no visit '%(key)s'"),
    Noun.LEG: mark("there is no leg '%(key)s'"),
    Noun.INCIDENT: mark("there is no incident '%(key)s'"),
    Noun.ALERT: mark("there is no alert '%(key)s'"),
    Noun.PERSON: mark("there is no person '%(key)s'"),
    Noun.REVIEW: mark("there is no review '%(key)s'"),
    Noun.MEETING: mark("there is no meeting '%(key)s'"),
    Noun.GATHERING: mark("there is no gathering '%(key)s'"),
    Noun.MEASURE: mark("there is no measure '%(key)s'"),
    Noun.VEHICLE: mark("there is no vehicle '%(key)s'"),
    Noun.COMPANY: mark("there is no company '%(key)s'"),
    Noun.EARLY_WARNING: mark("there is no early warning '%(key)s'"),
    Noun.SECTOR_ALERT: mark("there is no sector alert '%(key)s'"),
    Noun.DESCRIBED: mark("there is no described person '%(key)s'"),
    Noun.SCREEN: mark("there is no screen '%(key)s'"),
}
OTHERWISE: Final = mark("there is no %(thing)s")


def no_such(noun: Noun, key: str) -> Unknown:
    """The field of a report that names it has the name of its noun."""
    if noun in NO_SUCH:
        return Unknown(NO_SUCH[noun], field=noun.value, key=key)
    return Unknown(OTHERWISE, field=noun.value, thing=f"{noun.value} '{key}'")
