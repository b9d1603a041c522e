"""By what the weekly meeting finds who manned the posts, and the incidents of a week."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OF_A_POST = sa.text(
    "(kind IN ('post.opened', 'post.closed')"
    " OR (kind LIKE 'service.%' AND body::jsonb ->> 'ref' LIKE 'post:%')"
    " OR (kind = 'patrol.reported' AND body::jsonb ->> 'what' IN ('manned', 'relief', 'left')))"
)
POST_OF = sa.text(
    "(coalesce(body::jsonb #>> '{post,code}', body::jsonb ->> 'post', substr(body::jsonb ->> 'ref', 6)))"
)


def upgrade() -> None:
    by_post = [POST_OF, sa.text("(kind = 'patrol.reported')"), sa.text("seq")]
    op.create_index("journal_of_post", "journal", by_post, postgresql_where=OF_A_POST)
    op.create_index("incident_at", "incident", ["at"])


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")
