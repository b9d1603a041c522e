"""Who may come in: tokens of units, accounts with their sessions, screens."""

from datetime import timedelta
from typing import Final

from sqlalchemy import BigInteger, Column, Date, Double, ForeignKey, Identity, Index, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

from controlroom.store.tables.columns import metadata, when, words

unit_token = Table(
    "unit_token",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("unit", Text, nullable=False, index=True),
    when("made_at"),
    when("revoked_at", nullable=True),
)

account = Table(
    "account",
    metadata,
    Column("name", Text, primary_key=True),
    words("display_name"),
    words("role"),
    words("password_hash"),
    when("made_at"),
    when("closed_at", nullable=True),
    words("locale", nullable=True),
    words("company", nullable=True),
    words("site", nullable=True),
    words("unit", nullable=True),
)
"""`company`: whose person it is; `site`: the only one of the company for which they speak.

`unit`: for which they report from the field.
"""

IDLE_LIMIT: Final = timedelta(hours=12)
"""A session that was not used for this long is over."""

session = Table(
    "session",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("account", Text, ForeignKey("account.name"), nullable=False, index=True),
    when("made_at"),
    when("seen_at"),
    Column("ends_at", TIMESTAMP(timezone=True), nullable=False, index=True),
    when("revoked_at", nullable=True),
    Column("id", BigInteger, Identity(), nullable=False, unique=True),
    Column("address", Text, nullable=False, server_default=""),
    Column("agent", Text, nullable=False, server_default=""),
    Column("factor", Text, nullable=False, server_default=""),
)
"""`agent`: what the browser calls itself. `factor`: by what it was opened besides a password, or nothing."""

calendar_address = Table(
    "calendar_address",
    metadata,
    Column("account", Text, ForeignKey("account.name"), primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    when("made_at"),
    when("used_at", nullable=True),
    Column("told_on", Date),
)
"""`told_on`: the day on which the journal was last told that this calendar went out."""

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    words("account"),
    words("address"),
    when("at"),
    Index("sign_in_failure_account", "account", "at"),
    Index("sign_in_failure_address", "address", "at"),
)

unit_code = Table(
    "unit_code",
    metadata,
    Column("unit", Text, primary_key=True),
    words("hash"),
    when("made_at"),
)
"""What a unit says when a call for help is over, so that nobody else can say it."""

screen = Table(
    "screen",
    metadata,
    Column("name", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    words("locale"),
    words("theme"),
    Column("diagonal_in", Double, nullable=False),
    Column("distance_m", Double, nullable=False),
    when("made_at"),
    when("revoked_at", nullable=True),
    when("seen_at", nullable=True),
    Column("shown_seq", BigInteger),
    when("due_at", nullable=True),
)
"""`due_at`: when it is missed unless it speaks again; no index on it, as with the presence of units."""
