"""Photos, good and hostile, made by the tests themselves."""

import struct
import zlib
from io import BytesIO
from random import Random

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

SCRIPT = b"alert(document.cookie)"
PLACE = b"50.8466"


def picture(size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Noise, so that nothing compresses it away; the upper left quarter is red."""
    noise = Image.frombytes("RGB", size, Random(7).randbytes(size[0] * size[1] * 3))
    noise.paste((255, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    return noise


def encoded(image: Image.Image, kind: str, **how: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def jpeg(size: tuple[int, int] = (320, 240)) -> bytes:
    return encoded(picture(size), "JPEG", quality=90)


def with_position() -> bytes:
    """Taken on its side, with the place, the camera, a comment and a small picture of its own."""
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    exif[Base.Make] = "Kamera of the guard"
    exif[Base.ImageDescription] = SCRIPT.decode()
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (50.0, 50.0, 48.0)
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSAreaInformation] = PLACE
    return encoded(picture(), "JPEG", exif=exif, comment=b"of " + PLACE, icc_profile=SCRIPT)


def with_broken_exif() -> bytes:
    broken = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff" + b"\xff" * 40
    return encoded(picture(), "JPEG", exif=broken)


def jpeg_and_archive() -> bytes:
    """A picture to one program, an archive with a page to another."""
    return jpeg() + b"PK\x03\x04<html><script>" + SCRIPT + b"</script>"


def png_with_words() -> bytes:
    raw = encoded(picture(), "PNG")
    words = _chunk(b"tEXt", b"Comment\x00<script>" + SCRIPT + b"</script>")
    return raw[:33] + words + raw[33:]


def gif_and_script() -> bytes:
    """The first word of a GIF is also the name of a variable of a script."""
    return b"GIF89a/*" + encoded(picture((8, 8)), "GIF")[8:] + b"*/=1;" + SCRIPT


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>' + SCRIPT + b"</script></svg>"


def png_of(width: int, height: int, rows: bytes = b"") -> bytes:
    """A head that promises so many pixels, and what follows of them."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(rows, 1)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def bomb() -> bytes:
    """Less than a megabyte that becomes a hundred million pixels."""
    return png_of(10_000, 10_000, bytes(10_001 * 10_000))


def words_bomb() -> bytes:
    """A small picture with a comment that is packed a thousand times smaller."""
    raw = png_of(1, 1, b"\x00\x00")
    packed = _chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(80_000_000), 9))
    return raw[:33] + packed + raw[33:]


def named_wrong() -> dict[str, bytes]:
    """What is called a photo and is none."""
    return {
        "program.jpg": b"MZ\x90\x00" + bytes(200),
        "paper.jpg": b"%PDF-1.7\n" + SCRIPT,
        "page.png": b"<!doctype html><script>" + SCRIPT + b"</script>",
        "drawing.jpg": svg(),
        "moving.jpg": encoded(picture(), "GIF"),
        "script.gif": gif_and_script(),
        "scan.jpg": encoded(picture(), "TIFF"),
        "old.jpg": encoded(picture(), "BMP"),
        "postscript.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "sound.webp": b"RIFF\x00\x00\x00\x00WAVEfmt ",
        "nothing.jpg": b"",
    }


def heic() -> bytes:
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
