"""The lines of the watch log, found by any word; the journal, read by what its events are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_entry",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("written_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("about", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("corrects", sa.BigInteger(), nullable=True),
        sa.Column("corrected_as", sa.BigInteger(), nullable=True),
        sa.Column("corrected_by", sa.Text(), nullable=True),
        sa.Column("corrected_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
    )
    op.execute("REVOKE ALL ON log_entry FROM PUBLIC")
    op.execute("GRANT SELECT, INSERT, UPDATE ON log_entry TO controlroom_app")
    for statement in (PLAIN, LOG_WORDS, LOG_SORT, SORTS, WORDS):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


PLAIN = r"""
CREATE FUNCTION plain(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT replace(replace(replace(translate(
        regexp_replace(lower(normalize(said, NFKD)), '[\u0300-\u036f]', '', 'g'),
        'øłđ', 'old'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')
$$
"""
"""Without accents and capitals."""

LOG_WORDS = """
CREATE FUNCTION log_words(body text, private text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN to_tsvector('pg_catalog.simple'::regconfig, public.plain(concat_ws(' ',
        private::jsonb ->> 'text', private::jsonb ->> 'reason', body::jsonb ->> 'about')));
EXCEPTION WHEN OTHERS THEN
    RETURN ''::tsvector;
END $$
"""
"""What a person wrote, and about what; text that PostgreSQL cannot read as such is found by no word, but the
journal takes it."""

LOG_SORT = """
CREATE FUNCTION log_sort(kind text, body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT kind || CASE WHEN kind = 'patrol.reported' THEN '/' || (body::jsonb ->> 'what') ELSE '' END
$$
"""
"""The kind of an event, and of a word from a round or a post what it says: most are no matter for the log."""

SORTS = "CREATE INDEX journal_sort ON journal (log_sort(kind, body), seq)"

WORDS = """
CREATE INDEX journal_words ON journal USING gin (log_words(body, private)) WHERE private IS NOT NULL
    AND kind IN ('log.written', 'log.corrected', 'alert.noted', 'alert.shelved', 'alert.resolved',
                 'alert.closed', 'service.interrupted')
"""
