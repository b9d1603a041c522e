"""Messages of CAP as a feed of Atom (RFC 4287), for whoever comes to fetch them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from controlroom.interchange.cap.feed import ATOM, OF_CAP
from controlroom.interchange.cap.message import Info, Message
from controlroom.interchange.cap.vocabulary import marked

NOTHING_YET: Final = datetime(2000, 1, 1, tzinfo=UTC)


def atom(title: str, address: str, messages: Sequence[Message], folder: str) -> bytes:
    """`address` of the feed itself; each message is found in `folder`, by its identifier."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _put(feed, "id", address)
    _put(feed, "title", title)
    _put(feed, "updated", _moment(max((one.sent for one in messages), default=NOTHING_YET)))
    _put(feed, "link", "", rel="self", type="application/atom+xml", href=address)
    author = etree.SubElement(feed, f"{{{ATOM}}}author")
    _put(author, "name", title)
    for message in messages:
        _entry(feed, message, f"{folder}/{message.identifier}.cap")
    etree.indent(feed)
    raw: bytes = etree.tostring(feed, xml_declaration=True, encoding="UTF-8") + b"\n"
    return raw


def _entry(feed: etree._Element, message: Message, address: str) -> None:
    entry = etree.SubElement(feed, f"{{{ATOM}}}entry")
    info = _spoken(message.infos)
    _put(entry, "id", address)
    _put(entry, "title", marked(info.headline, message.status))
    _put(entry, "updated", _moment(message.sent))
    _put(entry, "published", _moment(message.sent))
    _put(entry, "category", "", term=str(message.status))
    _put(entry, "category", "", term=str(message.msg_type))
    _put(entry, "link", "", rel="alternate", type=OF_CAP, href=address)
    _put(entry, "summary", info.description)


def _spoken(infos: Iterable[Info]) -> Info:
    """In English, if it is said so; the message has all languages."""
    by_language = {info.language.partition("-")[0]: info for info in reversed([*infos])}
    return by_language.get("en") or next(iter(by_language.values()))


def _put(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text or None


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
