"""The whole life of an alert, who is on duty, floods, and thresholds as data.

A program of before goes on writing beside this one: what it does not know has a default.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    for name, columns in NEW_COLUMNS.items():
        for column in columns:
            op.add_column(name, column)
    op.drop_index("alert_open", "alert")
    for statement in WHAT_IS_THERE:
        op.execute(statement)
    op.create_index("alert_open", "alert", ["object"], postgresql_where=sa.text("ended_at IS NULL"))
    op.create_index("alert_raised_at", "alert", ["raised_at"])
    op.create_index(
        "leg_explained", "leg", ["behind_cause"], postgresql_where=sa.text("behind_cause IS NOT NULL")
    )
    op.create_index("journal_book_change", "journal", ["seq"], postgresql_where=sa.text(BOOK_CHANGE))
    for name, its_columns in NEW_TABLES.items():
        op.create_table(name, *its_columns)
        op.execute(f"REVOKE ALL ON {name} FROM PUBLIC")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {name} TO controlroom_app")
    op.execute(ERASE)
    op.create_table("planner_secret", *PLANNER_SECRET)
    for statement in MAKE_A_SECRET:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the journal is never dropped by a migration")


ERASE = """
CREATE OR REPLACE FUNCTION erase_private(numbers bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    UPDATE journal SET private = NULL, salt = NULL WHERE seq = ANY(numbers);
    UPDATE incident SET text = NULL, facts = NULL, assessment = NULL, vehicle = NULL
    WHERE id = ANY(numbers);
    UPDATE alert a SET shelf_reason = NULL FROM journal j
    WHERE j.seq = ANY(numbers) AND j.kind = 'alert.shelved'
        AND a.id = (j.body::jsonb ->> 'alert')::bigint
        AND a.shelved_until = (j.body::jsonb ->> 'until')::timestamptz;
$$
"""
"""Why an alert was shelved stands with the alert as long as it is."""
PLANNER_SECRET: list[sa.Column[Any]] = [
    sa.Column("one", sa.SmallInteger(), primary_key=True, autoincrement=False),
    sa.Column("secret", sa.LargeBinary(), nullable=False),
]
MAKE_A_SECRET = (
    """
    INSERT INTO planner_secret (one, secret)
    SELECT 1, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
    """,
    "REVOKE ALL ON planner_secret FROM PUBLIC",
    "GRANT SELECT ON planner_secret TO controlroom_app",
)
"""Two random uuids have 244 bits of PostgreSQL's strong randomness, which needs no extension for them."""


def _words(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=True)


def _when(name: str) -> sa.Column[Any]:
    return sa.Column(name, MOMENT, nullable=True)


NEW_COLUMNS: dict[str, list[sa.Column[Any]]] = {
    "unit": [_when("back_at"), _when("out_until")],
    "site": [
        sa.Column("recent", postgresql.JSONB(), nullable=False, server_default="[]"),
        sa.Column("draws", sa.Integer(), nullable=False, server_default="0"),
    ],
    "post": [_words("call_cause"), _words("relief_cause"), _when("out_until")],
    "leg": [_words("behind_cause")],
    "alert": [
        sa.Column("wants_since", MOMENT, nullable=False, server_default=sa.text("now()")),
        _when("first_acked_at"),
        sa.Column("suppression", sa.Text(), nullable=False, server_default="none"),
        _words("cause"),
        _words("shelved_by"),
        _when("shelved_until"),
        _words("shelf_reason"),
        sa.Column("handling", sa.Text(), nullable=False, server_default="new"),
        _words("assigned_to"),
        _words("disposition"),
        sa.Column("escalation", sa.Integer(), nullable=False, server_default="0"),
        _when("escalated_at"),
        sa.Column("called", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"),
        _when("touched_at"),
        sa.Column("attention", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("returns", postgresql.ARRAY(MOMENT), nullable=False, server_default="{}"),
        sa.Column("chattering", sa.Boolean(), nullable=False, server_default=sa.false()),
        _when("lull_since"),
        sa.Column("answers", postgresql.JSONB(), nullable=False, server_default="[]"),
        _words("reset_asked_by"),
        _when("reset_asked_at"),
        _when("ended_at"),
    ],
}
BOOK_CHANGE = "kind IN ('rule.threshold_set', 'ladder.set')"
WHAT_IS_THERE = (
    """
    UPDATE alert SET wants_since = raised_at, returns = ARRAY[raised_at], first_acked_at = acked_at,
        touched_at = acked_at
    """,
    """
    INSERT INTO deadline (ref, kind, nominal_at, due_at)
    SELECT 'alert:' || id, 'end', at, at FROM (
        SELECT id, greatest(cleared_at, acked_at) + interval '1 minute' AS at FROM alert
        WHERE condition = 'cleared' AND (acked_by IS NOT NULL OR priority > 2)
            AND NOT (priority = 1 AND status = 'actual')
    ) AS over
    """,
    "DELETE FROM deadline WHERE kind = 'settle'",
)
"""What was over ends with the next ticks; what was taken in hand waits to be closed by a person."""
NEW_TABLES: dict[str, list[sa.Column[Any]]] = {
    "rule": [
        sa.Column("rule", sa.Text(), primary_key=True),
        sa.Column("numbers", postgresql.JSONB(), nullable=False),
    ],
    "ladder": [
        sa.Column("priority", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("rungs", postgresql.JSONB(), nullable=False),
        sa.Column("untouched_s", sa.Integer(), nullable=True),
    ],
    "duty": [
        sa.Column("room", sa.Text(), primary_key=True),
        _words("officer"),
        _when("officer_since"),
        _words("deputy"),
        _when("deputy_since"),
        _words("leader"),
        _when("leader_since"),
        _when("empty_since"),
        sa.Column("nobody", sa.Boolean(), nullable=False),
    ],
    "flood": [
        sa.Column("room", sa.Text(), primary_key=True),
        _when("began_at"),
        sa.Column("raised", postgresql.ARRAY(MOMENT), nullable=False),
    ],
}
