"""Signed checkpoints of the journal, and what is looked up in consultations."""

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
