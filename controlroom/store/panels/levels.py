"""What stands where: threat levels by scope, with what was decided about each, and the table of baselines."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, func, select, text

from controlroom.store.alert_history import Happened
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.state import key_column
from controlroom.store.tables import (
    BASELINE_CHANGE,
    NOUNS,
    OF_A_LEVEL,
    OPEN_MEASURE,
    OPEN_VISIT,
    baseline,
    measure,
    threat,
)
from controlroom.watch.baselines import Baseline, FileKind
from controlroom.watch.events import Thing
from controlroom.watch.measures import MeasureKind, MeasureState
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.threat import Threat, gaps, subject
from controlroom.watch.unknown import no_such
from controlroom.watch.world import kind_of_file

AT_ONCE: Final = 50
GROUPS: Final = ("country", "place", "site", "visit", "person", "gathering")
"""In the order in which they are shown."""
HISTORY_AT_MOST: Final = 200
ON_A_FILE_AT_MOST: Final = 20
"""Of the history, on the page of a file among all else that is known of it."""
CHANGES_AT_MOST: Final = 20

SCOPES: Final = f"""
WITH known AS (
    SELECT 'country' AS kind, scope, scope AS key, scope AS name, NULL::int AS own FROM threat
        WHERE scope ~ '^[A-Z]{{2}}$'
    UNION ALL SELECT 'place', scope, substr(scope, 7), substr(scope, 7), NULL FROM threat
        WHERE starts_with(scope, 'place:')
    UNION ALL SELECT 'site', 'site:' || code, code,
        CASE WHEN code = ANY (CAST(:hidden AS text[])) THEN code ELSE name END, threat_level FROM site
    UNION ALL SELECT 'visit', 'visit:' || code, code, code_name, threat_level FROM visit WHERE {OPEN_VISIT}
    UNION ALL SELECT 'person', 'person:' || code, code, code_name, NULL FROM person WHERE closed_at IS NULL
    UNION ALL SELECT 'gathering', 'gathering:' || id, id, title, NULL FROM gathering
        WHERE ends_at > :now AND cancelled_at IS NULL
)
SELECT k.kind, k.scope, k.key, k.name, coalesce(t.level, k.own) AS level, t.since, t.until, t.source,
    t.coming, cardinality(t.asked) AS asked, count(*) OVER () AS total
FROM known k LEFT JOIN threat t USING (scope)
WHERE (:kind = '' OR k.kind = :kind) AND (:level = 0 OR coalesce(t.level, k.own) = :level)
    AND (:words = '' OR strpos(lower(concat_ws(' ', k.key, k.name)), lower(:words)) > 0)
ORDER BY array_position(CAST(:groups AS text[]), k.kind), level DESC NULLS LAST, k.name, k.key
LIMIT :most OFFSET :offset
"""  # noqa: S608 - names of our own
HISTORY: Final = text(f"""
SELECT seq, recorded_at, actor, kind, body, private,
    private_digest IS NOT NULL AND private IS NULL AS erased
FROM journal WHERE {OF_A_LEVEL} AND (body::jsonb ->> 'scope') = :scope ORDER BY seq DESC LIMIT :most
""")  # noqa: S608
CHANGES: Final = text(f"""
SELECT seq, recorded_at, actor, kind, body, private, false AS erased
FROM journal WHERE {BASELINE_CHANGE} ORDER BY seq DESC LIMIT :most
""")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for: a group or all, a level or 0 for all, words; `page` from 1."""

    kind: str = ""
    level: int = 0
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """`coming`: how many are set for later; `asked`: how many measures a raise asked about."""

    kind: str
    scope: str
    key: str
    name: str
    level: int | None
    since: datetime | None
    until: datetime | None
    source: str | None
    coming: int
    asked: int


@dataclass(frozen=True, slots=True)
class Scopes:
    rows: list[ScopeRow]
    total: int


@dataclass(frozen=True, slots=True)
class OneLevel:
    """`name`: what people call the scope. `level` is that of its file where none was ever set by hand.

    `usual`: the measures of the table for each level; `effective` and `known` of its file: those in effect,
    and those of which one is at least proposed. `read`: whoever looks may read the file.
    """

    scope: str
    name: str
    level: int | None
    threat: Threat | None
    of: FileKind | None
    usual: tuple[tuple[MeasureKind, ...], ...] = ((), (), (), ())
    effective: frozenset[MeasureKind] = frozenset()
    known: frozenset[MeasureKind] = frozenset()
    history: list[Happened] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    read: bool = True

    @property
    def missing(self) -> tuple[MeasureKind, ...]:
        """What a raise asked about and is neither in effect nor decided upon."""
        return gaps(self.threat, self.effective) if self.threat else ()

    def would_ask(self, level: int) -> tuple[MeasureKind, ...]:
        """What a raise to this level would ask about."""
        usual = self.usual[level - 1] if level > (self.level or 0) else ()
        return tuple(kind for kind in usual if kind not in self.effective)


