"""Identifiers that are made here: random tokens, and the digests under which they are kept."""

import hashlib
import secrets
from typing import Final
from uuid import uuid4

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SAID_CLEARLY: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_token() -> str:
    """A bearer token of 256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> bytes:
    """What is stored instead of the token; a fast hash is right here, since the token is random."""
    return hashlib.sha256(token.encode()).digest()


def form_key() -> str:
    """By which a form that is sent twice is known to be one."""
    return str(uuid4())


def meeting_id() -> str:
    """Chosen when the form is drawn, so that a meeting that is called twice is one."""
    return f"K-{secrets.token_hex(4).upper()}"


def warning_ref(company: str, report: str) -> str:
    """Of a report of this company, by the id that its sender chose: the same report has the same one."""
    told = hashlib.sha256(f"{company}\n{report}".encode()).digest()
    number = int.from_bytes(told[:5])
    return "EW-" + "".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(8)))


def described_id() -> str:
    """Of a described person, chosen when the first two reports are linked."""
    return "DP-" + "".join(secrets.choice(SAID_CLEARLY) for _ in range(6))


def sector_alert_ref() -> str:
    """Chosen when the form is drawn, so that an alert that is drafted twice is one."""
    return "SA-" + "".join(secrets.choice(CROCKFORD) for _ in range(8))


def measure_id() -> str:
    """Short enough to be said by radio: without letters that are taken for others."""
    return "M-" + "".join(secrets.choice(SAID_CLEARLY) for _ in range(6))
