"""The words that somebody looks for, and what was found, by kind, each with the place where it leads."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from controlroom.auth.roles import Role
from controlroom.catalogs import translations
from controlroom.store.panels.search import Found, Words
from controlroom.ui import level_words, measure_words, words
from controlroom.ui.asked_words import query
from controlroom.ui.navigation import open_to
from controlroom.ui.warning_words import BEHAVIOURS
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.words import mark

LONGEST: Final = 80
KINDS: Final = {
    "page": mark("Pages"),
    "alert": mark("Alerts"),
    "visit": mark("Visits"),
    "protected": mark("Persons"),
    "site": mark("Sites"),
    "measure": mark("Measures"),
    "gathering": mark("Gatherings"),
    "post": mark("Posts"),
    "unit": mark("Units"),
    "incident": mark("Incidents"),
    "early_warning": mark("Early warnings"),
    "log": mark("Log"),
    "person": mark("On duty"),
}
"""In the order in which they are shown."""
ACCENTED: Final = {
    "a": "àáâãäåāăą",
    "c": "çćč",
    "d": "ďđ",
    "e": "èéêëēėęě",
    "g": "ğģ",
    "i": "ìíîïīįı",
    "l": "ł",
    "n": "ñńņň",
    "o": "òóôõöøōő",
    "r": "řŕ",
    "s": "śšşșß",
    "t": "ťțţ",
    "u": "ùúûüūůűų",
    "y": "ýÿ",
    "z": "źżž",
}
BEGINNING: Final = "(^|[\\s\\-_/.,;:#&+()'\"\u2019\u201c\u201e\u00ab\u2039\\[])"
"""Of a word; PostgreSQL's own idea of one depends on the locale in which the cluster was made."""


@dataclass(frozen=True, slots=True)
class Hit:
    """`place`: the person's, on duty; `day`: it is told with its day, not only its hour."""

    kind: str
    href: str
    name: str
    beside: str
    at: datetime | None = None
    priority: int | None = None


def words_of(typed: str, locale: str) -> Words | None:
    """None if nothing was typed that could be looked for."""
    asked = re.findall(r"[^\W_]+", folded(typed[:LONGEST]))
    if not asked:
        return None
    say = translations(locale).gettext
    number = int(asked[0]) if len(asked) == 1 and re.fullmatch(r"[0-9]{1,18}", asked[0]) else None
    return Words(
        [BEGINNING + "".join(map(_any_form, word)) for word in asked],
        query(typed[:LONGEST]),
        number,
        typed.strip().upper()[:LONGEST],
        {rule: say(title) for rule, title in words.TITLES.items()},
        {kind: say(title) for kind, title in words.INCIDENT_KINDS.items()},
        {kind: say(title) for kind, title in measure_words.KINDS.items()},
        {kind: say(title) for kind, title in level_words.GATHERINGS.items()},
        {kind: say(title) for kind, title in BEHAVIOURS.items()},
    )


def folded(text: str) -> str:
    """Without case and accents: what a hand types at night."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _any_form(letter: str) -> str:
    """A letter as it may be written: `e` finds É. Letters and digits need no escape."""
    forms = letter + ACCENTED.get(letter, "")
    both = "".join(dict.fromkeys(forms + forms.upper().replace("SS", "")))
    return f"[{both}]" if len(both) > 1 else both


def pages(typed: str, role: Role, locale: str) -> list[Hit]:
    say = translations(locale).gettext
    asked = re.findall(r"[^\W_]+", folded(typed[:LONGEST]))
    named = ((page, say(page.title)) for page in open_to(role))
    return [
        Hit("page", page.path, title, f"g {page.go}") for page, title in named if asked and _is(title, asked)
    ]


def _is(title: str, asked: Iterable[str]) -> bool:
    begins = re.findall(r"[^\W_]+", folded(title))
    return all(any(one.startswith(word) for one in begins) for word in asked)


def hit(found: Found) -> Hit:
    return Hit(found.kind, where(found.kind, found.key), found.name, found.beside, found.at, found.priority)


def where(kind: str, key: str) -> str:
    """The page of a thing."""
    if kind == "alert":
        return f"/alerts/{key}"
    if kind == "log":
        return f"/log/{key}"
    if kind == "measure":
        return f"/measures/{quote(key, safe='')}"
    if kind == "early_warning":
        return f"/warnings/{quote(key, safe='')}"
    if kind == "vehicle":
        return f"/vehicles/{quote(key, safe='')}"
    if kind == "visit":
        return f"/visits/{quote(key, safe='')}"
    if kind == "site":
        return f"/institutions/{quote(key, safe='')}"
    if kind == "gathering":
        return f"/calendar/{quote(key, safe='')}"
    if kind == "protected":
        return f"/persons/{quote(key, safe='')}"
    return "/roster" if kind == "person" else f"/things/{kind}/{quote(key, safe='')}"


def page_of(file: Ref) -> str:
    """The page of a file: of a site, a visit or a protected person."""
    return where("protected" if file.noun is Noun.PERSON else file.noun.value, file.key)


def by_kind(hits: Iterable[Hit]) -> tuple[tuple[str, tuple[Hit, ...]], ...]:
    grouped: defaultdict[str, list[Hit]] = defaultdict(list)
    for one in hits:
        grouped[one.kind].append(one)
    return tuple((title, tuple(grouped[kind])) for kind, title in KINDS.items() if kind in grouped)
