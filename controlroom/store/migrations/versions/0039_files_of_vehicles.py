"""A vehicle and an alert say which files they speak of: they are kept from whoever may not read one."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("vehicle", "alert"):
        op.add_column(table, _files())
    op.execute(SEEN_AT)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


def _files() -> sa.Column[Any]:
    return sa.Column("files", postgresql.ARRAY(sa.Text), nullable=False, server_default="{}")


SEEN_AT = """
UPDATE vehicle SET files = told.files FROM (
    SELECT key, array_agg(DISTINCT file COLLATE "C" ORDER BY file COLLATE "C") AS files FROM (
        SELECT body::jsonb ->> 'vehicle' AS key, 'site:' || (body::jsonb ->> 'site') AS file
        FROM journal WHERE kind LIKE 'vehicle.%' AND kind = 'vehicle.sighted') AS sighted
    WHERE file IS NOT NULL GROUP BY key) AS told
WHERE vehicle.key = told.key
"""
"""As the journal has it folded. An alert that was raised before names none, and stays kept from whoever does
not read every restricted file."""
