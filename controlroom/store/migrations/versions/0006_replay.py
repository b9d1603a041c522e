"""From where the past is folded again when somebody looks at it: derived data, which may be deleted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replay_base",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("replay_base_at", "replay_base", ["at"], unique=False)
    op.create_table(
        "replay_left_out",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ref", "seq"),
    )
    op.execute("REVOKE ALL ON replay_base, replay_left_out FROM PUBLIC")
    op.execute("GRANT SELECT, INSERT, DELETE ON replay_base, replay_left_out TO controlroom_app")


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
