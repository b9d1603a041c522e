"""What a page says to people, and whether a catalog knows it in their language."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Final

from controlroom.catalogs import translations

SAID_BY: Final = ("aria-label", "aria-description", "aria-roledescription", "title", "placeholder", "alt")
SILENT: Final = {"script", "style", "code", "pre", "svg", "kbd"}
VOID: Final = {"base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
WORD: Final = re.compile(r"[^\W\d_]{3,}")
PLACE: Final = re.compile(r"%\(\w+\)[sd]|%[sd]")


class Said(HTMLParser):
    """Texts between tags and in attributes that are read out; not what says it is in another language."""

    def __init__(self, locale: str) -> None:
        super().__init__()
        self.locale = locale
        self.texts: list[str] = []
        self._silent: list[bool] = [False]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        silent = (
            self._silent[-1]
            or tag in SILENT
            or given.get("lang", self.locale) != self.locale
            or "data-as-typed" in given
        )
        if not silent:
            self.texts += [given[name] or "" for name in SAID_BY if name in given]
            if tag == "input" and given.get("type") in ("submit", "button", "reset"):
                self.texts.append(given.get("value") or "")
        if tag not in VOID:
            self._silent.append(silent)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self._silent) > 1:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent[-1]:
            self.texts.append(data)


def said(html: str, locale: str) -> set[str]:
    """Whatever has a word in it."""
    parser = Said(locale)
    parser.feed(html)
    texts = (" ".join(text.split()) for text in parser.texts)
    return {text for text in texts if WORD.search(text)}


def left_in_english(html: str, locale: str) -> Iterator[str]:
    """What the English catalog says so, and this one otherwise."""
    for text in sorted(said(html, locale)):
        if not known(text, locale) and known(text, "en"):
            yield text


def in_no_catalog(
    html: str, in_english: str, locale: str, is_data: Callable[[str, str], bool]
) -> Iterator[str]:
    """What stands in both languages in the same words, is in no catalog, and is no data."""
    for text in sorted(said(html, locale) & said(in_english, "en")):
        if not known(text, locale) and not is_data(text, locale):
            yield text


@cache
def known(text: str, locale: str) -> bool:
    """Asked for every text of every page, and most texts stand on many."""
    plain, filled_in = _texts(locale)
    return text in plain or any(pattern.fullmatch(text) for pattern in filled_in)


@cache
def _texts(locale: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Of a catalog: what is said as it stands, and what has anything where something is filled in."""
    catalog = translations(locale)._catalog
    texts = {" ".join(text.split()) for text in catalog.values() if text}
    said = {
        text
        for text in texts
        if WORD.search(PLACE.sub("", text)) and "project-id-version" not in text.lower()
    }
    plain = frozenset(text for text in said if not PLACE.search(text))
    filled_in = (re.compile(".+".join(map(re.escape, PLACE.split(text)))) for text in sorted(said - plain))
    return plain, tuple(filled_in)
