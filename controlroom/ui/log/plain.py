"""A report as plain text of 72 columns, numbered, to be pasted into a mail."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from controlroom.ui.log.sitrep import Section, Sitrep
from controlroom.ui.log.telling import Item
from controlroom.watch.log import one_line

WIDTH: Final = 72


def as_text(sitrep: Sitrep) -> str:
    """Lines end as mail has them; the last one is ended too."""
    lines = [sitrep.title.upper(), *wrap(sitrep.about, WIDTH), *wrap(sitrep.made, WIDTH)]
    for number, section in enumerate(sitrep.sections, start=1):
        lines += ["", *_section(number, section)]
    return "\r\n".join(lines) + "\r\n"


def _section(number: int, section: Section) -> Iterator[str]:
    yield from wrap(f"{number}. {section.title.upper()}", WIDTH)
    if not section.items and section.nothing:
        yield f"   {section.nothing}"
    for nth, item in enumerate(section.items, start=1):
        yield from _item(f"{number}.{nth}", item)


def _item(number: str, item: Item) -> list[str]:
    said = " ".join(filter(None, (item.lead, item.mark and f"[{item.mark}]", item.text)))
    if item.by:
        said += f" ({item.by})"
    head = f"{number:<6}"
    return wrap(
        one_line(said), WIDTH, initial_indent=f"{head} ", subsequent_indent=" " * 7, break_on_hyphens=False
    )