async def scopes(snapshot: Snapshot, asked: Asked, now: datetime, most: int = AT_ONCE) -> Scopes:
    hidden = snapshot.veil.hidden(Noun.SITE)
    values = {
        "hidden": hidden,
        "now": now,
        "kind": asked.kind,
        "level": asked.level,
        "words": asked.words.strip(),
        "groups": list(GROUPS),
        "most": most,
        "offset": (asked.page - 1) * most,
    }
    rows = (await snapshot.connection.execute(text(SCOPES), values)).all()
    kept = snapshot.veil.files
    found = [_kept(row) if row.scope in kept else _scope(row) for row in rows]
    return Scopes(found, rows[0].total if rows else 0)


def _kept(row: Row[Any]) -> ScopeRow:
    """Of a file that is not read here the level alone: until when may be until it leaves."""
    return ScopeRow(row.kind, row.scope, row.key, row.name, row.level, None, None, None, 0, 0)


def _scope(row: Row[Any]) -> ScopeRow:
    return ScopeRow(
        row.kind,
        row.scope,
        row.key,
        row.name,
        row.level,
        row.since,
        row.until,
        row.source,
        len(row.coming or ()),
        row.asked or 0,
    )


async def undecided(snapshot: Snapshot) -> list[tuple[str, int]]:
    """The scopes of which a raise asks something, with their levels; few of them."""
    query = (
        select(threat.c.scope, threat.c.level)
        .where(func.cardinality(threat.c.asked) > 0)
        .order_by(threat.c.scope)
    )
    return [(row.scope, row.level) for row in await snapshot.connection.execute(query)]


async def one_level(snapshot: Snapshot, scope: str, most: int = HISTORY_AT_MOST) -> OneLevel:
    """Also of a scope that has no level yet; Unknown for a file that does not exist. Of a file that is not
    read here the level alone, as the walls have it.
    """
    file = subject(scope)
    thing = await _thing(snapshot, file) if file else None
    found: list[Threat] = await snapshot.things(Noun.THREAT, select(threat).where(threat.c.scope == scope))
    stands = found[0] if found else None
    level = stands.level if stands else getattr(thing, "threat_level", None)
    if file and snapshot.veil.hides(*file):
        return OneLevel(scope, _called(thing, scope), level, None, None, read=False)
    of, happened = kind_of_file(thing), await history(snapshot, scope, most)
    names = [*_accounts(happened), stands.by if stands else None]
    return OneLevel(
        scope,
        _called(thing, scope),
        level,
        stands,
        of,
        await usual(snapshot, of),
        *await measures_of(snapshot, scope),
        history=happened,
        people=await snapshot.people(names),
    )


async def _thing(snapshot: Snapshot, ref: Ref) -> Thing:
    table = NOUNS[ref.noun]
    found = await snapshot.things(ref.noun, select(table).where(table.c[key_column(ref.noun)] == ref.key))
    if not found:
        raise no_such(*ref)
    thing: Thing = found[0]
    return thing


def _called(thing: Thing | None, scope: str) -> str:
    for name in ("code_name", "title", "name"):
        if said := getattr(thing, name, None):
            return str(said)
    return scope.partition(":")[2] or scope


def _accounts(happened: list[Happened]) -> list[str | None]:
    return [getattr(one.event, "by", None) for one in happened]


async def history(snapshot: Snapshot, scope: str, most: int) -> list[Happened]:
    """The newest first."""
    rows = await snapshot.connection.execute(HISTORY, {"scope": scope, "most": most})
    return [Happened.of(row) for row in rows]


async def measures_of(
    snapshot: Snapshot, scope: str
) -> tuple[frozenset[MeasureKind], frozenset[MeasureKind]]:
    """The kinds that are in effect for a file, and those of which one is at least proposed."""
    query = select(measure.c.kind, measure.c.state).where(OPEN_MEASURE, measure.c.file == scope)
    rows = [
        (MeasureKind(kind), MeasureState(state)) for kind, state in await snapshot.connection.execute(query)
    ]
    effective = (kind for kind, state in rows if state.effective)
    return frozenset(effective), frozenset(kind for kind, _ in rows)


async def missing_of(snapshot: Snapshot, threat: Threat) -> tuple[MeasureKind, ...]:
    """What a raise asks about and is not in effect."""
    effective, _ = await measures_of(snapshot, threat.scope)
    return gaps(threat, effective)


async def usual(snapshot: Snapshot, of: FileKind | None) -> tuple[tuple[MeasureKind, ...], ...]:
    """By level, for one kind of file."""
    if of is None:
        return ((), (), (), ())
    keys = [f"{level}/{of.value}" for level in range(1, 5)]
    query = select(baseline).where(baseline.c.key.in_(keys))
    rows: list[Baseline] = await snapshot.things(Noun.BASELINE, query)
    by_key = {row.key: row.kinds for row in rows}
    return tuple(by_key.get(key, ()) for key in keys)


@dataclass(frozen=True, slots=True)
class Table:
    """`cells` by level and kind of file; `changes`: the last ones, the newest first."""

    cells: dict[str, tuple[MeasureKind, ...]]
    changes: list[Happened]
    people: dict[str, str]


async def baselines(snapshot: Snapshot) -> Table:
    rows: list[Baseline] = await snapshot.things(Noun.BASELINE, select(baseline))
    found = await snapshot.connection.execute(CHANGES, {"most": CHANGES_AT_MOST})
    changes = [Happened.of(row) for row in found]
    return Table({row.key: row.kinds for row in rows}, changes, await snapshot.people(_accounts(changes)))
