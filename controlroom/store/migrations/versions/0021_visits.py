"""The life of a visit before and after its approval, and legs that wait while it is postponed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

COMING = sa.text("state NOT IN ('closed', 'cancelled', 'postponed')")
OF_A_VISIT = sa.text("kind LIKE 'visit.%' OR kind = 'leg.reported'")
VISIT_OF = sa.text("(coalesce(body::jsonb #>> '{visit,code}', body::jsonb ->> 'visit'))")


def upgrade() -> None:
    """Rows of before were approved elsewhere, with their programme; the defaults say so."""
    none, text = sa.text("'{}'"), ARRAY(sa.Text())
    for name in ("person", "planned_by", "approved_by"):
        op.add_column("visit", sa.Column(name, sa.Text(), nullable=True))
    for name in ("places", "team"):
        op.add_column("visit", sa.Column(name, text, nullable=False, server_default=none))
    op.add_column("visit", sa.Column("intake", JSONB(), nullable=True))
    op.add_column("visit", sa.Column("programme", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("visit", sa.Column("versions", JSONB(), nullable=False, server_default="[]"))
    op.add_column("visit", sa.Column("released", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("visit", sa.Column("unapproved", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("visit", sa.Column("approved_at", TIMESTAMP(timezone=True), nullable=True))
    op.add_column("visit", sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("leg", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("visit_coming", "visit", ["starts_at"], postgresql_where=COMING)
    op.create_index("visit_ends_at", "visit", ["ends_at"])
    op.drop_index("visit_open", "visit")
    op.create_index("journal_of_visit", "journal", [VISIT_OF, sa.text("seq")], postgresql_where=OF_A_VISIT)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
