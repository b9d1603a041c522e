"""Companies told by mail of sector alerts: their addresses, and what is and was to be sent there."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

MOMENT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "mail_address",
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("company", "address"),
    )
    op.create_table(
        "mail_line",
        sa.Column("one", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("one"),
    )
    _outbox()
    for statement in (WHERE_IT_BEGINS, *RIGHTS):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


def _outbox() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("sector_alert", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reminder", sa.Boolean(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("took_ms", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("delivered_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("mail_due", "mail", ["next_at"], postgresql_where=sa.text("state = 'pending'"))
    op.create_index("mail_of_sector_alert", "mail", ["sector_alert", "number"])
    op.create_index("mail_made_at", "mail", ["made_at"])


WHERE_IT_BEGINS = "INSERT INTO mail_line (one, seq) SELECT 1, seq FROM head"

RIGHTS = (
    "REVOKE ALL ON mail_address, mail_line, mail FROM PUBLIC",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON mail_address TO controlroom_app",
    "GRANT SELECT, UPDATE ON mail_line TO controlroom_app",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON mail TO controlroom_app",
)
