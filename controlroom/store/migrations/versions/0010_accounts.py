"""Second factors, where a session comes from, the language of an account."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("locale", sa.Text(), nullable=True))
    op.add_column("session", sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False))
    op.create_unique_constraint(None, "session", ["id"])
    for name in ("address", "agent", "factor"):
        op.add_column("session", sa.Column(name, sa.Text(), server_default="", nullable=False))
    for table in (_factors, _recovery, _required, _halfway, _challenges, _key, _links, _visits, _entries):
        table()
    for statement in RIGHTS:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


def _when(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, postgresql.TIMESTAMP(timezone=True), nullable=nullable)


def _words(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True)


def _digest(name: str = "digest") -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), primary_key=True)


def _whose() -> sa.Column[str]:
    return sa.Column("account", sa.Text(), sa.ForeignKey("account.name"), nullable=False, index=True)


def _factors() -> None:
    op.create_table(
        "factor",
        _id(),
        _whose(),
        _words("kind"),
        _words("label"),
        _when("made_at"),
        _when("proved_at", nullable=True),
        _when("used_at", nullable=True),
        _words("secret", nullable=True),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=True, unique=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
    )


def _recovery() -> None:
    op.create_table("recovery_code", _digest(), _whose(), _when("made_at"), _when("used_at", nullable=True))


def _required() -> None:
    op.create_table("required_factor", sa.Column("role", sa.Text(), primary_key=True), _when("since"))


def _halfway() -> None:
    op.create_table(
        "half_session",
        _digest(),
        _whose(),
        _when("made_at"),
        _when("ends_at"),
        _words("first"),
        _words("wish"),
        sa.Column("enrols", sa.Boolean(), nullable=False),
    )


def _challenges() -> None:
    holder = sa.Column("holder", sa.LargeBinary(), nullable=False)
    op.create_table("passkey_challenge", _digest("challenge"), holder, _words("purpose"), _when("ends_at"))


def _key() -> None:
    op.create_table(
        "kept_key", sa.Column("name", sa.Text(), primary_key=True), _words("key"), _when("made_at")
    )


def _links() -> None:
    op.create_table(
        "account_link",
        _id(),
        _whose(),
        _words("issuer"),
        _words("subject", nullable=True),
        _words("expects", nullable=True),
        _when("made_at"),
        sa.UniqueConstraint("issuer", "subject", name="account_link_subject"),
        sa.UniqueConstraint("issuer", "expects", name="account_link_expects"),
    )


def _visits() -> None:
    op.create_table(
        "provider_visit", _digest(), _words("nonce"), _words("verifier"), _words("wish"), _when("ends_at")
    )


def _entries() -> None:
    op.create_table(
        "account_entry",
        _id(),
        _words("kind"),
        _words("body"),
        _words("private", nullable=True),
        _words("by"),
        _when("at"),
    )


OURS = (
    "factor, recovery_code, required_factor, half_session, passkey_challenge, kept_key, account_link, "
    "provider_visit, account_entry"
)
RIGHTS = (
    f"REVOKE ALL ON {OURS} FROM PUBLIC",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON {OURS} TO controlroom_app",
)
