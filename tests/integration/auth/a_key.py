"""An authenticator in software: makes passkeys and signs, for whatever site and challenge it is told."""

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url, encode_cbor

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
HOST: Final = "watch.example"
ORIGIN: Final = f"https://{HOST}"


@dataclass
class Key:
    """`count`: how often it was used, as it says to the site."""

    private: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    count: int = 0

    def made(self, options: dict[str, Any], *, host: str = HOST, origin: str = ORIGIN) -> dict[str, Any]:
        numbers = self.private.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + encode_cbor(public)
        data = self._data(host, PRESENT | VERIFIED | ATTESTED) + attested
        statement = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": bytes_to_base64url(_client_data("webauthn.create", options, origin)),
            "attestationObject": bytes_to_base64url(statement),
        }
        return self._credential(response)

    def used(self, options: dict[str, Any], *, host: str = HOST, origin: str = ORIGIN) -> dict[str, Any]:
        self.count += 1
        client_data, data = (
            _client_data("webauthn.get", options, origin),
            self._data(host, PRESENT | VERIFIED),
        )
        signed = self.private.sign(data + sha256(client_data).digest(), ECDSA(SHA256()))
        response = {
            "clientDataJSON": bytes_to_base64url(client_data),
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(signed),
            "userHandle": None,
        }
        return self._credential(response)

    def _data(self, host: str, flags: int) -> bytes:
        return sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        name = bytes_to_base64url(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}


def _client_data(kind: str, options: dict[str, Any], origin: str) -> bytes:
    said = {"type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": False}
    return json.dumps(said).encode()
