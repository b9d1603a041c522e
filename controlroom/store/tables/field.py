"""Who and what is out there: units, sites, posts, and the checks of patrols."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Double, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from controlroom.store.tables.columns import metadata, when, whole, words

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
    words("company", nullable=True),
)

NO_NAMES: Final = '{"nl": null, "fr": null, "de": null, "en": null}'

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
    Column("names", JSONB, nullable=False, server_default=NO_NAMES),
    Column("country", Text, nullable=False, server_default=""),
    Column("organisation", Text, nullable=False, server_default=""),
    Column("contacts", JSONB),
    Column("contacts_seq", BigInteger),
)

SITE_WORDS: Final = text(
    "file_words(ARRAY[code, name, short, names ->> 'nl', names ->> 'fr', names ->> 'de', names ->> 'en', "
    "address, municipality, organisation, 'site0' || kind, 'country0' || country])"
)
"""By what a site is found; its kind and its country are marks, which have names in each language."""
Index("site_words", SITE_WORDS, _table=site, postgresql_using="gin")

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
    when("closed_at", nullable=True),
    words("measure", nullable=True),
)

STANDING_POST: Final = post.c.closed_at.is_(None)

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
    words("measure", nullable=True),
    Index("patrol_check_done_at", "done_at", postgresql_where=text("done_at IS NOT NULL")),
    Index("patrol_check_window_end", "window_end"),
)

UNSETTLED_CHECK: Final = text("state IN ('planned', 'started', 'missed')")
"""The same as not watch.patrols.CheckState.settled. A part of a table is found by its index only where it is
asked for in the same words, not in values that are told apart from them."""
DUE_CHECK: Final = text("state <> 'dropped'")
"""What somebody was to make, whatever became of it."""
Index("patrol_check_unsettled", patrol_check.c.site, postgresql_where=UNSETTLED_CHECK)
