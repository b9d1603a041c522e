"""What is wrong with a row or a field, with the field as people call it."""

from babel.support import Translations

from controlroom.interchange.fault import Fault
from controlroom.ui import words


def told(fault: Fault, catalog: Translations) -> str:
    values = dict(fault.values)
    if (field := values.get("field")) in words.INSTITUTION_FIELDS:
        values["field"] = catalog.gettext(words.INSTITUTION_FIELDS[str(field)])
    return str(catalog.gettext(fault.text)) % values
