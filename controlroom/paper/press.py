"""The press: a template and what it tells become a PDF, with no program and no font of the system."""

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from typing import Any, Final

import typst

from controlroom.paper.words import PAPER, words

PRESS: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="press")
"""Printing takes a core for a moment: there is one press, and whoever prints waits; the watch does not."""

DIRECTIONS: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Marks that turn the direction of a line: who writes one into a report could turn the rest around."""


async def print_pdf(template: str, locale: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """`template`: a .typ beside this file. `data`: what json can say; texts in it are text, never markup.

    `at`: the moment that the document says it was made; the same input is the same bytes.
    """
    loop = asyncio.get_running_loop()
    told = json.dumps(data, ensure_ascii=False).translate(DIRECTIONS)
    return await loop.run_in_executor(PRESS, _print, template, locale, told, at)


def _print(template: str, locale: str, data: str, at: datetime) -> bytes:
    printed = typst.compile(
        str(PAPER / f"{template}.typ"),
        root=str(PAPER),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        timestamp=at,
        sys_inputs={"data": data, "locale": locale, "words": json.dumps(words(template, locale))},
    )
    if not isinstance(printed, bytes):
        raise TypeError(f"{template} was not printed as one document")
    return printed


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(PAPER / "fonts")])
