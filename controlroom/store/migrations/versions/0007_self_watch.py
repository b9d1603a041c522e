"""Screens and the watch's own parts are watched; units have codes.

A program of before goes on writing beside this one: a screen that it hears is due when it was due before, so
that for as long as both run it may be missed for a moment.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("screen", _when("due_at"))
    op.add_column("feed", _when("failing_since"))
    for name, columns in NEW_TABLES.items():
        op.create_table(name, *columns)
        op.execute(f"REVOKE ALL ON {name} FROM PUBLIC")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {name} TO controlroom_app")


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


def _when(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, postgresql.TIMESTAMP(timezone=True), nullable=nullable)


NEW_TABLES: dict[str, list[sa.Column[Any]]] = {
    "watched_screen": [
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        _when("missing_since"),
        _when("out_until"),
    ],
    "component": [
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("faulty", sa.Boolean(), nullable=False),
        sa.Column("figure", sa.Double(), nullable=False),
        _when("noted_at", nullable=False),
    ],
    "unit_code": [
        sa.Column("unit", sa.Text(), primary_key=True),
        sa.Column("hash", sa.Text(), nullable=False),
        _when("made_at", nullable=False),
    ],
}
