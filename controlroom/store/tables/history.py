"""The journal, the keys by which its reports are known, and what it folds into."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    false,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from controlroom.store.tables.columns import metadata, when, whole, words
from controlroom.watch.refs import Noun

head = Table(
    "head",
    metadata,
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("epoch", Uuid, nullable=False, server_default=text("gen_random_uuid()")),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    when("ticked_at", nullable=True),
    postgresql_with={"fillfactor": 10},
)

journal = Table(
    "journal",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    when("recorded_at"),
    words("actor"),
    words("kind"),
    words("body"),
    words("private", nullable=True),
    Column("salt", LargeBinary),
    Column("private_digest", LargeBinary),
    Column("hash", LargeBinary, nullable=False),
)

LOAD_MARK: Final = text("kind IN ('alert.chattered', 'flood.began', 'flood.ended')")
"""What the page of alarm health reads of the journal, by when it was recorded."""
Index("journal_load_mark", journal.c.recorded_at, postgresql_where=LOAD_MARK)

ALERT_OF: Final = text("((body::jsonb ->> 'alert')::bigint)")
OF_AN_ALERT: Final = text("kind LIKE 'alert.%' AND kind <> 'alert.raised'")
"""What happened to an alert after it was raised names it; the number of its raising is its own."""
OF_A_FILE: Final = text(
    "kind IN ('file.restricted', 'file.reader_added', 'file.reader_removed', 'file.opened')"
)
Index("journal_of_file", text("(body::jsonb ->> 'ref')"), journal.c.seq, postgresql_where=OF_A_FILE)
Index("journal_of_alert", ALERT_OF, journal.c.seq, postgresql_where=OF_AN_ALERT)

BOOK_CHANGE: Final = text("kind IN ('rule.threshold_set', 'ladder.set')")
Index("journal_book_change", journal.c.seq, postgresql_where=BOOK_CHANGE)

SORT: Final = func.log_sort(journal.c.kind, journal.c.body)
"""What a row of the journal is, as the log sorts it: the kind of its event, and of a word from a round or a
post what it says."""
Index("journal_sort", SORT, journal.c.seq)

LOG_WORDS: Final = func.log_words(journal.c.body, journal.c.private)
SEARCHED: Final = text(
    "private IS NOT NULL AND kind IN ('log.written', 'log.corrected', 'alert.noted', 'alert.shelved',"
    " 'alert.resolved', 'alert.closed', 'service.interrupted')"
)
"""What people wrote. It is an index over the journal's own rows and no copy: words that are erased there are
found no more."""
Index("journal_words", LOG_WORDS, postgresql_using="gin", postgresql_where=SEARCHED)

unit = Table(
    "unit",
    metadata,
    Column("call_sign", Text, primary_key=True),
    words("name"),
    words("kind"),
    words("pulse"),
    Column("in_service", Boolean, nullable=False),
    when("silent_since", nullable=True),
    when("silence_noticed_at", nullable=True),
    Column("silence_risen", Boolean, nullable=False),
    when("duress_at", nullable=True),
    Column("duress_position", JSONB),
    words("duress_status"),
    whole("duress_calls"),
    when("back_at", nullable=True),
    when("out_until", nullable=True),
)

site = Table(
    "site",
    metadata,
    Column("code", Text, primary_key=True),
    words("name"),
    words("kind"),
    words("address"),
    words("municipality"),
    Column("lat", Double, nullable=False),
    Column("lon", Double, nullable=False),
    whole("threat_level"),
    Column("missed", JSONB, nullable=False),
    words("short"),
    Column("recent", JSONB, nullable=False, server_default="[]"),
    Column("draws", Integer, nullable=False, server_default="0"),
)

post = Table(
    "post",
    metadata,
    Column("code", Text, primary_key=True),
    words("site"),
    words("name"),
    whole("strength"),
    whole("relief_every_min"),
    whole("check_every_min"),
    Column("units", ARRAY(Text), nullable=False),
    words("manned_by", nullable=True),
    when("settled_at", nullable=True),
    when("relief_due_at", nullable=True),
    words("relief"),
    when("relief_noticed_at", nullable=True),
    when("last_call_at", nullable=True),
    when("call_due_at", nullable=True),
    whole("missed_calls"),
    words("call_cause", nullable=True),
    words("relief_cause", nullable=True),
    when("out_until", nullable=True),
)

patrol_check = Table(
    "patrol_check",
    metadata,
    Column("id", Text, primary_key=True),
    words("site"),
    when("window_start"),
    when("window_end"),
    words("unit", nullable=True),
    words("checkpoint", nullable=True),
    words("state"),
    when("started_at", nullable=True),
    when("done_at", nullable=True),
    words("done_by", nullable=True),
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
    words("code_name"),
    words("rank"),
    words("kind"),
    words("delegation"),
    when("starts_at"),
    when("ends_at"),
    whole("threat_level"),
    words("event", nullable=True),
    whole("legs"),
    Column("open_legs", ARRAY(Integer), nullable=False),
    words("state"),
)

OPEN_VISIT: Final = text("state <> 'closed'")
Index("visit_open", visit.c.starts_at, postgresql_where=OPEN_VISIT)
Index("visit_starts_at", visit.c.starts_at)

leg = Table(
    "leg",
    metadata,
    Column("id", Text, primary_key=True),
    words("visit"),
    whole("number"),
    words("origin"),
    words("destination"),
    when("planned_start"),
    when("planned_end"),
    Column("units", ARRAY(Text), nullable=False),
    whole("convoy"),
    words("state"),
    when("depart_by", nullable=True),
    when("eta", nullable=True),
    when("eta_said_at", nullable=True),
    when("departed_at", nullable=True),
    when("arrived_at", nullable=True),
    whole("overdue"),
    when("behind_at", nullable=True),
    words("behind_cause", nullable=True),
    Index("leg_visit", "visit", "number"),
    Index("leg_explained", "behind_cause", postgresql_where=text("behind_cause IS NOT NULL")),
)

incident = Table(
    "incident",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    words("unit"),
    words("kind"),
    when("at"),
    when("received_at"),
    whole("priority"),
    words("status"),
    words("site", nullable=True),
    words("visit", nullable=True),
    Column("position", JSONB),
    words("text", nullable=True),
    words("facts", nullable=True),
    words("assessment", nullable=True),
    Column("vehicle", JSONB),
    words("taken_by", nullable=True),
    when("taken_at", nullable=True),
    Column("settled", Boolean, nullable=False),
)
Index("incident_of_visit", incident.c.visit, postgresql_where=incident.c.visit.is_not(None))

Index("incident_of_site", incident.c.site, incident.c.id, postgresql_where=text("site IS NOT NULL"))

incident_hour = Table(
    "incident_hour",
    metadata,
    Column("hour", TIMESTAMP(timezone=True), primary_key=True),
    whole("actual"),
    postgresql_with={"fillfactor": 20},
)
"""How many actual incidents came in each hour: kept by a trigger with the incidents, so that nobody has to
count a day of them."""

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

threat = Table("threat", metadata, Column("scope", Text, primary_key=True), whole("level"))

clock = Table(
    "clock",
    metadata,
    Column("name", Text, primary_key=True),
    words("fault", nullable=True),
    Column("off_s", Double, nullable=False),
    when("noted_at"),
)

rule = Table(
    "rule", metadata, Column("rule", Text, primary_key=True), Column("numbers", JSONB, nullable=False)
)

ladder = Table(
    "ladder",
    metadata,
    Column("priority", Integer, primary_key=True, autoincrement=False),
    Column("rungs", JSONB, nullable=False),
    Column("untouched_s", Integer),
)

duty = Table(
    "duty",
    metadata,
    Column("room", Text, primary_key=True),
    words("officer", nullable=True),
    when("officer_since", nullable=True),
    words("deputy", nullable=True),
    when("deputy_since", nullable=True),
    words("leader", nullable=True),
    when("leader_since", nullable=True),
    when("empty_since", nullable=True),
    Column("nobody", Boolean, nullable=False),
    words("shift", nullable=True),
)

flood = Table(
    "flood",
    metadata,
    Column("room", Text, primary_key=True),
    when("began_at", nullable=True),
    Column("raised", ARRAY(TIMESTAMP(timezone=True)), nullable=False),
)

watched_screen = Table(
    "watched_screen",
    metadata,
    Column("name", Text, primary_key=True),
    Column("in_use", Boolean, nullable=False),
    when("missing_since", nullable=True),
    when("out_until", nullable=True),
)
"""What the journal knows of a screen. Its link, and when it last spoke, are in the table `screen`."""

component = Table(
    "component",
    metadata,
    Column("name", Text, primary_key=True),
    Column("faulty", Boolean, nullable=False),
    Column("figure", Double, nullable=False),
    when("noted_at"),
)

shift = Table(
    "shift",
    metadata,
    Column("id", Text, primary_key=True),
    when("starts_at"),
    when("ends_at", nullable=True),
    words("officer", nullable=True),
    words("deputy", nullable=True),
    words("leader", nullable=True),
    words("state"),
    when("opened_at", nullable=True),
    Column("unsigned", Boolean, nullable=False),
    words("prepared_by", nullable=True),
    when("prepared_at", nullable=True),
    Column("prepared_seq", BigInteger),
    words("outgoing", nullable=True),
    words("place", nullable=True),
    words("incoming", nullable=True),
    when("taken_up_at", nullable=True),
    Column("items", JSONB, nullable=False),
    Column("ticks", JSONB, nullable=False),
    Column("along", ARRAY(Text), nullable=False),
    when("outgoing_signed_at", nullable=True),
    when("incoming_signed_at", nullable=True),
    Column("signed_seq", BigInteger),
    when("closed_at", nullable=True),
    Index("shift_starts_at", "starts_at"),
)

COMING_SHIFT: Final = text("state IN ('planned', 'waiting')")
Index("shift_coming", shift.c.starts_at, postgresql_where=COMING_SHIFT)
SIGNED_SHIFT: Final = text("signed_seq IS NOT NULL")
Index("shift_signed", shift.c.signed_seq, postgresql_where=SIGNED_SHIFT)
log_entry = Table(
    "log_entry",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    words("by"),
    when("written_at"),
    Column("about", ARRAY(Text), nullable=False),
    Column("corrects", BigInteger),
    Column("corrected_as", BigInteger),
    words("corrected_by", nullable=True),
    when("corrected_at", nullable=True),
)
"""Its words are in the journal alone, and so in no second place from which they would have to be erased."""

file = Table(
    "file",
    metadata,
    Column("ref", Text, primary_key=True),
    when("restricted_at", nullable=True),
    words("restricted_by", nullable=True),
    Column("readers", ARRAY(Text), nullable=False),
)
RESTRICTED = text("restricted_at IS NOT NULL")

visitor = Table(
    "visitor",
    metadata,
    Column("room", Text, primary_key=True),
    when("came_at", nullable=True),
    words("by", nullable=True),
)

flag = Table(
    "flag",
    metadata,
    Column("entry", BigInteger, primary_key=True, autoincrement=False),
    words("by"),
    when("at"),
    words("shift", nullable=True),
    Column("pinned", Boolean, nullable=False),
    when("taken_off_at", nullable=True),
)

STANDING_FLAG: Final = text("taken_off_at IS NULL")
Index("flag_standing", flag.c.shift, postgresql_where=STANDING_FLAG)

deadline = Table(
    "deadline",
    metadata,
    Column("ref", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    when("nominal_at"),
    when("due_at"),
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
    Noun.RULE: rule,
    Noun.LADDER: ladder,
    Noun.DUTY: duty,
    Noun.FLOOD: flood,
    Noun.SCREEN: watched_screen,
    Noun.COMPONENT: component,
    Noun.SHIFT: shift,
    Noun.FLAG: flag,
    Noun.FILE: file,
    Noun.VISITOR: visitor,
    Noun.ENTRY: log_entry,
}
"""Each noun's table; its columns are the fields of the noun's dataclass, the first one is its key."""

report_key = Table(
    "report_key",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),
    when("received_at"),
)
