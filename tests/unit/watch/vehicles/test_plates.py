"""One vehicle is one plate, however somebody wrote it down."""

import pytest

from controlroom.watch.vehicles.plates import country_of, normalised, partial

SAME = [
    ("BE", "1ABC123", ("1-ABC-123", "1 abc 123", "1.ABC.123", "1–ABC–123", "B 1-ABC-123", "1-ABC-123 CD")),
    ("BE", "ABC123", ("ABC-123", "abc123", "B ABC 123")),
    ("BE", "123ABC", ("123-ABC", "b123abc")),
    ("BE", "CDAB123", ("CD-AB-123", "cd ab 123", "B CD-AB-123")),
    ("NL", "AB123C", ("AB-123-C", "ab 123 c", "NL AB-123-C")),
    ("NL", "12ABC3", ("12-ABC-3", "12abc3")),
    ("DE", "B-MW123", ("B-MW 123", "B MW 123", "b·mw·123", "D B-MW 123")),
    ("DE", "BM-W123", ("BM-W 123", "BM W123")),
    ("DE", "MÜ-AB12E", ("MÜ-AB 12E", "mü ab 12e")),
    ("FR", "AB123CD", ("AB-123-CD", "ab 123 cd", "F AB-123-CD", "AB-123-CD 59", "AB-123-CD (2A)")),
    ("FR", "123ABC75", ("123 ABC 75", "123-abc-75")),
    ("LU", "AB1234", ("AB 1234", "ab-1234", "L AB 1234")),
    ("LU", "12345", ("12 345", "L 12345")),
    ("GB", "AB12CDE", ("AB12 CDE", "ab 12 cde", "GB AB12 CDE", "UK AB12 CDE")),
]
EACH = [(country, known, written) for country, known, all_ways in SAME for written in all_ways]


@pytest.mark.parametrize(("country", "known", "written"), EACH)
def test_a_plate_is_known_however_it_is_written(country: str, known: str, written: str) -> None:
    assert normalised(written, country) == known


@pytest.mark.parametrize(("country", "plate"), [("DE", "D-AB 123"), ("GB", "B1 ABC"), ("FR", "F-123-AB")])
def test_letters_that_are_part_of_the_plate_are_no_mark_of_a_country(country: str, plate: str) -> None:
    assert (normalised(plate, country) or "").replace("-", "") == plate.replace("-", "").replace(" ", "")


def test_two_german_districts_are_two_vehicles() -> None:
    assert normalised("B-MW 123", "D") != normalised("BM-W 123", "D")


@pytest.mark.parametrize("country", [None, "", "XX", "Ruritania"])
def test_a_country_that_nobody_knows_keeps_its_plate(country: str | None) -> None:
    assert normalised("qq-99 zz/7", country) == "QQ99ZZ7"


def test_a_plate_of_another_alphabet_is_read_as_it_looks() -> None:
    cyrillic = "\u0410\u0412 1234 \u0421\u0415"
    assert normalised(cyrillic, "UA") == normalised("AB 1234 CE", "UA") == "AB1234CE"


@pytest.mark.parametrize("nothing", [None, "", "  ", "-", "???", "*"])
def test_what_nobody_could_read_is_no_plate(nothing: str | None) -> None:
    assert normalised(nothing, "BE") is None


def test_a_character_that_nobody_could_read_stays_open() -> None:
    plate = normalised("1-A?C-12…", "BE")
    assert plate == "1A?C12*"
    assert partial(plate)
    assert not partial("1ABC123")


@pytest.mark.parametrize(
    ("said", "code"),
    [("B", "BE"), ("bel", "BE"), ("Belgique", "BE"), ("D", "DE"), ("UK", "GB"), ("pl", "PL"), (None, None)],
)
def test_a_country_has_many_names(said: str | None, code: str | None) -> None:
    assert country_of(said) == code
