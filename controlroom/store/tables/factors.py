"""What proves who somebody is besides a password, and what is under way while they prove it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from controlroom.store.tables.columns import metadata, when, words


def whose() -> Column[str]:
    return Column("account", Text, ForeignKey("account.name"), nullable=False, index=True)


factor = Table(
    "factor",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    whose(),
    words("kind"),
    words("label"),
    when("made_at"),
    when("proved_at", nullable=True),
    when("used_at", nullable=True),
    words("secret", nullable=True),
    Column("counter", BigInteger, nullable=False),
    Column("credential", LargeBinary, nullable=True, unique=True),
    Column("public_key", LargeBinary, nullable=True),
)
"""`proved_at`: since when it counts. `secret` is sealed. `counter`: of the last code, or of the passkey."""

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    whose(),
    when("made_at"),
    when("used_at", nullable=True),
)

required_factor = Table("required_factor", metadata, Column("role", Text, primary_key=True), when("since"))
"""The roles that need a second factor."""

half_session = Table(
    "half_session",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    whose(),
    when("made_at"),
    when("ends_at"),
    words("first"),
    words("wish"),
    Column("enrols", Boolean, nullable=False),
)
"""Somebody whose password was right and whose second factor is awaited. `enrols`: has none, and needs one."""

passkey_challenge = Table(
    "passkey_challenge",
    metadata,
    Column("challenge", LargeBinary, primary_key=True),
    Column("holder", LargeBinary, nullable=False),
    words("purpose"),
    when("ends_at"),
)
"""`holder`: the digest of the session or half session that asked for it."""

kept_key = Table("kept_key", metadata, Column("name", Text, primary_key=True), words("key"), when("made_at"))
"""Made by the first server that needs one and was given none by its settings."""

account_link = Table(
    "account_link",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    whose(),
    words("issuer"),
    words("subject", nullable=True),
    words("expects", nullable=True),
    when("made_at"),
    UniqueConstraint("issuer", "subject", name="account_link_subject"),
    UniqueConstraint("issuer", "expects", name="account_link_expects"),
)
"""`expects`: the name at the provider under which the first sign-in is awaited; then `subject` is known."""

provider_visit = Table(
    "provider_visit",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    words("nonce"),
    words("verifier"),
    words("wish"),
    when("ends_at"),
)
"""Somebody who was sent to the provider to sign in there. `digest` is of the state that comes back."""

account_entry = Table(
    "account_entry",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    words("kind"),
    words("body"),
    words("private", nullable=True),
    words("by"),
    when("at"),
)
"""What was done with an account and is not in the journal yet."""
