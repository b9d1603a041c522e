"""A page of the log: read, looked through, and told where it goes on."""

from dataclasses import dataclass
from typing import Final

from babel.support import Translations

from controlroom.store.alert_history import Happened
from controlroom.store.log_rows import Stretch, first_since, found, newest, query_of
from controlroom.store.panels.log_names import Names, is_kept, names_for
from controlroom.store.panels.snapshot import Snapshot
from controlroom.ui.log.filters import Wish
from controlroom.ui.log.rows import LogRow, log_row
from controlroom.ui.log.wording import Wording

PAGE: Final = 60
LOOKED_AT: Final = 500
"""Rows that are read at once where not every one is wanted."""
LOOKS: Final = 8
"""So many times: what a page costs has an end, also if nothing is found. One looks further back by a link."""


@dataclass(frozen=True, slots=True)
class LogPage:
    """`earlier`: before which number the log goes on; `gave_up`: it goes on without the page being full."""

    rows: tuple[LogRow, ...]
    newest: int
    earlier: int = 0
    gave_up: bool = False


async def page_of(snapshot: Snapshot, wish: Wish, catalog: Translations, most: int = PAGE) -> LogPage:
    stretch = await _stretch(snapshot, wish)
    query = await query_of(snapshot, wish.typed.q) if wish.typed.q.strip() else None
    rows: list[LogRow] = []
    if query == "":
        return LogPage((), snapshot.seq)
    step = LOOKED_AT if wish.selective else most + 1
    before = stretch.before
    for _ in range(LOOKS):
        part = Stretch(stretch.sorts, before, stretch.after)
        read = await (found(snapshot, query, part, step) if query else newest(snapshot, part, step))
        names = await names_for(snapshot, read)
        told = [one for one in read if not is_kept(one, names, snapshot.veil)]
        rows += _taken(told, names, wish, catalog)
        if len(rows) > most:
            return LogPage(tuple(rows[:most]), snapshot.seq, rows[most - 1].seq)
        if len(read) < step:
            return LogPage(tuple(rows), snapshot.seq)
        before = read[-1].seq
    return LogPage(tuple(rows), snapshot.seq, before, gave_up=True)


def _taken(read: list[Happened], names: Names, wish: Wish, catalog: Translations) -> list[LogRow]:
    wording = Wording(catalog, names)
    return [log_row(happened, wording) for happened in read if wish.takes(happened, names)]


async def _stretch(snapshot: Snapshot, wish: Wish) -> Stretch:
    before, after = 2**62, 0
    if wish.begins:
        after = await first_since(snapshot, wish.begins) - 1
    if wish.ends:
        before = await first_since(snapshot, wish.ends)
    if wish.typed.before:
        before = min(before, wish.typed.before)
    return Stretch(wish.sorts, before, after)
