"""The journal, the keys by which its reports are known, and what is expected next."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, LargeBinary, SmallInteger, Table, Text, Uuid, func, text

from controlroom.store.tables.columns import metadata, when, words

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

OF_A_POST: Final = text(
    "(kind IN ('post.opened', 'post.closed')"
    " OR (kind LIKE 'service.%' AND body::jsonb ->> 'ref' LIKE 'post:%')"
    " OR (kind = 'patrol.reported' AND body::jsonb ->> 'what' IN ('manned', 'relief', 'left')))"
)
"""Who mans a fixed post, and since when it is there or out of service."""
POST_OF: Final = text(
    "(coalesce(body::jsonb #>> '{post,code}', body::jsonb ->> 'post', substr(body::jsonb ->> 'ref', 6)))"
)
Index(
    "journal_of_post",
    POST_OF,
    text("(kind = 'patrol.reported')"),
    journal.c.seq,
    postgresql_where=OF_A_POST,
)
OF_A_VISIT: Final = text("kind LIKE 'visit.%' OR kind = 'leg.reported'")
VISIT_OF: Final = text("(coalesce(body::jsonb #>> '{visit,code}', body::jsonb ->> 'visit'))")
Index("journal_of_visit", VISIT_OF, journal.c.seq, postgresql_where=OF_A_VISIT)
OF_A_LEVEL: Final = text("kind LIKE 'threat.%'")
Index("journal_of_level", text("(body::jsonb ->> 'scope')"), journal.c.seq, postgresql_where=OF_A_LEVEL)
OF_A_GATHERING: Final = text("kind LIKE 'gathering.%'")
GATHERING_OF: Final = text("(coalesce(body::jsonb #>> '{gathering,id}', body::jsonb ->> 'id'))")
Index("journal_of_gathering", GATHERING_OF, journal.c.seq, postgresql_where=OF_A_GATHERING)
OF_A_VEHICLE: Final = text("kind LIKE 'vehicle.%'")
VEHICLE_OF: Final = text("(body::jsonb ->> 'vehicle')")
Index("journal_of_vehicle", VEHICLE_OF, journal.c.seq, postgresql_where=OF_A_VEHICLE)
OF_A_WARNING: Final = text("kind LIKE 'early_warning.%'")
WARNING_OF: Final = text("(body::jsonb ->> 'warning')")
Index("journal_of_warning", WARNING_OF, journal.c.seq, postgresql_where=OF_A_WARNING)
OF_A_DESCRIBED: Final = text(
    "kind IN ('early_warning.linked', 'early_warning.unlinked', 'described.assessed')"
)
DESCRIBED_OF: Final = text("(body::jsonb ->> 'described')")
Index("journal_of_described", DESCRIBED_OF, journal.c.seq, postgresql_where=OF_A_DESCRIBED)
BASELINE_CHANGE: Final = text("kind = 'baseline.set'")
Index("journal_baseline", journal.c.seq, postgresql_where=BASELINE_CHANGE)

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

report_key = Table(
    "report_key",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),
    when("received_at"),
)

deadline = Table(
    "deadline",
    metadata,
    Column("ref", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    when("nominal_at"),
    when("due_at"),
    Index("deadline_due", "due_at"),
)
