"""A file (or standard input) into the outbox."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from controlroom.feeds.client.outbox import Outbox
from controlroom.feeds.items import Item, SourceRefused, batches, format_of, read_items
from controlroom.feeds.lines import Unreadable
from controlroom.feeds.mapping import Mapping
from controlroom.feeds.report_fields import FeedName

STDIN = Path("-")
TOGETHER = 500


def items_of(path: Path, feed: FeedName, mapping: Mapping | None) -> Iterator[Item | Unreadable]:
    """What the file holds; SourceRefused or OSError if that is nothing at all."""
    if mapping is not None and mapping.feed != feed:
        raise SourceRefused(f"the mapping {mapping.name!r} makes reports of {mapping.feed}, not of {feed}")
    form = "csv" if mapping is not None else "ndjson" if path == STDIN else format_of(path)
    if form is None:
        raise SourceRefused(f"{path.name}: what is in it? .json, .ndjson, .jsonl, or .csv with --map")
    with _opened(path) as stream:
        yield from read_items(stream, form, feed, mapping)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if path == STDIN:
        yield sys.stdin.buffer
        return
    with path.open("rb") as stream:
        yield stream


def put_aside(outbox: Outbox, feed: FeedName, rows: Sequence[Unreadable]) -> None:
    for row in rows:
        outbox.refuse(feed, row.raw, str(row))


def queue_all(
    outbox: Outbox, feed: FeedName, items: Iterator[Item | Unreadable]
) -> tuple[int, list[Unreadable]]:
    """Everything onto the disk, some hundred at a time; how many are new there, and what is unreadable."""
    added, unreadable = 0, []
    for chunk in batches(items, TOGETHER):
        added += outbox.put(feed, [item.report for item in chunk if isinstance(item, Item)])
        bad = [item for item in chunk if isinstance(item, Unreadable)]
        put_aside(outbox, feed, bad)
        unreadable += bad
    return added, unreadable
