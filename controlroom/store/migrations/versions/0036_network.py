"""The early-warning network: companies, their reports, and whose accounts and units are a company's."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unit", _words("company", nullable=True))
    op.add_column("account", _words("company", nullable=True))
    op.add_column("account", _words("site", nullable=True))
    op.create_table(
        "company",
        sa.Column("code", sa.Text, primary_key=True),
        _words("name"),
        _words("sector"),
        sa.Column("sites", postgresql.ARRAY(sa.Text), nullable=False),
    )
    op.create_table("early_warning", *EARLY_WARNING)
    for name in ("company", "early_warning"):
        op.execute(f"REVOKE ALL ON {name} FROM PUBLIC")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {name} TO controlroom_app")
    _found_by()


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


def _words(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _when(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, postgresql.TIMESTAMP(timezone=True), nullable=nullable)


EARLY_WARNING: tuple[sa.Column[Any], ...] = (
    sa.Column("ref", sa.Text, primary_key=True),
    _words("company"),
    _words("site"),
    _words("behaviour"),
    _when("at"),
    _when("received_at"),
    _words("by"),
    _words("status"),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    _words("state"),
    _words("triaged_by", nullable=True),
    _when("triaged_at", nullable=True),
    sa.Column("shared", postgresql.JSONB, nullable=False),
    sa.Column("opinions", postgresql.JSONB, nullable=False),
    _words("investigated_by", nullable=True),
    _when("investigated_at", nullable=True),
    sa.Column("assessments", postgresql.JSONB, nullable=False),
    sa.Column("feedback", postgresql.JSONB),
    _words("outcome", nullable=True),
    _words("closed_by", nullable=True),
    _when("closed_at", nullable=True),
    sa.Column("unread", sa.Boolean, nullable=False),
    sa.Column("unanswered", sa.Integer, nullable=False),
)


def _found_by() -> None:
    op.create_index("early_warning_of_company", "early_warning", ["company", "number"])
    op.create_index("early_warning_at_site", "early_warning", ["site", "number"])
    op.create_index("early_warning_number", "early_warning", ["number"])
    op.create_index(
        "early_warning_shared",
        "early_warning",
        ["shared"],
        postgresql_using="gin",
        postgresql_ops={"shared": "jsonb_path_ops"},
    )
    op.create_index(
        "early_warning_open", "early_warning", ["number"], postgresql_where=sa.text("state <> 'closed'")
    )
