"""The Standard Webhooks layout (v1, symmetric): how a receiver knows that a message is ours, and fresh."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
"""The specification asks for 24 to 64."""


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed(keys: Sequence[str], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of an attempt made `at`; one signature for each of the secrets that are valid."""
    timestamp = str(int(at.timestamp()))
    signatures = (_signature(key, f"{message_id}.{timestamp}.".encode() + body) for key in keys)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    return f"v1,{base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()}"
