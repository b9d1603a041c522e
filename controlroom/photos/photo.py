"""A photo as it is kept: named by what it shows, and nothing in it but the picture."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

MEDIA_TYPE: Final = "image/jpeg"
MOST_OF_A_REPORT: Final = 6


@dataclass(frozen=True, slots=True)
class Photo:
    """Width and height in pixels; `content` is a JPEG of our own making."""

    width: int
    height: int
    content: bytes

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A photo of a report, without its picture."""

    digest: str
    width: int
    height: int
    kept_at: datetime
