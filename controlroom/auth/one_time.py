"""Codes that count once: those of an app (RFC 6238), and those on paper for when the app is gone."""

import base64
import hmac
import re
import secrets
from datetime import datetime
from hashlib import sha256
from typing import Final

import pyotp

EVERY_S: Final = 30
WINDOW: Final = 1
"""A clock may be half a minute wrong, and a person slow."""
PAPER_CODES: Final = 10
DIGITS: Final = re.compile(r"[0-9]{6}")
ISSUER: Final = "Controlroom"


def new_secret() -> str:
    """160 bits, as an app reads them."""
    return pyotp.random_base32()


def address_of(secret: str, account: str) -> str:
    """What the app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def counter_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """Which of the codes around `now` this is; one that is not later than the last accepted is none."""
    step = int(now.timestamp()) // EVERY_S
    app = pyotp.HOTP(secret)
    around = range(step - WINDOW, step + WINDOW + 1)
    found = [n for n in around if hmac.compare_digest(app.at(n), code)]
    return next((n for n in found if n > after), None)


def typed(code: str) -> str:
    """As it was read aloud or copied: with blanks, dashes, in capitals."""
    return "".join(filter(str.isalnum, code)).lower()


def is_of_an_app(code: str) -> bool:
    return DIGITS.fullmatch(code) is not None


def new_paper_codes() -> list[str]:
    """80 random bits each, in groups: `k7qd-2mzp-x4ha-6wbe`."""
    return [_grouped(base64.b32encode(secrets.token_bytes(10)).decode().lower()) for _ in range(PAPER_CODES)]


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def paper_digest(account: str, code: str) -> bytes:
    """A fast hash is right here, since the code is random."""
    return sha256(f"{account}:{typed(code)}".encode()).digest()
