"""Screens as an administrator sees them: how they are set, and when each last said what it shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import screen, watched_screen


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """A row of the table, and what the watch knows of it."""

    row: RowMapping
    missing_since: datetime | None
    out_until: datetime | None

    @property
    def name(self) -> str:
        return str(self.row["name"])

    @property
    def works(self) -> bool:
        return self.row["revoked_at"] is None


async def screen_lines(snapshot: Snapshot) -> list[ScreenLine]:
    """Those that work first, then by name."""
    watched = watched_screen.c.name == screen.c.name
    query = (
        select(screen, watched_screen.c.missing_since, watched_screen.c.out_until)
        .outerjoin(watched_screen, watched)
        .order_by(screen.c.revoked_at.is_not(None), screen.c.name)
    )
    return [
        ScreenLine(row, row["missing_since"], row["out_until"])
        for row in (await snapshot.connection.execute(query)).mappings()
    ]
