"""Gatherings are found by their words, and the visits of a person by whose they are."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in FOUND_BY:
        op.execute(statement)
    op.create_index(
        "visit_of_person", "visit", ["person", "starts_at"], postgresql_where=sa.text("person IS NOT NULL")
    )


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


FOUND_BY = (
    """
    CREATE INDEX gathering_words ON gathering
    USING gin (file_words(ARRAY[id, title, place, 'gathering0' || kind]))
    """,
)
