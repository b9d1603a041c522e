"""What every table is made of: one metadata, and the columns that come again and again."""

from sqlalchemy import Column, Integer, MetaData, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

metadata = MetaData()


def when(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, TIMESTAMP(timezone=True), nullable=nullable)


def words(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def whole(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)
