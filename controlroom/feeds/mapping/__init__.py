"""A mapping file (TOML) turns a row of a CSV file into a report; docs/connectors.md is its reference."""

from controlroom.feeds.mapping.mapping import Mapping, read_mapping

__all__ = ["Mapping", "read_mapping"]
