"""The catalogs of controlroom/locale, compiled in memory, for whatever speaks to people: pages and paper."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES: Final = {"nl": "Nederlands", "fr": "Français", "de": "Deutsch", "en": "English"}
"""Each in its own words, as whoever looks for one finds it."""
CATALOGS: Final = Path(__file__).resolve().parent / "locale"


@cache
def translations(locale: str) -> Translations:
    """The catalog of one language; a checkout needs no build step for it."""
    with (CATALOGS / locale / "LC_MESSAGES" / "controlroom.po").open("rb") as source:
        catalog = read_po(source, locale=locale)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled, domain="controlroom")
