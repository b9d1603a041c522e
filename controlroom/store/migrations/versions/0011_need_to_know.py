"""Files that only some may read, and the room that has a visitor."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.create_table(name, *columns)
        op.execute(f"REVOKE ALL ON {name} FROM PUBLIC")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {name} TO controlroom_app")
    op.create_index("incident_of_visit", "incident", ["visit"], postgresql_where=sa.text("visit IS NOT NULL"))
    op.create_index(
        "journal_of_file",
        "journal",
        [sa.text("(body::jsonb ->> 'ref')"), "seq"],
        postgresql_where=sa.text(
            "kind IN ('file.restricted', 'file.reader_added', 'file.reader_removed', 'file.opened')"
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


TABLES = {
    "file": (
        sa.Column("ref", sa.Text, primary_key=True),
        sa.Column("restricted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("restricted_by", sa.Text, nullable=True),
        sa.Column("readers", postgresql.ARRAY(sa.Text), nullable=False),
    ),
    "visitor": (
        sa.Column("room", sa.Text, primary_key=True),
        sa.Column("came_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("by", sa.Text, nullable=True),
    ),
}
"""What the journal says of them, folded: one row a file that was ever restricted, one for the room."""
