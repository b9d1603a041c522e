"""The schema of the standard, held against elements that were read already: it sees no byte from outside."""

from functools import cache
from importlib.resources import files
from typing import Any, Final

from lxml import etree

from controlroom.interchange.cap.fault import NotCap, shown
from controlroom.interchange.cap.tree import Element
from controlroom.interchange.cap.vocabulary import SIGNATURE

LAST_LINE: Final = 65_535
"""Some versions of the library that counts them can count no further."""


def check(root: Element) -> None:
    """Raises NotCap with the first thing that the schema has against it."""
    tree, schema = as_tree(root), _schema()
    if schema.validate(tree):
        return
    first = schema.error_log[0]
    at = next(iter(tree.xpath(first.path or "/*")), tree)
    reason = f"not by the schema of CAP 1.2: {shown(first.message.replace(_tag('', root), ''), 200)}"
    raise NotCap(at.sourceline or root.line, _path(at), reason)


@cache
def _schema() -> Any:
    text = files(__package__).joinpath("cap-1.2.xsd").read_bytes()
    return etree.XMLSchema(etree.fromstring(text, _closed()))


def _closed() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def as_tree(element: Element) -> Any:
    """The same for the library that knows schemas; without the signature, which is not a part of it."""
    made = etree.Element(_tag(element.name, element), nsmap={None: element.space})
    _fill(made, element)
    return made


def _fill(made: Any, element: Element) -> None:
    made.sourceline = min(element.line, LAST_LINE)
    made.text = element.text or None
    for child in element.children:
        if child.space != SIGNATURE:
            _fill(etree.SubElement(made, _tag(child.name, child)), child)


def _tag(name: str, element: Element) -> str:
    return f"{{{element.space}}}{name}"


def _path(at: Any) -> str:
    names = [etree.QName(one).localname for one in (*reversed(list(at.iterancestors())), at)]
    return "/".join(names[1:] or names)
