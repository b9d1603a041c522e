"""Alerts, and how many are raised at once."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Index, Integer, Table, Text, false, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from controlroom.store.tables.columns import metadata, when, whole, words

alert = Table(
    "alert",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    words("rule"),
    words("object"),
    whole("priority"),
    words("site", nullable=True),
    when("raised_at"),
    words("status"),
    Column("latched", Boolean, nullable=False),
    Column("wants_since", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
    Column("asked_at", TIMESTAMP(timezone=True), server_default=text("now()")),
    whole("count"),
    whole("version"),
    words("condition"),
    when("cleared_at", nullable=True),
    words("acked_by", nullable=True),
    when("acked_at", nullable=True),
    when("first_acked_at", nullable=True),
    Column("suppression", Text, nullable=False, server_default="none"),
    words("cause", nullable=True),
    words("shelved_by", nullable=True),
    when("shelved_until", nullable=True),
    words("shelf_reason", nullable=True),
    Column("handling", Text, nullable=False, server_default="new"),
    words("assigned_to", nullable=True),
    words("disposition", nullable=True),
    Column("escalation", Integer, nullable=False, server_default="0"),
    when("escalated_at", nullable=True),
    Column("called", ARRAY(Text), nullable=False, server_default="{}"),
    when("touched_at", nullable=True),
    Column("attention", Boolean, nullable=False, server_default=false()),
    when("undone_at", nullable=True),
    Column("returns", ARRAY(TIMESTAMP(timezone=True)), nullable=False, server_default="{}"),
    Column("files", ARRAY(Text), nullable=False, server_default="{}"),
    Column("chattering", Boolean, nullable=False, server_default=false()),
    when("lull_since", nullable=True),
    Column("answers", JSONB, nullable=False, server_default="[]"),
    words("reset_asked_by", nullable=True),
    when("reset_asked_at", nullable=True),
    when("ended_at", nullable=True),
    Index("alert_raised_at", "raised_at"),
)

OPEN_ALERT: Final = text("ended_at IS NULL")
"""The same as watch.alerts.Alert.open; a test holds the two together."""
SHOWN_ALERT: Final = text(
    "ended_at IS NULL AND suppression = 'none' AND (condition = 'active'"
    " OR (acked_by IS NULL AND priority <= 2) OR (priority <= 1 AND status = 'actual')"
    " OR handling IN ('assigned', 'investigating', 'resolved'))"
)
"""The same as watch.alerts.Alert.shown; a test holds the two together."""
Index("alert_open", alert.c.object, postgresql_where=OPEN_ALERT)
Index("alert_asked_at", alert.c.asked_at)
Index("alert_of_place", alert.c.site, alert.c.rule, alert.c.id)
Index("alert_of_thing", alert.c.object, alert.c.id)
TOOK_LONG: Final = text("ended_at - asked_at > interval '24 hours'")
"""It is over, and may have been stale before (watch.alarm_limits.STALE_AFTER)."""
Index("alert_took_long", alert.c.ended_at, postgresql_where=TOOK_LONG)

flood = Table(
    "flood",
    metadata,
    Column("room", Text, primary_key=True),
    when("began_at", nullable=True),
    Column("raised", ARRAY(TIMESTAMP(timezone=True)), nullable=False),
)
