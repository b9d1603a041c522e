"""When an acknowledgement was taken back, and by what an alert finds what is related to it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

HAS_SITE = sa.text("site IS NOT NULL")


def upgrade() -> None:
    op.add_column("alert", sa.Column("undone_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.create_index("alert_of_place", "alert", ["site", "rule", "id"])
    op.create_index("alert_of_thing", "alert", ["object", "id"])
    op.create_index("visit_starts_at", "visit", ["starts_at"])
    op.create_index("incident_of_site", "incident", ["site", "id"], postgresql_where=HAS_SITE)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
