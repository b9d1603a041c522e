"""The header by which an answer over HTTP asks to come again later, and not before."""

from datetime import datetime
from email.utils import parsedate_to_datetime


def retry_after(value: str | None, now: datetime) -> float:
    """The seconds that a Retry-After header asks for (a number or a date); 0 for none or nonsense."""
    if not value:
        return 0.0
    if value.strip().isascii() and value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError):  # TypeError: a date without zone
        return 0.0
