"""Signed checkpoints of the journal, and what is looked up in consultations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in INDEXES:
        op.execute(statement)
    op.create_table(
        "reason_given",
        sa.Column("session", sa.LargeBinary(), primary_key=True),
        sa.Column("file", sa.Text(), primary_key=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("ends_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
    )
    op.create_index("reason_given_ends", "reason_given", ["ends_at"])
    op.create_table(
        "checkpoint",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("key_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    op.create_table(
        "proof",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("of_rows", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("broken", sa.Text(), nullable=True),
    )
    for statement in RIGHTS:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


INDEXES = (
    "CREATE INDEX journal_consultation ON journal (seq) WHERE kind LIKE 'data.%'",
    "CREATE INDEX journal_of_thing ON journal USING gin ((body::jsonb -> 'things')) WHERE kind LIKE 'data.%'",
    """
    CREATE INDEX journal_of_person ON journal (actor, seq) WHERE
        actor <> 'watch' AND kind NOT IN ('incident.reported', 'leg.reported', 'patrol.reported')
    """,
)

RIGHTS = (
    "REVOKE ALL ON reason_given, checkpoint, proof FROM PUBLIC",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON reason_given TO controlroom_app",
    "GRANT SELECT, INSERT ON checkpoint TO controlroom_app",
    "GRANT SELECT, INSERT, UPDATE ON proof TO controlroom_app",
)
