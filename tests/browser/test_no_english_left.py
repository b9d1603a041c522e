"""Whoever chose Dutch, French or German reads nothing else, on any page."""

import re
from collections.abc import Callable, Iterable
from functools import cache

import pytest
from babel import Locale

from controlroom.auth.audience import LOCALES
from tests.browser.every_page import House, Shown
from tests.browser.spoken import WORD, in_no_catalog, known, left_in_english

OTHERS = LOCALES[1:]
DATA = re.compile(
    r"Anna Peeters|Bert Maes|Kim [\w-]+|^(chief|company|set-up|setup|watch)$"
    r"|The gate of EU-JL is open|It was real|Two men ran towards the park"
    r"|Rue de la Loi 175|Brussels|Zaventem|FALCON|Justus Lipsius|Airport|Gate 3|BRU"
    r"|OSPREY|P-\d{4}|02 555 01 23"
    r"|(?<!A )[Gg]rey van|Team EU-07[AB]|Works on the road|Rebuilt|north wall|desk|(en|nl|fr|de) (day|night)"
    r"|March of the unions|Sit-in of the students|Schuman roundabout|Three unions|Storm"
    r"|Calls on the internet that name the address"
    r"|Summit of the Seven|LYNX|OTTER|M-\w+|local police|CIC"
    r"|A grey van stopped at the gate|They count|VW Golf, grey|1-?AB[CO]-?123(, BE)?"
    r"|It was a supplier who waited|Thank you"
    r"|North mill|South mill|Quay 7|Antwerp|Noordlicht Energie|Havenbedrijf Schelde|The driver is known"
    r"|It was seen at three sites|Call us if you see it|SA-\w{8}(-\d)?"
    r"|(NLE|HBS)(-\d)?|EW-\w{8}|VEH-\w{6}|DP-\w{6}"
    r"|[Rr]ode,? jas, (baard|bril)|rode, jas|The same scar|Another nose"
    r"|Level [23] (stays|will do)|Room 4|Two calls name the address|No finding|^threats$"
)
"""What the room is furnished with, and the accounts and screens of tests/browser/a_room.py."""
NAMED_LIKE_A_WORD = re.compile(r"Airport|Antwerp|Brussels|company|(en|nl|fr|de) (day|night)")
"""A site, a kind of sites, towns and regions, the account of a company; screens, and so many days."""
SAME_EVERYWHERE = re.compile(
    r"[a-z_]+\.[a-z_]+|(site|visit|person):\S+|EU-[\w-]+|UTC|CSV|iCalendar|PDF|GiB"
    r"|(April|August|September|November) \d{4}|English|Nederlands|Français|Deutsch|room"
)
"""Names of rules, codes, units of measure, languages by their own names, and the one room there is."""


@pytest.mark.parametrize("locale", OTHERS)
def test_no_page_says_in_english_what_the_catalog_says_otherwise(
    rooms: tuple[House, House], locale: str
) -> None:
    def look(_: Shown, html: str) -> Iterable[str]:
        return (text for text in left_in_english(html, locale) if not NAMED_LIKE_A_WORD.fullmatch(text))

    assert left(rooms, look, locale) == {}


@pytest.mark.parametrize("locale", OTHERS)
def test_no_page_says_anything_that_is_in_no_catalog(rooms: tuple[House, House], locale: str) -> None:
    def look(page: Shown, html: str) -> Iterable[str]:
        return in_no_catalog(html, page.html, locale, is_data)

    assert left(rooms, look, locale) == {}


def left(
    rooms: tuple[House, House], look: Callable[[Shown, str], Iterable[str]], locale: str
) -> dict[str, list[str]]:
    """By page."""
    found: dict[str, list[str]] = {}
    for house in rooms:
        for page in house.every_page:
            if texts := list(look(page, house.get(page.path, page.role, locale)[2])):
                found[page.path] = texts
    return found


def is_data(text: str, locale: str) -> bool:
    """Whether only words of the catalog are left, once what is nobody's language is taken away."""
    rest = SAME_EVERYWHERE.sub("", DATA.sub("", text)).strip(" ,;:.()")
    parts = (part.strip() for part in rest.split(","))
    return (
        text in countries(locale)
        or known(rest, locale)
        or all(known(part, locale) for part in parts if WORD.search(part))
    )


@cache
def countries(locale: str) -> frozenset[str]:
    """Many are called the same in several languages."""
    return frozenset(str(name) for name in Locale(locale).territories.values())


ENGLISH = "<p>Post left</p><button aria-label='Acknowledge'></button>"


def test_what_is_left_in_english_is_seen() -> None:
    assert list(left_in_english(ENGLISH, "nl")) == ["Acknowledge", "Post left"]
    assert list(left_in_english(f"<div lang='en'>{ENGLISH}</div>", "nl")) == []
    assert list(left_in_english(ENGLISH, "en")) == []


def test_what_was_never_given_to_a_catalog_is_seen() -> None:
    page = "<p>Anna Peeters</p><p title='Quite new'>FALCON, BRU</p>"
    assert list(in_no_catalog(page, page, "nl", is_data)) == ["Quite new"]
