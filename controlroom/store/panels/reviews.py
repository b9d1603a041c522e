"""The monthly review: what there is to review, and a review with what became of its measures since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select, text

from controlroom.clock import BRUSSELS
from controlroom.store.log_rows import with_numbers
from controlroom.store.panels.meetings import names_of_files
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import ACTING_MEASURE, DUE_CHECK, OPEN_MEASURE, measure, review
from controlroom.watch.alarm_load import Span
from controlroom.watch.measures import Measure
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reviews import Line, LineDecided, Review

NEWEST: Final = 36
LEVELS: Final = text(
    """
    SELECT 'site:' || code AS file, threat_level AS level FROM site
    UNION ALL SELECT 'visit:' || code, threat_level FROM visit
        WHERE code IN (SELECT substr(file, 7) FROM measure WHERE file LIKE 'visit:%' AND in_force IS NOT NULL)
    UNION ALL SELECT scope, level FROM threat WHERE scope LIKE 'person:%' AND level IS NOT NULL
    """
)
CHECKS: Final = text(
    f"""
    SELECT site, count(*) AS planned,
        count(*) FILTER (WHERE state IN ('missed', 'lapsed')) AS missed,
        count(*) FILTER (WHERE state = 'done_finding') AS findings
    FROM patrol_check WHERE window_end >= :begins AND window_end < :ends AND {DUE_CHECK} GROUP BY site
    """  # noqa: S608 - names of our own columns
)
NOTHING: Final = (0, 0, 0)


def last_month(now: datetime) -> str:
    """By the clocks of the room."""
    first = now.astimezone(BRUSSELS).date().replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"


def span_of(month: str, now: datetime) -> Span:
    """The month as far as it has been."""
    first = date.fromisoformat(f"{month}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    begins, ends = (datetime.combine(day, time(), BRUSSELS).astimezone(UTC) for day in (first, following))
    return Span(begins, max(min(ends, now), begins))


@dataclass(frozen=True, slots=True)
class Reviewed:
    """`over`: the measures that have ended. `waiting`: those for which a change waits for approval already.

    `files`: what they hang on, by name; `words` by the number of the journal, for the lines that were asked
    for. `hidden`: measures of files that whoever looks does not read; `seq`: the last event that was seen.
    """

    review: Review
    over: frozenset[str]
    waiting: frozenset[str]
    files: Mapping[str, str]
    people: Mapping[str, str]
    hidden: frozenset[str] = frozenset()
    seq: int = 0
    words: Mapping[int, str | None] = field(default_factory=dict)

    @property
    def undecided(self) -> list[str]:
        return [] if self.review.closed else self.review.undecided(self.over)


async def to_review(whole: Snapshot, month: Span) -> tuple[Line, ...]:
    """Every measure in force, also of files that whoever asks does not read: none may be left out."""
    acting = select(measure).where(ACTING_MEASURE, OPEN_MEASURE).order_by(measure.c.file, measure.c.id)
    found: list[Measure] = await whole.things(Noun.MEASURE, acting)
    levels = {row.file: row.level for row in await whole.connection.execute(LEVELS)}
    checks = {
        f"site:{row.site}": (row.planned, row.missed, row.findings)
        for row in await whole.connection.execute(CHECKS, {"begins": month.begins, "ends": month.ends})
    }
    return tuple(
        Line(
            one.id,
            one.file,
            one.kind,
            one.in_force or 0,
            one.valid_to,
            levels.get(one.file),
            *checks.get(one.file, NOTHING),
        )
        for one in found
    )


async def months(snapshot: Snapshot) -> list[tuple[str, bool]]:
    """The months that were reviewed, the newest first, and whether that is closed."""
    newest = select(review.c.month, review.c.closed_at).order_by(review.c.month.desc()).limit(NEWEST)
    return [(row.month, row.closed_at is not None) for row in await snapshot.connection.execute(newest)]


async def one_review(snapshot: Snapshot, month: str) -> Reviewed | None:
    found: list[Review] = await snapshot.things(Noun.REVIEW, select(review).where(review.c.month == month))
    if not found:
        return None
    (it,) = found
    state = await snapshot.connection.execute(
        select(measure.c.id, measure.c.state, measure.c.pending.is_not(None).label("pending")).where(
            measure.c.id.in_([line.measure for line in it.lines])
        )
    )
    now = {row.id: row for row in state}
    gone = {"refused", "withdrawn", "ended"}
    hidden = frozenset(line.measure for line in it.lines if snapshot.veil.hides(*Ref.parse(line.file)))
    shown = [line.file for line in it.lines if line.measure not in hidden]
    names = [it.opened_by, it.closed_by, *(line.ruling.by for line in it.lines if line.ruling)]
    return Reviewed(
        it,
        frozenset(key for key, row in now.items() if row.state in gone),
        frozenset(key for key, row in now.items() if row.pending),
        await names_of_files(snapshot, shown),
        await snapshot.people(names),
        hidden,
        snapshot.seq,
    )


async def words_of(snapshot: Snapshot, lines: Iterable[Line]) -> dict[int, str | None]:
    """What was said of these lines, as far as it was not erased."""
    told = await with_numbers(snapshot, [line.ruling.number for line in lines if line.ruling])
    return {seq: row.event.words for seq, row in told.items() if isinstance(row.event, LineDecided)}
