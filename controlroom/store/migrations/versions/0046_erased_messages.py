"""What is erased of a message to a sector stays in no mail and no webhook by which companies are told."""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(FORGET)
    op.execute(FORGETS)
    for box, words in BOXES.items():
        op.execute(FORGOTTEN.format(box=box, words=words))


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


FORGET = """
CREATE FUNCTION forget_what_is_told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    of_alert text := NEW.body::jsonb ->> 'sector_alert';
    of_number int := (NEW.body::jsonb ->> 'number')::int;
    reason text := 'its words were erased';
BEGIN
    PERFORM pg_advisory_xact_lock(7205759417);
    UPDATE mail SET state = 'not_sent', last_error = reason
    WHERE sector_alert = of_alert AND number = of_number AND state = 'pending';
    UPDATE webhook_delivery SET state = 'not_sent', last_error = reason
    WHERE sector_alert = of_alert AND number = of_number AND state = 'pending';
    UPDATE mail SET said = '' WHERE sector_alert = of_alert AND number = of_number;
    UPDATE webhook_delivery SET body = '' WHERE sector_alert = of_alert AND number = of_number;
    RETURN NULL;
END $$
"""
"""Whoever makes messages of these words just now holds the same lock, and is waited for."""
FORGETS = """
CREATE TRIGGER forget_what_is_told AFTER UPDATE OF private ON journal FOR EACH ROW
WHEN (NEW.private IS NULL AND NEW.kind = 'sector_alert.released')
EXECUTE FUNCTION forget_what_is_told()
"""
BOXES = {"mail": "said", "webhook_delivery": "body"}
FORGOTTEN = """
UPDATE {box} b SET {words} = '', state = CASE state WHEN 'pending' THEN 'not_sent' ELSE state END,
    last_error = CASE state WHEN 'pending' THEN 'its words were erased' ELSE last_error END
FROM journal j
WHERE j.kind = 'sector_alert.released' AND j.private IS NULL AND j.private_digest IS NOT NULL
  AND b.sector_alert = j.body::jsonb ->> 'sector_alert' AND b.number = (j.body::jsonb ->> 'number')::int
"""
"""What was erased before there was the trigger."""
