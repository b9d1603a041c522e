"""Bytes to elements, each with its line. Whatever could expand or point outside ends the reading at once.

Only this file sees the bytes. What declares a document type is refused before any of its declarations is
read, so no entity exists that could be expanded, and nothing is ever fetched. The schema is held against a
tree that is made anew from these elements.
"""

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from controlroom.interchange.cap.fault import NotCap, shown
from controlroom.interchange.cap.vocabulary import NAMESPACE

MOST_BYTES: Final = 512 * 1024
MOST_ELEMENTS: Final = 5_000
DEEPEST: Final = 16
"""`alert/info/area/geocode/value` is five deep; a signature may be deeper."""
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
OTHER_ENCODINGS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00", b"L\x6f\xa7\x94")
AS_UTF_8: Final = ("utf-8", "utf8", "us-ascii")
HINTS: Final = (
    "http://www.w3.org/2001/XMLSchema-instance schemaLocation",
    "http://www.w3.org/2001/XMLSchema-instance noNamespaceSchemaLocation",
)
"""Where somebody else keeps a schema: not read, and never followed."""


@dataclass(frozen=True, slots=True)
class Element:
    """`space` and `name` as XML has them; `line` is where it begins."""

    name: str
    line: int = 1
    text: str = ""
    children: tuple["Element", ...] = ()
    space: str = NAMESPACE
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Open:
    space: str
    name: str
    line: int
    attributes: tuple[tuple[str, str], ...]
    text: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)


class _Growing:
    """The elements of one document, while the parser reads it."""

    def __init__(self, most_elements: int) -> None:
        self.most_elements = most_elements
        self.open: list[_Open] = []
        self.root: Element | None = None
        self.count = 0
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self._declares
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._starts
        self.parser.EndElementHandler = self._ends
        self.parser.CharacterDataHandler = self._says

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber

    @property
    def path(self) -> str:
        """Of what is open, as `NotCap` names it."""
        names = [shown(one.name) for one in self.open]
        return "/".join(names[1:] or names) or "alert"

    def fail(self, reason: str) -> NotCap:
        return NotCap(self.line, self.path, reason)

    def _declares(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in AS_UTF_8:
            raise self.fail(f"the message must be written in UTF-8, not {shown(encoding)}")

    def _doctype(self, *_declared: object) -> None:
        raise self.fail("a document type (DTD) is not read, nor are its entities")

    def _starts(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self.open.append(_Open(space, local, self.line, tuple(attributes.items())))
        self.count += 1
        if len(self.open) > DEEPEST:
            raise self.fail(f"nested more than {DEEPEST} deep")
        if self.count > self.most_elements:
            raise self.fail(f"more than {self.most_elements} elements")
        if space == NAMESPACE and (unknown := [one for one in attributes if one not in HINTS]):
            raise self.fail(f"has no attribute {shown(unknown[0].rpartition(' ')[2])}")

    def _ends(self, _name: str) -> None:
        done = self.open.pop()
        children = tuple(done.children)
        element = Element(done.name, done.line, "".join(done.text), children, done.space, done.attributes)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element

    def _says(self, text: str) -> None:
        self.open[-1].text.append(text)


def grow(raw: bytes, most_bytes: int = MOST_BYTES, most_elements: int = MOST_ELEMENTS) -> Element:
    """The outermost element. Raises NotCap."""
    if len(raw) > most_bytes:
        raise NotCap(1, "alert", f"larger than {most_bytes // 1024} KiB")
    if raw.startswith(OTHER_ENCODINGS):
        raise NotCap(1, "alert", "the message must be written in UTF-8")
    growing = _Growing(most_elements)
    try:
        growing.parser.Parse(raw.removeprefix(BYTE_ORDER_MARK), True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise NotCap(error.lineno, growing.path, f"not XML: {expat.ErrorString(error.code)}") from None
    if growing.root is None:
        raise NotCap(1, "alert", "not XML: no element found")
    return growing.root
