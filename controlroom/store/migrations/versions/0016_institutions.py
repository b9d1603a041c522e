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
    op.create_index("person_of_institution", "person", ["institution"])
    for statement in ("REVOKE ALL ON person FROM PUBLIC", GRANT, FORGET, FORGETS, FILE_WORDS, *FOUND_BY):
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
    _words("institution", nullable=True),
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
FILE_WORDS = r"""
CREATE FUNCTION file_words(said text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT pg_catalog.array_to_tsvector(array_remove(array_agg(left(word, 64)), ''))
    FROM regexp_split_to_table(public.plain(array_to_string(said, ' ')),
        '[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u2000-\u206f]+') AS word
$$
"""
"""Each word of a file, without accents and capitals; what begins with it is found."""
FOUND_BY = (
    """
    CREATE INDEX site_words ON site USING gin (file_words(ARRAY[code, name, short, names ->> 'nl',
        names ->> 'fr', names ->> 'de', names ->> 'en', address, municipality, organisation,
        'site0' || kind, 'country0' || country]))
    """,
    """
    CREATE INDEX person_words ON person USING gin (file_words(ARRAY[code, code_name, name, function,
        organisation, 'country0' || country]))
    """,
    """
    CREATE INDEX visit_words ON visit USING gin (file_words(ARRAY[code, code_name, delegation, event,
        'visit0' || kind]))
    """,
)
