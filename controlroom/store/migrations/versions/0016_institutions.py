"""Who answers for an institution, what else it is called, and the persons that are protected."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NO_NAMES = '{"nl": null, "fr": null, "de": null, "en": null}'


def upgrade() -> None:
    for column in SITE:
        op.add_column("site", column)
    op.create_table("person", *PERSON)
    for statement in ("REVOKE ALL ON person FROM PUBLIC", GRANT, FORGET, FORGETS):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


def _words(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


SITE: tuple[sa.Column[Any], ...] = (
    sa.Column("names", postgresql.JSONB(), nullable=False, server_default=NO_NAMES),
    sa.Column("country", sa.Text(), nullable=False, server_default=""),
    sa.Column("organisation", sa.Text(), nullable=False, server_default=""),
    sa.Column("contacts", postgresql.JSONB(), nullable=True),
    sa.Column("contacts_seq", sa.BigInteger(), nullable=True),
)
PERSON: tuple[sa.Column[Any], ...] = (
    sa.Column("code", sa.Text(), primary_key=True),
    _words("code_name"),
    _words("rank"),
    sa.Column("in_office", sa.Boolean(), nullable=False),
    _words("country"),
    _words("organisation"),
    _words("name", nullable=True),
    _words("function", nullable=True),
    sa.Column("said_seq", sa.BigInteger(), nullable=True),
    sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column("version", sa.Integer(), nullable=False),
)
GRANT = "GRANT SELECT, INSERT, UPDATE ON person TO controlroom_app"
FORGET = """
CREATE FUNCTION forget_who_it_was() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE site SET contacts = NULL WHERE contacts_seq = NEW.seq;
    UPDATE person SET name = NULL, function = NULL WHERE said_seq = NEW.seq;
    RETURN NULL;
END $$
"""
FORGETS = """
CREATE TRIGGER forget_who_it_was AFTER UPDATE OF private ON journal FOR EACH ROW
WHEN (NEW.private IS NULL AND NEW.kind IN ('site.contacts_set', 'person.named'))
EXECUTE FUNCTION forget_who_it_was()
"""
"""What `erase_private` takes out of the journal does not stay in the files either."""
