"""A photo as it was sent becomes a picture and nothing else: decoded, turned upright, encoded anew.

Where it was taken and with what, bytes after its end, a script or an archive in it do not survive that. This
file is run by itself, in a process that may not take much memory or time (`darkroom.py`): whoever finds a
fault in a decoder has that process, and neither the watch nor its journal. So it knows nothing of the rest.
"""

import json
import sys
import warnings
from contextlib import suppress
from enum import StrEnum
from io import BytesIO
from typing import BinaryIO, Final

from PIL import Image, ImageFile, ImageOps

if sys.platform != "win32":
    import resource

MOST_BYTES: Final = 12 * 1024 * 1024
"""Of one photo as it is sent: the camera of a telephone makes 3 to 8 MiB."""
MOST_PIXELS: Final = 64_000_000
"""The largest usual cameras of telephones make 50 million; four bytes each are decoded at once."""
LONGEST_SIDE: Final = 4096
"""Of what is kept: a number plate across the street can still be read."""
QUALITY: Final = 88
OF_APPLE: Final = {
    b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
}
MEMORY: Final = 1024**3
CPU_S: Final = 20


class Amiss(StrEnum):
    """Why a photo is not taken."""

    TOO_HEAVY = "too_heavy"
    TOO_LARGE = "too_large"
    HEIC = "heic"
    OTHER_KIND = "other_kind"
    DAMAGED = "damaged"


class NoPhoto(Exception):
    def __init__(self, amiss: Amiss) -> None:
        super().__init__(amiss)
        self.amiss = amiss


def kind_of(raw: bytes) -> str:
    """What it is by its first bytes, whatever it is called. Raises NoPhoto."""
    if raw.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return "WEBP"
    raise NoPhoto(Amiss.HEIC if raw[4:12] in OF_APPLE else Amiss.OTHER_KIND)


def weighed(raw: bytes) -> str:
    """Its kind, if it is light enough to be looked at. Raises NoPhoto."""
    if len(raw) > MOST_BYTES:
        raise NoPhoto(Amiss.TOO_HEAVY)
    return kind_of(raw)


def cleaned(raw: bytes) -> tuple[int, int, bytes]:
    """Width and height in pixels, and the picture as JPEG. Raises NoPhoto."""
    kind = weighed(raw)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(raw), formats=[kind]) as sent:
                return _encoded(_upright(_decoded(sent)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise NoPhoto(Amiss.TOO_LARGE) from None
    except NoPhoto:
        raise
    except Exception:  # noqa: BLE001  # a decoder fails in as many ways as there are broken files
        raise NoPhoto(Amiss.DAMAGED) from None


def _decoded(sent: ImageFile.ImageFile) -> Image.Image:
    """Its size stands in its head and is known before a pixel is decoded; a fine one is made coarser."""
    if sent.width * sent.height > MOST_PIXELS:
        raise NoPhoto(Amiss.TOO_LARGE)
    sent.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    sent.load()
    return sent


def _upright(sent: Image.Image) -> Image.Image:
    """As the camera was held; what it says of that may be broken though the picture is not."""
    with suppress(Exception):
        return ImageOps.exif_transpose(sent)
    return sent


def _encoded(upright: Image.Image) -> tuple[int, int, bytes]:
    seen = upright.convert("RGBA")
    picture = Image.new("RGB", seen.size, "white")
    picture.paste(seen, mask=seen)
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return *picture.size, out.getvalue()


def _confine() -> None:
    """Not every system knows every limit; the darkroom waits only so long in any case."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _answer(raw: bytes, out: BinaryIO) -> None:
    """A line of JSON that says what follows, and the picture."""
    try:
        width, height, content = cleaned(raw)
    except NoPhoto as refused:
        out.write(json.dumps({"amiss": refused.amiss}).encode() + b"\n")
        return
    out.write(json.dumps({"width": width, "height": height}).encode() + b"\n")
    out.write(content)


Image.MAX_IMAGE_PIXELS = MOST_PIXELS

if __name__ == "__main__":
    if sys.platform != "win32":
        _confine()
    _answer(sys.stdin.buffer.read(MOST_BYTES + 1), sys.stdout.buffer)
