"""What is erased of an alert to a sector while it is being written does not stay with the alert."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(FORGET)
    op.execute(FORGETS)
    op.execute(FORGOTTEN)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


FORGET = """
CREATE FUNCTION forget_what_is_drafted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE sector_alert SET texts = NULL WHERE texts_seq = NEW.seq;
    RETURN NULL;
END $$
"""
FORGETS = """
CREATE TRIGGER forget_what_is_drafted AFTER UPDATE OF private ON journal FOR EACH ROW
WHEN (NEW.private IS NULL AND NEW.kind = 'sector_alert.drafted')
EXECUTE FUNCTION forget_what_is_drafted()
"""
FORGOTTEN = """
UPDATE sector_alert a SET texts = NULL FROM journal j
WHERE j.seq = a.texts_seq AND j.private IS NULL AND j.private_digest IS NOT NULL
"""
"""What was erased before there was the trigger."""
