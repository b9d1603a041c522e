"""Elements to a message. Each refusal names the line, the element and the reason."""

from datetime import datetime
from typing import Final

from controlroom.interchange.cap import values
from controlroom.interchange.cap.fault import NotCap, shown
from controlroom.interchange.cap.geometry import circle, polygon
from controlroom.interchange.cap.grammar import ALERT, AREA, INFO, NAMED, RESOURCE, Parts, parts
from controlroom.interchange.cap.message import Area, Info, Message, Named, Reference, Resource
from controlroom.interchange.cap.schema import check
from controlroom.interchange.cap.tree import Element, grow
from controlroom.interchange.cap.vocabulary import (
    LANGUAGE_UNSAID,
    NAMESPACE,
    Category,
    Certainty,
    MsgType,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)

HIGHEST_FT: Final = 1_000_000.0
OF_THE_FAMILY: Final = "urn:oasis:names:tc:emergency:cap:"
POINT_BACK: Final = frozenset({MsgType.UPDATE, MsgType.CANCEL, MsgType.ACK, MsgType.ERROR})


def read(raw: bytes) -> Message:
    """One message of CAP 1.2, by its text and by its schema. Raises NotCap."""
    root = grow(raw)
    found = message(root)
    check(root)
    return found


def message(root: Element) -> Message:
    """Of elements that were read already. Raises NotCap."""
    if (root.space, root.name) != (NAMESPACE, "alert"):
        raise NotCap(root.line, shown(root.name), _no_alert(root))
    said = parts(root, "", ALERT, signed=True)
    found = Message(
        identifier=values.identity(said.needed("identifier"), "identifier"),
        sender=values.identity(said.needed("sender"), "sender"),
        sent=values.moment(said.needed("sent"), "sent"),
        status=values.word(said.needed("status"), "status", Status),
        msg_type=values.word(said.needed("msgType"), "msgType", MsgType),
        source=_text(said, "source"),
        scope=values.word(said.needed("scope"), "scope", Scope),
        restriction=_text(said, "restriction"),
        addresses=_listed(said, "addresses"),
        codes=tuple(values.text_of(one, "code") for one in said.all("code")),
        note=_text(said, "note"),
        references=_references(said),
        incidents=_listed(said, "incidents"),
        infos=tuple(_info(one) for one in said.all("info")),
    )
    _hangs_together(found, said)
    return found


def _no_alert(root: Element) -> str:
    if root.space.startswith(OF_THE_FAMILY):
        return f"is of CAP {shown(root.space.removeprefix(OF_THE_FAMILY))}; only 1.2 is read"
    return f"a message is an alert of {NAMESPACE}"


def _hangs_together(found: Message, said: Parts) -> None:
    """What one element asks of another."""
    if found.scope is Scope.RESTRICTED and not found.restriction.strip():
        raise said.fail("restriction", "is needed, since the scope is Restricted")
    if found.scope is Scope.PRIVATE and not found.addresses:
        raise said.fail("addresses", "are needed, since the scope is Private")
    if found.msg_type in POINT_BACK and not found.references:
        raise said.fail("references", f"are needed, since the msgType is {found.msg_type}")


def _references(said: Parts) -> tuple[Reference, ...]:
    element = said.one("references")
    if element is None:
        return ()
    named = values.text_of(element, "references").split()
    return tuple(Reference(*values.reference(one, element.line, "references")) for one in named)


def _info(element: Element) -> Info:
    said = parts(element, "info", INFO)
    spoken = said.one("language")
    return Info(
        language=values.language(spoken, "info/language") if spoken else LANGUAGE_UNSAID,
        categories=tuple(values.word(one, "info/category", Category) for one in said.all("category")),
        event=values.text_of(said.needed("event"), "info/event", needed=True),
        response_types=tuple(
            values.word(one, "info/responseType", ResponseType) for one in said.all("responseType")
        ),
        urgency=values.word(said.needed("urgency"), "info/urgency", Urgency),
        severity=values.word(said.needed("severity"), "info/severity", Severity),
        certainty=values.word(said.needed("certainty"), "info/certainty", Certainty),
        audience=_text(said, "audience"),
        event_codes=_named(said, "eventCode"),
        effective=_moment(said, "effective"),
        onset=_moment(said, "onset"),
        expires=_moment(said, "expires"),
        sender_name=_text(said, "senderName"),
        headline=_text(said, "headline"),
        description=_text(said, "description"),
        instruction=_text(said, "instruction"),
        web=_address(said, "web"),
        contact=_text(said, "contact"),
        parameters=_named(said, "parameter"),
        resources=tuple(_resource(one) for one in said.all("resource")),
        areas=tuple(_area(one) for one in said.all("area")),
    )


def _resource(element: Element) -> Resource:
    said = parts(element, "info/resource", RESOURCE)
    size = said.one("size")
    uri = said.one("uri")
    return Resource(
        description=values.text_of(said.needed("resourceDesc"), "info/resource/resourceDesc", needed=True),
        mime_type=values.text_of(said.needed("mimeType"), "info/resource/mimeType", needed=True),
        size=values.whole_number(size, "info/resource/size") if size else None,
        uri=values.address(uri, "info/resource/uri", whole=False) if uri else "",
        deref_uri=_text(said, "derefUri"),
        digest=_text(said, "digest"),
    )


def _area(element: Element) -> Area:
    said = parts(element, "info/area", AREA)
    found = Area(
        description=values.text_of(said.needed("areaDesc"), "info/area/areaDesc", needed=True),
        polygons=tuple(polygon(one, "info/area/polygon") for one in said.all("polygon")),
        circles=tuple(circle(one, "info/area/circle") for one in said.all("circle")),
        geocodes=_named(said, "geocode"),
        altitude=_feet(said, "altitude"),
        ceiling=_feet(said, "ceiling"),
    )
    if found.ceiling is not None and found.altitude is None:
        raise said.fail("ceiling", "means nothing without an altitude")
    return found


def _named(said: Parts, name: str) -> tuple[Named, ...]:
    path = said.path_of(name)
    pairs = [parts(one, path, NAMED) for one in said.all(name)]
    return tuple(
        Named(
            values.text_of(pair.needed("valueName"), f"{path}/valueName", needed=True),
            values.text_of(pair.needed("value"), f"{path}/value"),
        )
        for pair in pairs
    )


def _text(said: Parts, name: str) -> str:
    element = said.one(name)
    return values.text_of(element, said.path_of(name)) if element else ""


def _listed(said: Parts, name: str) -> tuple[str, ...]:
    element = said.one(name)
    return values.listed(element, said.path_of(name)) if element else ()


def _address(said: Parts, name: str) -> str:
    element = said.one(name)
    return values.address(element, said.path_of(name), whole=True) if element else ""


def _moment(said: Parts, name: str) -> datetime | None:
    element = said.one(name)
    return values.moment(element, said.path_of(name)) if element else None


def _feet(said: Parts, name: str) -> float | None:
    element = said.one(name)
    if element is None:
        return None
    text = values.text_of(element, said.path_of(name)).strip(values.BLANKS)
    return values.number(text, element.line, said.path_of(name), -HIGHEST_FT, HIGHEST_FT)
