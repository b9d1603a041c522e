"""Shifts and their handover.

A program of before goes on writing beside this one: it knows no shift, and leaves the one of the room alone.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.add_column("duty", _words("shift"))
    op.create_table("shift", *SHIFT)
    op.create_index("shift_starts_at", "shift", ["starts_at"])
    for name, column, where in PARTS:
        op.create_index(name, "shift", [column], postgresql_where=sa.text(where))
    op.create_table("flag", *FLAG)
    op.create_index("flag_standing", "flag", ["shift"], postgresql_where=sa.text("taken_off_at IS NULL"))
    for table in ("shift", "flag"):
        op.execute(f"REVOKE ALL ON {table} FROM PUBLIC")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO controlroom_app")


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


def _words(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _when(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, MOMENT, nullable=nullable)


PARTS = (
    ("shift_coming", "starts_at", "state IN ('planned', 'waiting')"),
    ("shift_signed", "signed_seq", "signed_seq IS NOT NULL"),
)
FLAG: list[sa.Column[Any]] = [
    sa.Column("entry", sa.BigInteger(), primary_key=True, autoincrement=False),
    _words("by", nullable=False),
    _when("at", nullable=False),
    _words("shift"),
    sa.Column("pinned", sa.Boolean(), nullable=False),
    _when("taken_off_at"),
]
SHIFT: list[sa.Column[Any]] = [
    sa.Column("id", sa.Text(), primary_key=True),
    _when("starts_at", nullable=False),
    _when("ends_at"),
    _words("officer"),
    _words("deputy"),
    _words("leader"),
    _words("state", nullable=False),
    _when("opened_at"),
    sa.Column("unsigned", sa.Boolean(), nullable=False),
    _words("prepared_by"),
    _when("prepared_at"),
    sa.Column("prepared_seq", sa.BigInteger(), nullable=True),
    _words("outgoing"),
    _words("place"),
    _words("incoming"),
    _when("taken_up_at"),
    sa.Column("items", postgresql.JSONB(), nullable=False),
    sa.Column("ticks", postgresql.JSONB(), nullable=False),
    sa.Column("along", postgresql.ARRAY(sa.Text()), nullable=False),
    _when("outgoing_signed_at"),
    _when("incoming_signed_at"),
    sa.Column("signed_seq", sa.BigInteger(), nullable=True),
    _when("closed_at"),
]
