"""What an Atom or RSS feed of warnings holds: messages that stand in it, and addresses where others are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from controlroom.interchange.cap.fault import NotCap, shown
from controlroom.interchange.cap.schema import as_tree
from controlroom.interchange.cap.tree import Element, grow
from controlroom.interchange.cap.vocabulary import NAMESPACE

ATOM: Final = "http://www.w3.org/2005/Atom"
MOST_BYTES: Final = 8 * 1024 * 1024
MOST_ELEMENTS: Final = 200_000
OF_CAP: Final = "application/cap+xml"


@dataclass(frozen=True, slots=True)
class Entry:
    """`line`: where it begins. Either the message is in it, or where it can be had."""

    line: int
    message: bytes = b""
    address: str = ""


def entries(raw: bytes) -> list[Entry]:
    """In the order of the feed; of a single message just that. Raises NotCap."""
    root = grow(raw, MOST_BYTES, MOST_ELEMENTS)
    if root.name == "alert":
        return [Entry(root.line, message=raw)]
    if (root.space, root.name) == (ATOM, "feed"):
        found = [child for child in root.children if (child.space, child.name) == (ATOM, "entry")]
        return [_entry(one, _of_atom(one)) for one in found]
    if (root.space, root.name) == ("", "rss"):
        channels = [child for child in root.children if child.name == "channel"]
        items = [child for channel in channels for child in channel.children if child.name == "item"]
        return [_entry(one, _of_rss(one)) for one in items]
    raise NotCap(root.line, shown(root.name), "is no feed of Atom or RSS and no message of CAP")


def _entry(entry: Element, address: str) -> Entry:
    inside = next(_messages(entry), None)
    if inside is None:
        return Entry(entry.line, address=address)
    return Entry(entry.line, message=etree.tostring(as_tree(inside), encoding="UTF-8"))


def _messages(within: Element) -> Iterator[Element]:
    for child in within.children:
        if (child.space, child.name) == (NAMESPACE, "alert"):
            yield child
        else:
            yield from _messages(child)


def _of_atom(entry: Element) -> str:
    """The link that says that it is one, else the first that leads to the entry itself."""
    links = [
        dict(child.attributes) for child in entry.children if (child.space, child.name) == (ATOM, "link")
    ]
    links = [link for link in links if link.get("rel", "alternate") == "alternate"]
    links.sort(key=lambda link: link.get("type", "") != OF_CAP)
    return links[0].get("href", "").strip() if links else ""


def _of_rss(item: Element) -> str:
    """The enclosure that says that it is one, else its link."""
    enclosed = [dict(child.attributes) for child in item.children if child.name == "enclosure"]
    of_cap = [one.get("url", "") for one in enclosed if one.get("type") == OF_CAP]
    links = [child.text for child in item.children if child.name == "link" and not child.space]
    return next((found.strip() for found in (*of_cap, *links) if found.strip()), "")
