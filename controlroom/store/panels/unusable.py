"""What units sent and the watch could not use, without what speaks of a file that is not read here."""

from dataclasses import replace
from typing import Final

from sqlalchemy import text

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.quarantine import Quarantine, Unusable
from controlroom.store.veil import HIDDEN

AT_ONCE: Final = 100
SPEAKING_WORDS: Final = text("""
SELECT unnest(ARRAY[code, code_name]) FROM visit WHERE 'visit:' || code = ANY(:files)
UNION SELECT unnest(ARRAY[code, name, short, address]) FROM site WHERE 'site:' || code = ANY(:files)
""")
ITS_UNITS: Final = text("""
SELECT unnest(units) FROM leg WHERE 'visit:' || visit = ANY(:files)
UNION SELECT unnest(units) FROM post WHERE 'site:' || site = ANY(:files)
""")


async def unusable(snapshot: Snapshot, quarantine: Quarantine) -> list[tuple[Unusable, bool]]:
    """The newest first, and whether each is hidden: nobody checked it, so what may be secret is not shown."""
    kept = await quarantine.newest(AT_ONCE)
    if not snapshot.veil.files:
        return [(one, False) for one in kept]
    files = {"files": list(snapshot.veil.files)}
    words = [word for (word,) in await snapshot.connection.execute(SPEAKING_WORDS, files) if word]
    units = {unit for (unit,) in await snapshot.connection.execute(ITS_UNITS, files)}
    return [_shown(one, hidden=one.unit in units or _speaks(one, words)) for one in kept]


def _speaks(one: Unusable, words: list[str]) -> bool:
    said = one.raw.decode("utf-8", "replace") + one.reason
    return any(word.casefold() in said.casefold() for word in words)


def _shown(one: Unusable, *, hidden: bool) -> tuple[Unusable, bool]:
    return (replace(one, reason=HIDDEN, raw=HIDDEN.encode()) if hidden else one), hidden
