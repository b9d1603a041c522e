"""Measures, and the closing of posts.

A program of before goes on writing beside this one: it knows no measure, and shows a closed post as it was.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.add_column("post", _when("closed_at"))
    op.create_table("measure", *MEASURE)
    for name, columns, where in INDEXES:
        op.create_index(name, "measure", columns, postgresql_where=sa.text(where) if where else None)
    op.execute("REVOKE ALL ON measure FROM PUBLIC")
    op.execute("GRANT SELECT, INSERT, UPDATE ON measure TO controlroom_app")


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


def _words(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _when(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, MOMENT, nullable=nullable)


MEASURE: list[sa.Column[Any]] = [
    sa.Column("id", sa.Text(), primary_key=True),
    *map(_words, ("file", "kind", "service", "basis", "basis_ref", "state", "proposed_by")),
    _when("proposed_at", nullable=False),
    _when("valid_from", nullable=False),
    _when("valid_to"),
    sa.Column("review_on", sa.DATE(), nullable=True),
    sa.Column("versions", postgresql.JSONB(), nullable=False),
    sa.Column("pending", postgresql.JSONB(), nullable=True),
    sa.Column("turned_down", postgresql.JSONB(), nullable=False),
    sa.Column("in_force", sa.Integer(), nullable=True),
    _when("urgent_at"),
    sa.Column("unconfirmed", sa.Boolean(), nullable=False),
    sa.Column("expiring", sa.Integer(), nullable=False),
    _when("patrols_until"),
    _when("ended_at"),
]
INDEXES = (
    ("measure_file", ["file"], ""),
    ("measure_proposed_at", ["proposed_at", "id"], ""),
    ("measure_open", ["file"], "state NOT IN ('refused', 'withdrawn', 'ended')"),
    ("measure_waiting", ["proposed_at"], "(state = 'urgent_provisional' OR pending IS NOT NULL)"),
    ("measure_acting", ["valid_to"], "in_force IS NOT NULL"),
)
