"""Messages of CAP 1.2 that we wrote in the manner of many services: read, or refused at the very element."""

import tomllib
from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from controlroom.interchange.cap import NotCap, read
from controlroom.interchange.cap.tree import DEEPEST, MOST_BYTES, MOST_ELEMENTS

HERE: Final = Path(__file__).parent
VALID: Final = sorted((HERE / "valid").glob("*.xml"))
BROKEN: Final = sorted((HERE / "broken").glob("*.xml"))
EXPECTED: Final = tomllib.loads((HERE / "broken" / "expected.toml").read_text())
XSD: Final = HERE.parents[3] / "controlroom" / "interchange" / "cap" / "cap-1.2.xsd"


def refusal(raw: bytes) -> NotCap:
    with pytest.raises(NotCap) as caught:
        read(raw)
    return caught.value


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_message_is_read_and_holds_by_the_schema_of_the_standard(path: Path) -> None:
    assert read(path.read_bytes()).identifier
    schema = etree.XMLSchema(etree.parse(XSD))
    assert schema.validate(etree.parse(path)), schema.error_log


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_message_is_refused_with_its_line_its_element_and_the_reason(path: Path) -> None:
    line, element, reason = EXPECTED[path.stem]
    error = refusal(path.read_bytes())
    assert (error.line, error.element) == (line, element)
    assert reason in error.reason
    assert str(error) == f"line {line}: {element}: {error.reason}"


def test_each_broken_message_has_its_line_in_the_list() -> None:
    assert [path.stem for path in BROKEN] == sorted(EXPECTED)


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    assert refusal(b"<" * (MOST_BYTES + 1)).reason == "larger than 512 KiB"


def test_what_has_too_many_elements_or_is_too_deep_is_refused_while_it_is_read() -> None:
    assert refusal(b"<a>" * (DEEPEST + 1)).reason == f"nested more than {DEEPEST} deep"
    assert refusal(b"<a>" + b"<b/>" * MOST_ELEMENTS).reason == f"more than {MOST_ELEMENTS} elements"


def test_a_reason_is_one_short_line_whatever_stood_there() -> None:
    odd = (HERE / "broken" / "status_unknown.xml").read_text().replace("Real", "\u202ered\n" * 500)
    reason = refusal(odd.encode()).reason
    assert "\n" not in reason
    assert "\u202e" not in reason
    assert len(reason) < 200
