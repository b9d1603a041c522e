"""Why the watch refused, in the language of whoever asked."""

from collections.abc import Mapping
from typing import Protocol

from controlroom.catalogs import translations
from controlroom.errors import Lacks, Term


class HasReason(Protocol):
    """A refusal of the watch, or what a page keeps of it."""

    @property
    def message(self) -> str: ...

    @property
    def words(self) -> Mapping[str, object]: ...


def reason(refused: HasReason, locale: str) -> str:
    say = translations(locale).gettext
    words = {name: _word(word, locale) for name, word in refused.words.items()}
    said: str = say(refused.message)
    return said % words if words else said


def _word(word: object, locale: str) -> object:
    match word:
        case Term():
            return translations(locale).gettext(word)
        case Lacks():
            return "; ".join(reason(one, locale) for one in word)
        case _:
            return word
