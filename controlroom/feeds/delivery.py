"""Reports to the desk, in order, with an answer for each; what the watch cannot use to quarantine."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from controlroom.desk.requests import Accepted, Incoming
from controlroom.errors import Refused
from controlroom.feeds.answers import Receipt
from controlroom.feeds.cap import CapFeed, read_cap
from controlroom.feeds.door import Door
from controlroom.feeds.parse import Feed, id_of, not_here, read_report
from controlroom.feeds.problems import Problem, of_error
from controlroom.feeds.split import Piece
from controlroom.store.quarantine import Unusable
from controlroom.watch.early_warnings import ReportWarning
from controlroom.watch.reports import Position, Report
from controlroom.watch.units import Unit


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one request brings: to which feed, from whom, when; `asked_at` is from when its sender waits."""

    feed: Feed | CapFeed
    unit: Unit
    at: datetime
    asked_at: float

    def unusable(self, raw: bytes, problem: Problem) -> Unusable:
        return Unusable(self.unit.call_sign, self.feed.name, self.at, problem.reason, raw)


async def hand_in(door: Door, delivery: Delivery, pieces: Sequence[Piece]) -> list[Receipt]:
    """A receipt for each piece, in order. Raises Busy or Unavailable for the whole; then nothing is known."""
    latest = door.latest.of(delivery.at)
    if isinstance(delivery.feed, CapFeed):  # a long one takes a third of a second; others want answers too
        read = [await asyncio.to_thread(_read, delivery, piece, latest) for piece in pieces]
    else:
        read = await _illustrated(door, delivery, [_read(delivery, piece, latest) for piece in pieces])
    reports = [one for one in read if isinstance(one, Incoming)]
    outcomes = iter(await _ask(door, delivery, reports))
    receipts = [_receipt(piece, one, outcomes) for piece, one in zip(pieces, read, strict=True)]
    await door.quarantine.keep(
        [
            delivery.unusable(piece.raw, outcome)
            for piece, (_, outcome) in zip(pieces, receipts, strict=True)
            if isinstance(outcome, Problem)
        ]
    )
    _hear(door, delivery, reports, receipts)
    return receipts


def _read(delivery: Delivery, piece: Piece, latest: datetime) -> Incoming | Problem:
    feed, unit, company = delivery.feed, delivery.unit.call_sign, delivery.unit.company
    if (isinstance(feed, Feed) and feed.of_companies) != bool(company):
        return not_here(unit)
    if isinstance(feed, CapFeed):
        return read_cap(unit, piece.raw, latest)
    return read_report(feed, unit, piece, latest, company or "")


async def _illustrated(
    door: Door, delivery: Delivery, read: list[Incoming | Problem]
) -> list[Incoming | Problem]:
    """The report of a company takes along the photos that came under its id before it."""
    commands = (one.command for one in read if isinstance(one, Incoming))
    refs = [command.ref for command in commands if isinstance(command, ReportWarning)]
    photos = await door.album.of_each(refs, delivery.unit.call_sign) if refs else {}
    return [_with(one, photos) if isinstance(one, Incoming) else one for one in read] if photos else read


def _with(one: Incoming, photos: Mapping[str, tuple[str, ...]]) -> Incoming:
    """Its digest stays that of what was said: the same report again is the same."""
    if not isinstance(one.command, ReportWarning):
        return one
    account = replace(one.command.account, photos=photos.get(one.command.ref, ()))
    return replace(one, command=replace(one.command, account=account))


async def _ask(door: Door, delivery: Delivery, reports: Sequence[Incoming]) -> Sequence[Accepted | Refused]:
    return await door.desk.report(reports, delivery.asked_at) if reports else []


def _receipt(piece: Piece, read: Incoming | Problem, outcomes: Iterator[Accepted | Refused]) -> Receipt:
    if isinstance(read, Problem):
        return Receipt(id_of(piece), read)
    outcome = next(outcomes)
    return Receipt(read.command.report.id, of_error(outcome) if isinstance(outcome, Refused) else outcome)


def _hear(door: Door, delivery: Delivery, reports: Sequence[Incoming], receipts: Sequence[Receipt]) -> None:
    """An accepted report is a sign of life, and says where the unit is."""
    accepted = {receipt.id for receipt in receipts if isinstance(receipt.outcome, Accepted)}
    if not accepted:
        return
    heard = [one.command.report for one in reports if one.command.report.id in accepted]
    door.desk.heard(delivery.unit.call_sign, delivery.unit.pulse, delivery.at, _last_seen(heard))
    door.desk.fed(delivery.feed.name, delivery.at)


def _last_seen(reports: Sequence[Report]) -> Position | None:
    """Where the unit said it was last; a position that has no time of its own has its report's."""
    located = [(one.position.at or one.at, one.position) for one in reports if one.position]
    if not located:
        return None
    at, position = max(located, key=lambda found: found[0])
    return replace(position, at=at)
