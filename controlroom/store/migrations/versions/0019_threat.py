"""Threat levels with their validity, the measures that are usual at them, and gatherings.

A program of before goes on beside this one: it sets a level as ever, which then has no end.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = postgresql.TIMESTAMP(timezone=True)
SCOPE = sa.text("(body::jsonb ->> 'scope')")
OF_A_LEVEL = sa.text("kind LIKE 'threat.%'")
GATHERING = sa.text("(coalesce(body::jsonb #>> '{gathering,id}', body::jsonb ->> 'id'))")
OF_A_GATHERING = sa.text("kind LIKE 'gathering.%'")
BASELINE_CHANGE = sa.text("kind = 'baseline.set'")


def upgrade() -> None:
    op.alter_column("threat", "level", nullable=True)
    for column in LEVEL:
        op.add_column("threat", column)
    op.create_table("baseline", *BASELINE)
    op.create_table("gathering", *GATHERINGS)
    op.create_index("gathering_starts_at", "gathering", ["starts_at"])
    op.create_index("gathering_place", "gathering", ["lat", "lon"])
    for table in ("baseline", "gathering"):
        op.execute(f"REVOKE ALL ON {table} FROM PUBLIC")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO controlroom_app")
    op.create_index("journal_of_level", "journal", [SCOPE, "seq"], postgresql_where=OF_A_LEVEL)
    op.create_index("journal_of_gathering", "journal", [GATHERING, "seq"], postgresql_where=OF_A_GATHERING)
    op.create_index("journal_baseline", "journal", ["seq"], postgresql_where=BASELINE_CHANGE)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


LEVEL: tuple[sa.Column[Any], ...] = (
    sa.Column("since", MOMENT),
    sa.Column("until", MOMENT),
    sa.Column("source", sa.Text()),
    sa.Column("by", sa.Text()),
    sa.Column("plausibility", sa.Integer()),
    sa.Column("severity", sa.Integer()),
    sa.Column("before", postgresql.JSONB(), nullable=False, server_default="[]"),
    sa.Column("coming", postgresql.JSONB(), nullable=False, server_default="[]"),
    sa.Column("asked", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"),
)
BASELINE: tuple[sa.Column[Any], ...] = (
    sa.Column("key", sa.Text(), primary_key=True),
    sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
)
GATHERINGS: tuple[sa.Column[Any], ...] = (
    sa.Column("id", sa.Text(), primary_key=True),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("theme", sa.Text(), nullable=False),
    sa.Column("place", sa.Text(), nullable=False),
    sa.Column("lat", sa.Double(), nullable=False),
    sa.Column("lon", sa.Double(), nullable=False),
    sa.Column("starts_at", MOMENT, nullable=False),
    sa.Column("ends_at", MOMENT, nullable=False),
    sa.Column("expected", sa.Integer()),
    sa.Column("cancelled_at", MOMENT),
)
