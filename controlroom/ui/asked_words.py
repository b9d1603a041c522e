"""What somebody types, as the indexes over the files are asked for it: any word, in any language.

A file is found by the beginning of each word that it has (`file_words` in the database). Its kind and its
country are marks there, `site0embassy` and `country0fr`, and whoever types how they are called in one of the
four languages means the mark.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from controlroom.auth.audience import LOCALES
from controlroom.catalogs import translations
from controlroom.ui import level_words, measure_words, words
from controlroom.ui.countries import called

LONGEST_WORD: Final = 64
A_NAME_BEGINS_WITH: Final = 3
"""Letters of a country or of a kind; with fewer, half of all would be meant."""
OTHER_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})


def plain(text: str) -> str:
    """As the function of that name in the database: without accents and capitals."""
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f").translate(OTHER_LETTERS)


def words_in(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", plain(text))]


def query(typed: str) -> str:
    """A tsquery in which every word must be found; empty if there is none."""
    return " & ".join(f"({_one(word)})" for word in words_in(typed))


def _one(word: str) -> str:
    meant = sorted(mark for mark, names in marks().items() if _begins(word, names))
    return " | ".join([f"'{word}':*", *(f"'{mark}'" for mark in meant)])


def _begins(word: str, names: frozenset[str]) -> bool:
    return len(word) >= A_NAME_BEGINS_WITH and any(name.startswith(word) for name in names)


@cache
def marks() -> dict[str, frozenset[str]]:
    """The words, in all languages, by which each mark is meant."""
    of_kinds = {
        mark_of(noun, kind): _said(title) for noun, table in KINDS.items() for kind, title in table.items()
    }
    of_countries = {mark_of("country", code): _words(names) for code, names in called().items()}
    return of_kinds | of_countries


KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "site": words.SITE_KINDS,
    "visit": words.VISIT_KINDS,
    "measure": measure_words.KINDS,
    "gathering": level_words.GATHERINGS,
}


def mark_of(noun: str, value: str) -> str:
    return f"{noun}0{value.replace('_', '0').lower()}"


def _said(title: str) -> frozenset[str]:
    return _words(frozenset(str(translations(locale).gettext(title)) for locale in LOCALES))


def _words(names: frozenset[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in words_in(name))
