"""What every table is made of: one metadata, and the columns that come again and again."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, MetaData, Text, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

metadata = MetaData()


def when(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, TIMESTAMP(timezone=True), nullable=nullable)


def words(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def whole(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def among(column: Column[Any], keys: Iterable[Any]) -> ColumnElement[bool]:
    """As `in_` says it, but by one statement however many keys there are: it is built and planned once."""
    return column == any_(literal([*keys], ARRAY(column.type)))
