"""Number plates: one vehicle is known by one text, however somebody wrote its plate down.

Separators, spaces, case and foreign alphabets say nothing. The mark of a country that was typed before the
plate is no part of it. In Germany alone the place of a separator tells two vehicles apart: B-MW 123 is from
Berlin, BM-W 123 from the Erft. A country that nobody here knows keeps its plate as it stands.
"""

import re
import unicodedata
from typing import Final

LONGEST: Final = 16
UNREAD: Final = "?*"
"""One character that nobody could read, and any number of them."""
CYRILLIC: Final = "\u0410\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0423\u0425"
GREEK: Final = "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
LATIN: Final = str.maketrans(CYRILLIC + GREEK, "ABCEHIJKMOPSTYXABEZHIKMNOPTYX")
"""A, B, E, K and their like: plates of other alphabets use just these letters, since they look the same."""
TYPED: Final = str.maketrans({"…": "*", "_": "?", "¿": "?"})

NAMES: Final[dict[str, str]] = {
    **dict.fromkeys(("B", "BE", "BEL", "BELGIUM", "BELGIË", "BELGIE", "BELGIQUE", "BELGIEN"), "BE"),
    **dict.fromkeys(("NL", "NLD", "NETHERLANDS", "NEDERLAND", "PAYS-BAS", "NIEDERLANDE"), "NL"),
    **dict.fromkeys(("D", "DE", "DEU", "GERMANY", "DUITSLAND", "ALLEMAGNE", "DEUTSCHLAND"), "DE"),
    **dict.fromkeys(("F", "FR", "FRA", "FRANCE", "FRANKRIJK", "FRANKREICH"), "FR"),
    **dict.fromkeys(("L", "LU", "LUX", "LUXEMBOURG", "LUXEMBURG"), "LU"),
    **dict.fromkeys(("GB", "UK", "GBR", "UNITED KINGDOM", "GREAT BRITAIN"), "GB"),
}
MARKS: Final[dict[str, tuple[str, ...]]] = {
    "BE": ("B", "BE"),
    "NL": ("NL",),
    "DE": ("D", "DE"),
    "FR": ("F", "FR"),
    "LU": ("L", "LU"),
    "GB": ("GB", "UK"),
}
"""The letters of the oval sign and of the blue band, which people type before the plate."""
FORMS: Final[dict[str, str]] = {
    "BE": r"\d[A-Z]{3}\d{3}|[A-Z]{3}\d{3}|\d{3}[A-Z]{3}|[A-Z]\d{3}[A-Z]|[A-Z]{2}\d{3}|CD[A-Z]{1,2}\d{3}"
    r"|CD\d{1,4}[A-Z]{0,2}|EUR\d{1,4}",
    "NL": r"(?=.*[A-Z])(?=.*\d)[A-Z0-9]{6}|CD[A-Z]?\d{1,4}|\d{1,3}CD\d{1,3}",
    "DE": r"[A-ZÄÖÜ]{1,3}[A-Z]{1,2}\d{1,4}[EH]?|0\d{3,6}",
    "FR": r"[A-Z]{2}\d{3}[A-Z]{2}|\d{1,4}[A-Z]{2,3}(?:\d{2,3}|2[AB])|\d{1,3}(?:CMD|CD|C|K)\d{1,4}[A-Z]?",
    "LU": r"[A-Z]{2}\d{4}|\d{4,5}|CD\d{3,5}",
    "GB": r"[A-Z]{2}\d{2}[A-Z]{3}|[A-Z]\d{1,3}[A-Z]{3}|[A-Z]{3}\d{1,3}[A-Z]|[A-Z]{1,3}\d{1,4}"
    r"|\d{1,4}[A-Z]{1,3}|\d{3}[DX]\d{3}",
}
"""With nothing between their characters: Belgian plates since 2010, those before, and those of diplomats
(CD) and of the European institutions; then those of the neighbours, with those of their diplomats."""
DEPARTMENT: Final = re.compile(r"([A-Z]{2}\d{3}[A-Z]{2})(?:\d{2,3}|2[AB])")
"""French plates since 2009 show one beside the plate, and it may be changed at will."""
OVAL_CD: Final = re.compile(r"(\d[A-Z]{3}\d{3}|[A-Z]{3}\d{3})(?:CD|CC)")
"""A sign that stands beside a Belgian plate, for whoever carries a diplomat."""
DISTRICT: Final = re.compile(r"[A-ZÄÖÜ]{1,3}")
AFTER_DISTRICT: Final = re.compile(r"[A-Z]{1,2}\d{1,4}[EH]?")


def country_of(said: str | None) -> str | None:
    """As ISO 3166 writes it, where somebody here knows the country; otherwise what was said."""
    name = " ".join((said or "").split()).upper()
    return NAMES.get(name, name) or None


def normalised(plate: str | None, country: str | None = None) -> str | None:
    """The plate as its vehicle is known; None if nothing of it can be read."""
    groups = _groups(plate or "")
    told = country_of(country)
    if told in MARKS:
        groups = _without_mark(groups, told)
    text = _as_written_there(groups, told)[:LONGEST]
    return text if any(c.isalnum() for c in text) else None


def partial(plate: str) -> bool:
    """Some of it could not be read."""
    return any(mark in plate for mark in UNREAD)


def _groups(plate: str) -> list[str]:
    """What stood between separators, in capitals."""
    plain = unicodedata.normalize("NFKC", plate.translate(TYPED)).upper().translate(LATIN)
    return re.findall(r"(?:[^\W_]|[?*])+", plain)


def _without_mark(groups: list[str], country: str) -> list[str]:
    """Only where what is left is a plate of that country and the whole is none."""
    form, whole = re.compile(FORMS[country]), "".join(groups)
    if country == "DE" and groups[:1] in (["D"], ["DE"]) and _has_district(groups[1:]):
        return groups[1:]
    if form.fullmatch(whole):
        return groups
    for mark in MARKS[country]:
        rest = [groups[0].removeprefix(mark), *groups[1:]] if groups and groups[0].startswith(mark) else []
        if rest and form.fullmatch("".join(rest)):
            return [group for group in rest if group]
    return groups


def _as_written_there(groups: list[str], country: str | None) -> str:
    whole = "".join(groups)
    match country:
        case "DE":
            return _with_district(groups)
        case "FR" if found := DEPARTMENT.fullmatch(whole):
            return found[1]
        case "BE" if found := OVAL_CD.fullmatch(whole):
            return found[1]
        case _:
            return whole


def _with_district(groups: list[str]) -> str:
    """Where nobody wrote a separator after the district, nobody can say where it ends."""
    if _has_district(groups):
        return f"{groups[0]}-{''.join(groups[1:])}"
    return "".join(groups)


def _has_district(groups: list[str]) -> bool:
    district, rest = (groups or [""])[0], "".join(groups[1:])
    return bool(DISTRICT.fullmatch(district) and AFTER_DISTRICT.fullmatch(rest))
