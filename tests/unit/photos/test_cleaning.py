"""What is kept of a photo is its picture; what is none is refused, with the reason."""

from io import BytesIO

import pytest
from PIL import Image

from controlroom.photos.cleaning import LONGEST_SIDE, MOST_BYTES, Amiss, NoPhoto, cleaned
from tests.unit.photos import made


def seen(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content), formats=["JPEG"]).convert("RGB")


def why_not(raw: bytes) -> Amiss:
    with pytest.raises(NoPhoto) as refused:
        cleaned(raw)
    return refused.value.amiss


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_of_each_form_is_kept_as_one_form(kind: str) -> None:
    width, height, content = cleaned(made.encoded(made.picture(), kind))
    assert (width, height) == seen(content).size == (320, 240)


def test_what_a_photo_says_besides_its_picture_is_gone() -> None:
    raw = made.with_position()
    assert made.PLACE in raw
    assert made.SCRIPT in raw
    *_, content = cleaned(raw)
    assert b"Exif" not in content
    assert made.PLACE not in content
    assert made.SCRIPT not in content
    assert not seen(content).getexif()
    assert set(Image.open(BytesIO(content)).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_that_was_taken_on_its_side_stands_upright() -> None:
    width, height, content = cleaned(made.with_position())
    assert (width, height) == (240, 320)
    red, green, _ = seen(content).getpixel((200, 40))  # type: ignore[misc]
    assert red > 200 > green + 110, "the red quarter, once at the upper left, is at the upper right"


def test_a_photo_whose_description_is_broken_is_kept_all_the_same() -> None:
    assert cleaned(made.with_broken_exif())[:2] == (320, 240)


@pytest.mark.parametrize("raw", [made.jpeg_and_archive(), made.png_with_words()], ids=["archive", "words"])
def test_what_else_a_file_is_does_not_survive(raw: bytes) -> None:
    assert made.SCRIPT in raw
    *_, content = cleaned(raw)
    assert made.SCRIPT not in content
    assert b"PK\x03\x04" not in content
    assert content.endswith(b"\xff\xd9"), "nothing stands after the end of the picture"


@pytest.mark.parametrize("name", made.named_wrong())
def test_what_is_no_photo_is_refused_whatever_it_is_called(name: str) -> None:
    assert why_not(made.named_wrong()[name]) is Amiss.OTHER_KIND


def test_a_photo_in_the_form_heic_is_refused_by_its_name() -> None:
    assert why_not(made.heic()) is Amiss.HEIC


def test_a_photo_that_is_too_heavy_is_not_looked_at() -> None:
    assert why_not(made.jpeg() + bytes(MOST_BYTES)) is Amiss.TOO_HEAVY


def test_a_bomb_is_refused_by_its_head() -> None:
    raw = made.bomb()
    assert len(raw) < 1_000_000
    assert why_not(raw) is Amiss.TOO_LARGE


@pytest.mark.parametrize("size", [(2**31 - 1, 1), (1, 2**31 - 1), (2**31 - 1, 2**31 - 1), (60_000, 60_000)])
def test_sizes_that_no_camera_has_are_refused(size: tuple[int, int]) -> None:
    assert why_not(made.png_of(*size)) in (Amiss.TOO_LARGE, Amiss.DAMAGED)


def test_a_comment_that_swells_is_not_unpacked() -> None:
    raw = made.words_bomb()
    assert len(raw) < 1_000_000
    assert why_not(raw) is Amiss.DAMAGED


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("left", [0.1, 0.5, 0.9])
def test_a_photo_that_breaks_off_is_refused(kind: str, left: float) -> None:
    raw = made.encoded(made.picture(), kind)
    assert why_not(raw[: int(len(raw) * left)]) is Amiss.DAMAGED


def test_a_photo_finer_than_needed_is_made_coarser() -> None:
    raw = made.encoded(Image.new("RGB", (6000, 3000), "grey"), "JPEG")
    assert cleaned(raw)[:2] == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_what_was_transparent_is_white() -> None:
    *_, content = cleaned(made.encoded(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG"))
    assert seen(content).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_picture_of_any_depth_is_read(mode: str) -> None:
    assert cleaned(made.encoded(Image.new(mode, (9, 9)), "PNG"))[:2] == (9, 9)


def test_a_picture_for_print_is_read() -> None:
    assert cleaned(made.encoded(made.picture().convert("CMYK"), "JPEG"))[:2] == (320, 240)
