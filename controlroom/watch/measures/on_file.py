"""The file on which a measure hangs: a site, a visit or a person, by the text of its ref."""

from collections.abc import Sequence
from typing import Final

from controlroom.watch.refs import Noun, Ref

FILES: Final = frozenset({"site", "visit", "person"})
OVER: Final = frozenset({"closed", "cancelled"})


def thing_of(file: str) -> Sequence[Ref]:
    """What the text names, if it names a file at all."""
    noun, _, key = file.partition(":")
    return [Ref.parse(file)] if key and noun in FILES else []


def site_of(terms: object, file: str) -> str:
    """Where the terms of a post or of patrols say that it is; else the site of the file, if it is one."""
    noun, _, key = file.partition(":")
    return getattr(terms, "site", "") or (key if noun == Noun.SITE else "")


def is_over(thing: object) -> bool:
    """A visit that is closed or cancelled, a person or a site whose file was closed."""
    state = getattr(thing, "state", None)
    return getattr(thing, "closed_at", None) is not None or getattr(state, "value", state) in OVER
