"""Photos of the reports of companies. When the words of a report are erased, its photos go with them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("report", sa.Text(), primary_key=True),
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("kept_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.execute("ALTER TABLE photo ALTER COLUMN content SET STORAGE EXTERNAL")
    op.execute("REVOKE ALL ON photo FROM PUBLIC")
    op.execute("GRANT SELECT, INSERT, DELETE ON photo TO controlroom_app")
    op.execute(FORGET)
    op.execute(FORGETS)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


FORGET = """
CREATE FUNCTION forget_photos() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM photo WHERE report = NEW.body::jsonb ->> 'warning';
    RETURN NULL;
END $$
"""
FORGETS = """
CREATE TRIGGER forget_photos AFTER UPDATE OF private ON journal FOR EACH ROW
WHEN (NEW.private IS NULL AND NEW.kind = 'early_warning.reported')
EXECUTE FUNCTION forget_photos()
"""
