"""Words in one language, for what is told outside of a template: on paper, in a table, in a cell."""

from collections.abc import Mapping
from dataclasses import dataclass

from babel.support import Translations

from controlroom.catalogs import translations


@dataclass(frozen=True, slots=True)
class Speech:
    catalog: Translations

    @classmethod
    def of(cls, locale: str) -> "Speech":
        return cls(translations(locale))

    def say(self, text: str) -> str:
        return str(self.catalog.gettext(text)) if text else ""

    def word(self, key: str, table: Mapping[str, str]) -> str:
        """The desk's word for a name of the watch."""
        return self.say(table[key]) if key in table else key
