"""A time as a source writes it, to RFC 3339 with its zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def read_time(text: str, form: str, zone: str | None, gap: str) -> str:
    """`form` is "iso", "epoch" (seconds) or a strptime format; ValueError says what is wrong."""
    moment = _parsed(text, form)
    if moment.tzinfo is None:
        if zone is None:
            raise ValueError(f"the time {text!r} has no zone")
        moment = _placed(moment, ZoneInfo(zone), gap)
    return moment.isoformat()


def _parsed(text: str, form: str) -> datetime:
    try:
        if form == "epoch":
            return datetime.fromtimestamp(float(text), UTC)
        return datetime.fromisoformat(text) if form == "iso" else datetime.strptime(text, form)  # noqa: DTZ007
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"not a time like {form!r}: {text!r}") from error


def _placed(local: datetime, zone: ZoneInfo, gap: str) -> datetime:
    """fold=0: the first of two in the autumn; in the spring's gap the offset from before, so an hour on."""
    placed = local.replace(tzinfo=zone, fold=0)
    shown = placed.astimezone(UTC).astimezone(zone)
    if shown.replace(tzinfo=None) != local:
        if gap == "refuse":
            raise ValueError(f"no clock in {zone.key} showed {local:%Y-%m-%d %H:%M}: it was put forward")
        return shown
    return placed
