"""Warnings of other services, and ours to them: the Common Alerting Protocol 1.2 (OASIS, ITU-T X.1303). Pure.

tree.py       bytes -> elements, each with its line; whatever could expand or point outside ends it at once
grammar.py    which elements stand in which, in what order, how often
values.py     what one element may say
geometry.py   polygons, circles and their middle
reader.py     elements -> message
schema.py     holds the whole against the schema of the standard (cap-1.2.xsd, NOTICE.txt)
writer.py     message -> bytes, read again before they leave
feed.py       a feed of Atom or RSS -> where messages are
atom.py       messages -> a feed of Atom
"""

from controlroom.interchange.cap.atom import atom
from controlroom.interchange.cap.fault import NotCap
from controlroom.interchange.cap.feed import OF_CAP
from controlroom.interchange.cap.message import (
    Area,
    Circle,
    Info,
    Message,
    Named,
    Point,
    Reference,
    Resource,
)
from controlroom.interchange.cap.reader import read
from controlroom.interchange.cap.vocabulary import (
    LANGUAGES,
    Category,
    Certainty,
    MsgType,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
    marked,
)
from controlroom.interchange.cap.writer import write

__all__ = [
    "LANGUAGES",
    "OF_CAP",
    "Area",
    "Category",
    "Certainty",
    "Circle",
    "Info",
    "Message",
    "MsgType",
    "Named",
    "NotCap",
    "Point",
    "Reference",
    "Resource",
    "ResponseType",
    "Scope",
    "Severity",
    "Status",
    "Urgency",
    "atom",
    "marked",
    "read",
    "write",
]
