"""A message to bytes, which are read again before they leave: what is written holds by text and schema."""

from collections.abc import Iterator

from lxml import etree

from controlroom.interchange.cap import values
from controlroom.interchange.cap.fault import NotCap
from controlroom.interchange.cap.geometry import circle_text, polygon_text
from controlroom.interchange.cap.message import Area, Info, Message, Named, Reference, Resource
from controlroom.interchange.cap.reader import read
from controlroom.interchange.cap.schema import as_tree
from controlroom.interchange.cap.tree import Element


def write(message: Message) -> bytes:
    """UTF-8. Raises NotCap if the standard does not allow what it says."""
    try:
        tree = as_tree(Element("alert", children=tuple(_alert(message))))
    except ValueError:
        raise NotCap(1, "alert", "a text holds a character that XML cannot say") from None
    etree.indent(tree)
    raw: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8") + b"\n"
    read(raw)
    return raw


def _alert(said: Message) -> Iterator[Element]:
    yield Element("identifier", text=said.identifier)
    yield Element("sender", text=said.sender)
    yield Element("sent", text=values.moment_text(said.sent))
    yield Element("status", text=said.status)
    yield Element("msgType", text=said.msg_type)
    yield from _if("source", said.source)
    yield Element("scope", text=said.scope)
    yield from _if("restriction", said.restriction)
    yield from _if("addresses", values.listed_text(said.addresses))
    yield from (Element("code", text=code) for code in said.codes)
    yield from _if("note", said.note)
    yield from _if("references", " ".join(map(reference_text, said.references)))
    yield from _if("incidents", values.listed_text(said.incidents))
    yield from (Element("info", children=tuple(_info(one))) for one in said.infos)


def reference_text(one: Reference) -> str:
    return f"{one.sender},{one.identifier},{values.moment_text(one.sent)}"


def _info(said: Info) -> Iterator[Element]:
    yield Element("language", text=said.language)
    yield from (Element("category", text=one) for one in said.categories)
    yield Element("event", text=said.event)
    yield from (Element("responseType", text=one) for one in said.response_types)
    yield Element("urgency", text=said.urgency)
    yield Element("severity", text=said.severity)
    yield Element("certainty", text=said.certainty)
    yield from _if("audience", said.audience)
    yield from (_named("eventCode", one) for one in said.event_codes)
    for name, at in (("effective", said.effective), ("onset", said.onset), ("expires", said.expires)):
        yield from _if(name, values.moment_text(at) if at else "")
    yield from _if("senderName", said.sender_name)
    yield from _if("headline", said.headline)
    yield from _if("description", said.description)
    yield from _if("instruction", said.instruction)
    yield from _if("web", said.web)
    yield from _if("contact", said.contact)
    yield from (_named("parameter", one) for one in said.parameters)
    yield from (Element("resource", children=tuple(_resource(one))) for one in said.resources)
    yield from (Element("area", children=tuple(_area(one))) for one in said.areas)


def _resource(said: Resource) -> Iterator[Element]:
    yield Element("resourceDesc", text=said.description)
    yield Element("mimeType", text=said.mime_type)
    yield from _if("size", "" if said.size is None else str(said.size))
    yield from _if("uri", said.uri)
    yield from _if("derefUri", said.deref_uri)
    yield from _if("digest", said.digest)


def _area(said: Area) -> Iterator[Element]:
    yield Element("areaDesc", text=said.description)
    yield from (Element("polygon", text=polygon_text(one)) for one in said.polygons)
    yield from (Element("circle", text=circle_text(one)) for one in said.circles)
    yield from (_named("geocode", one) for one in said.geocodes)
    yield from _if("altitude", "" if said.altitude is None else values.number_text(said.altitude))
    yield from _if("ceiling", "" if said.ceiling is None else values.number_text(said.ceiling))


def _named(name: str, said: Named) -> Element:
    return Element(name, children=(Element("valueName", text=said.name), Element("value", text=said.value)))


def _if(name: str, text: str) -> Iterator[Element]:
    """What is empty is left away."""
    if text:
        yield Element(name, text=text)
