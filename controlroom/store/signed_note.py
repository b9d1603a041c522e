"""Signed notes as c2sp.org/signed-note has them: a text, an empty line, and signatures by name and key id.

Keys are written as the tools of that world write them: another program can check what was signed here.

    name+5f3a9c01+AQ...                 what verifies: name, key id, base64 of 0x01 and the public key
    PRIVATE+KEY+name+5f3a9c01+AQ...     what signs: the same with the secret seed
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from controlroom.errors import Refused

ED25519: Final = b"\x01"
KEY_BYTES: Final = 32
ID_BYTES: Final = 4
DASH: Final = "\N{EM DASH} "
PRIVATE: Final = "PRIVATE+KEY+"
LONGEST: Final = 1_000_000
SIGNATURES_AT_MOST: Final = 100


class BadNote(Refused):
    """It is no note, or nobody who is trusted has signed it as it stands."""

    slug = "bad-note"
    title = "The checkpoint cannot be trusted"


class BadKey(Refused):
    slug = "bad-key"
    title = "This is no key"


@dataclass(frozen=True, slots=True)
class Verifier:
    """Who signs, and the public key by which that is seen."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_base64(ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        name, key_id, key = _parts(text.strip())
        verifier = cls(name, key)
        if verifier.id.hex() != key_id:
            raise BadKey("the key does not fit its name and number")
        return verifier


@dataclass(frozen=True, slots=True)
class Signer:
    """Holds the secret; it is never logged nor kept in the database."""

    name: str
    seed: bytes

    @classmethod
    def new(cls, name: str) -> "Signer":
        return cls(named(name), Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "Signer":
        text = text.strip()
        if not text.startswith(PRIVATE):
            raise BadKey("a key that signs begins with PRIVATE+KEY+")
        name, key_id, seed = _parts(text.removeprefix(PRIVATE))
        signer = cls(name, seed)
        if signer.verifier.id.hex() != key_id:
            raise BadKey("the key does not fit its name and number")
        return signer

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self._key.public_key().public_bytes_raw())

    @property
    def secret(self) -> str:
        return f"{PRIVATE}{self.name}+{self.verifier.id.hex()}+{_base64(ED25519 + self.seed)}"

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign(self, text: str) -> str:
        """The note; the text ends with a newline."""
        signature = _base64(self.verifier.id + self._key.sign(text.encode()))
        return f"{text}\n{DASH}{self.name} {signature}\n"


def opened(note: bytes, verifier: Verifier) -> str:
    """The text, which `verifier` has signed as it stands. Raises BadNote."""
    text, signatures = _split(note)
    key = Ed25519PublicKey.from_public_bytes(verifier.public)
    found = False
    for name, key_id, signature in map(_signature, signatures):
        if (name, key_id) != (verifier.name, verifier.id):
            continue
        try:
            key.verify(signature, text.encode())
        except InvalidSignature:
            raise BadNote(f"the signature of {name} is not of this text: it was changed") from None
        found = True
    if not found:
        raise BadNote(f"it is not signed by {verifier.name} with this key")
    return text


def named(name: str) -> str:
    if not name or "+" in name or any(char.isspace() or not char.isprintable() for char in name):
        raise BadKey("a key has a name without blanks and without +, such as controlroom.example/journal")
    return name


def _split(note: bytes) -> tuple[str, list[str]]:
    try:
        whole = note[: LONGEST + 1].decode()
    except UnicodeDecodeError:
        raise BadNote("it is no text") from None
    if len(note) > LONGEST or any(char < " " and char != "\n" for char in whole):
        raise BadNote("it is no note")
    text, gap, signatures = whole.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise BadNote("it is no note: it has no signature, or it is cut off")
    lines = signatures.removesuffix("\n").split("\n")
    if len(lines) > SIGNATURES_AT_MOST:
        raise BadNote("it has too many signatures")
    return f"{text}\n", lines


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    try:
        raw = base64.b64decode(encoded, validate=True)
        named(name)
    except (binascii.Error, ValueError, BadKey):
        raise BadNote("a line of its signatures is none") from None
    if not line.startswith(DASH) or len(raw) <= ID_BYTES:
        raise BadNote("a line of its signatures is none")
    return name, raw[:ID_BYTES], raw[ID_BYTES:]


def _parts(text: str) -> tuple[str, str, bytes]:
    """Name, key id, key; a base64 text may hold a plus of its own."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise BadKey("it is not written as a key is") from None
    if key[:1] != ED25519 or len(key) != 1 + KEY_BYTES:
        raise BadKey("it is not written as a key for Ed25519 is")
    return named(name), key_id, key[1:]


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
