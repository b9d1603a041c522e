"""The tables. What the journal folds into comes first; what is not history (keys, presence, people) after."""

from datetime import timedelta
from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from controlroom.watch.refs import Noun

metadata = MetaData()


def _when(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, TIMESTAMP(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _int(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


head = Table(
    "head",
    metadata,
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("epoch", Uuid, nullable=False, server_default=text("gen_random_uuid()")),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    _when("ticked_at", nullable=True),
    postgresql_with={"fillfactor": 10},
)

journal = Table(
    "journal",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    _when("recorded_at"),
    _text("actor"),
    _text("kind"),
    _text("body"),
    _text("private", nullable=True),
    Column("salt", LargeBinary),
    Column("private_digest", LargeBinary),
    Column("hash", LargeBinary, nullable=False),
)

unit = Table(
    "unit",
    metadata,
    Column("call_sign", Text, primary_key=True),
    _text("name"),
    _text("kind"),
    _text("pulse"),
    Column("in_service", Boolean, nullable=False),
    _when("silent_since", nullable=True),
    _when("silence_noticed_at", nullable=True),
    Column("silence_risen", Boolean, nullable=False),
    _when("duress_at", nullable=True),
    Column("duress_position", JSONB),
    _text("duress_status"),
    _int("duress_calls"),
)

site = Table(
    "site",
    metadata,
    Column("code", Text, primary_key=True),
    _text("name"),
    _text("kind"),
    _text("address"),
    _text("municipality"),
    Column("lat", Double, nullable=False),
    Column("lon", Double, nullable=False),
    _int("threat_level"),
    Column("missed", JSONB, nullable=False),
    _text("short"),
)

post = Table(
    "post",
    metadata,
    Column("code", Text, primary_key=True),
    _text("site"),
    _text("name"),
    _int("strength"),
    _int("relief_every_min"),
    _int("check_every_min"),
    Column("units", ARRAY(Text), nullable=False),
    _text("manned_by", nullable=True),
    _when("settled_at", nullable=True),
    _when("relief_due_at", nullable=True),
    _text("relief"),
    _when("relief_noticed_at", nullable=True),
    _when("last_call_at", nullable=True),
    _when("call_due_at", nullable=True),
    _int("missed_calls"),
)

patrol_check = Table(
    "patrol_check",
    metadata,
    Column("id", Text, primary_key=True),
    _text("site"),
    _when("window_start"),
    _when("window_end"),
    _text("unit", nullable=True),
    _text("checkpoint", nullable=True),
    _text("state"),
    _when("started_at", nullable=True),
    _when("done_at", nullable=True),
    _text("done_by", nullable=True),
    Index("patrol_check_done_at", "done_at", postgresql_where=text("done_at IS NOT NULL")),
    Index("patrol_check_window_end", "window_end"),
)

UNSETTLED_CHECK: Final = text("state IN ('planned', 'started', 'missed')")
"""The same as not watch.patrols.CheckState.settled. A part of a table is found by its index only where it is
asked for in the same words, not in values that are told apart from them."""
Index("patrol_check_unsettled", patrol_check.c.site, postgresql_where=UNSETTLED_CHECK)

visit = Table(
    "visit",
    metadata,
    Column("code", Text, primary_key=True),
    _text("code_name"),
    _text("rank"),
    _text("kind"),
    _text("delegation"),
    _when("starts_at"),
    _when("ends_at"),
    _int("threat_level"),
    _text("event", nullable=True),
    _int("legs"),
    Column("open_legs", ARRAY(Integer), nullable=False),
    _text("state"),
)

OPEN_VISIT: Final = text("state <> 'closed'")
Index("visit_open", visit.c.starts_at, postgresql_where=OPEN_VISIT)

leg = Table(
    "leg",
    metadata,
    Column("id", Text, primary_key=True),
    _text("visit"),
    _int("number"),
    _text("origin"),
    _text("destination"),
    _when("planned_start"),
    _when("planned_end"),
    Column("units", ARRAY(Text), nullable=False),
    _int("convoy"),
    _text("state"),
    _when("depart_by", nullable=True),
    _when("eta", nullable=True),
    _when("eta_said_at", nullable=True),
    _when("departed_at", nullable=True),
    _when("arrived_at", nullable=True),
    _int("overdue"),
    _when("behind_at", nullable=True),
    Index("leg_visit", "visit", "number"),
)

incident = Table(
    "incident",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    _text("unit"),
    _text("kind"),
    _when("at"),
    _when("received_at"),
    _int("priority"),
    _text("status"),
    _text("site", nullable=True),
    _text("visit", nullable=True),
    Column("position", JSONB),
    _text("text", nullable=True),
    _text("facts", nullable=True),
    _text("assessment", nullable=True),
    Column("vehicle", JSONB),
    _text("taken_by", nullable=True),
    _when("taken_at", nullable=True),
    Column("settled", Boolean, nullable=False),
)

incident_hour = Table(
    "incident_hour",
    metadata,
    Column("hour", TIMESTAMP(timezone=True), primary_key=True),
    _int("actual"),
    postgresql_with={"fillfactor": 20},
)
"""How many actual incidents came in each hour: kept by a trigger with the incidents, so that nobody has to
count a day of them."""

alert = Table(
    "alert",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    _text("rule"),
    _text("object"),
    _int("priority"),
    _text("site", nullable=True),
    _when("raised_at"),
    _text("status"),
    Column("latched", Boolean, nullable=False),
    _int("count"),
    _int("version"),
    _text("condition"),
    _when("cleared_at", nullable=True),
    _text("acked_by", nullable=True),
    _when("acked_at", nullable=True),
)

OPEN_ALERT: Final = text("condition = 'active' OR (acked_by IS NULL AND priority <= 2)")
"""The same as watch.alerts.Alert.open; a test holds the two together."""
Index("alert_open", alert.c.object, postgresql_where=OPEN_ALERT)

threat = Table("threat", metadata, Column("scope", Text, primary_key=True), _int("level"))

clock = Table(
    "clock",
    metadata,
    Column("name", Text, primary_key=True),
    _text("fault", nullable=True),
    Column("off_s", Double, nullable=False),
    _when("noted_at"),
)

deadline = Table(
    "deadline",
    metadata,
    Column("ref", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    _when("nominal_at"),
    _when("due_at"),
    Index("deadline_due", "due_at"),
)

NOUNS: Final[dict[Noun, Table]] = {
    Noun.UNIT: unit,
    Noun.SITE: site,
    Noun.POST: post,
    Noun.CHECK: patrol_check,
    Noun.VISIT: visit,
    Noun.LEG: leg,
    Noun.INCIDENT: incident,
    Noun.ALERT: alert,
    Noun.THREAT: threat,
    Noun.CLOCK: clock,
}
"""Each noun's table; its columns are the fields of the noun's dataclass, the first one is its key."""

report_key = Table(
    "report_key",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),
    _when("received_at"),
)

presence = Table(
    "presence",
    metadata,
    Column("unit", Text, primary_key=True),
    _when("heard_at"),
    _when("due_at", nullable=True),
    Column("position", JSONB),
    postgresql_with={"fillfactor": 20},
)
"""Each unit's row is written anew every second or so. Without an index on what changes, and with room on its
page, that leaves nothing behind; who fell silent is found among a few hundred units without one."""

feed = Table(
    "feed",
    metadata,
    Column("name", Text, primary_key=True),
    _text("kind"),
    _text("state"),
    _text("note"),
    _when("last_at", nullable=True),
)

connector_position = Table(
    "connector_position",
    metadata,
    Column("name", Text, primary_key=True),
    _text("position"),
    _when("saved_at"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _text("unit"),
    _text("feed"),
    _when("received_at"),
    _text("reason"),
    Column("raw", LargeBinary, nullable=False),
    Index("quarantine_unit", "unit", "id"),
)

unit_token = Table(
    "unit_token",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("unit", Text, nullable=False, index=True),
    _when("made_at"),
    _when("revoked_at", nullable=True),
)

account = Table(
    "account",
    metadata,
    Column("name", Text, primary_key=True),
    _text("display_name"),
    _text("role"),
    _text("password_hash"),
    _when("made_at"),
    _when("closed_at", nullable=True),
)

IDLE_LIMIT: Final = timedelta(hours=12)
"""A session that was not used for this long is over."""

session = Table(
    "session",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("account", Text, ForeignKey("account.name"), nullable=False, index=True),
    _when("made_at"),
    _when("seen_at"),
    Column("ends_at", TIMESTAMP(timezone=True), nullable=False, index=True),
    _when("revoked_at", nullable=True),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _text("account"),
    _text("address"),
    _when("at"),
    Index("sign_in_failure_account", "account", "at"),
    Index("sign_in_failure_address", "address", "at"),
)

screen = Table(
    "screen",
    metadata,
    Column("name", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    _text("locale"),
    _text("theme"),
    Column("diagonal_in", Double, nullable=False),
    Column("distance_m", Double, nullable=False),
    _when("made_at"),
    _when("revoked_at", nullable=True),
    _when("seen_at", nullable=True),
    Column("shown_seq", BigInteger),
)
