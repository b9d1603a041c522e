"""The words on paper: each `tr("...")` of a template, for its language and for the catalogs."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, Protocol

from controlroom.catalogs import translations

PAPER: Final = Path(__file__).resolve().parent
SAID: Final = re.compile(r'(?m)^\s*//.*$|\btr\(\s*"([^"\\]+)"')
"""A line of comment, or a text."""


class Source(Protocol):
    def read(self) -> bytes: ...


@cache
def words(template: str, locale: str) -> dict[str, str]:
    """What the frame and this template say, in this language."""
    texts = (text for name in ("frame", template) for _, text in _said((PAPER / f"{name}.typ").read_text()))
    say = translations(locale).gettext
    return {text: str(say(text)) for text in texts}


def extract(
    source: Source,
    _keywords: object = (),
    _comments: object = (),
    options: object = None,  # noqa: ARG001
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Each text of a .typ file with its line, in the form in which Babel asks for it."""
    for line, text in _said(source.read().decode()):
        yield line, None, text, []


def _said(template: str) -> Iterator[tuple[int, str]]:
    for found in SAID.finditer(template):
        if found[1]:
            yield template.count("\n", 0, found.start()) + 1, found[1]
