"""What the times of patrols are drawn from."""

from sqlalchemy import Column, LargeBinary, SmallInteger, Table

from controlroom.store.tables.columns import metadata

planner_secret = Table(
    "planner_secret",
    metadata,
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("secret", LargeBinary, nullable=False),
)
"""One row, written by the migration that made the table."""
