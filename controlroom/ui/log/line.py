"""A line as it was typed, and what it is about."""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Final
from urllib.parse import unquote

from controlroom.watch.log import ABOUT
from controlroom.watch.refs import Noun, Ref

NAME: Final = re.compile(r"(?<![\w@])@([\w][\w.-]{0,39})")
NUMBER: Final = re.compile(r"(?<![\w#])#([0-9]{1,15})\b")
PAGES: Final = (
    (re.compile(r"/things/visit/([^?#]{1,64})"), Noun.VISIT),
    (re.compile(r"/things/site/([^?#]{1,64})"), Noun.SITE),
    (re.compile(r"/things/post/([^?#]{1,64})"), Noun.POST),
    (re.compile(r"/things/unit/([^?#]{1,64})"), Noun.UNIT),
    (re.compile(r"/alerts/([0-9]{1,15})"), Noun.ALERT),
    (re.compile(r"/visits/([^/?#]{1,64})"), Noun.VISIT),
    (re.compile(r"/sites/([^/?#]{1,64})"), Noun.SITE),
    (re.compile(r"/posts/([^/?#]{1,64})"), Noun.POST),
    (re.compile(r"/units/([^/?#]{1,64})"), Noun.UNIT),
)
NUMBERED: Final = frozenset({Noun.ALERT, Noun.INCIDENT, Noun.ENTRY})


def names_in(text: str) -> list[str]:
    """`met @FALCON at the gate.` names FALCON."""
    return list(dict.fromkeys(name.rstrip(".-") for name in NAME.findall(text)))


def numbers_in(text: str) -> list[int]:
    return list(dict.fromkeys(map(int, NUMBER.findall(text))))


def about_page(path: str) -> str:
    """The thing that a page is about, as in `alert:12`; nothing if it is about no single one."""
    for pattern, noun in PAGES:
        if found := pattern.match(path):
            return str(Ref(noun, unquote(found[1])))
    return ""


def chosen(about: str) -> list[str]:
    """What a form says that the line is about; what cannot be is left out."""
    noun, _, key = about.partition(":")
    if noun not in set(Noun) or Noun(noun) not in ABOUT or not key:
        return []
    fits = key.isascii() and key.isdigit() and len(key) < 16 if Noun(noun) in NUMBERED else key.isprintable()
    return [about] if fits else []


def digest_of(text: str, about: Iterable[str], corrects: int | None) -> bytes:
    """The same key with other words is another line, and is refused."""
    return sha256(repr((text, sorted(about), corrects)).encode()).digest()
