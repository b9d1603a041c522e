"""A described person: reports that people linked as being about one, and what was decided."""

from controlroom.watch.described.acts import (
    AssessDescribed,
    Comparison,
    DescribedCommand,
    NotTheSame,
    OfferAgain,
    SamePerson,
    TakeOut,
)
from controlroom.watch.described.apply import apply
from controlroom.watch.described.decide import assess, decide
from controlroom.watch.described.events import DescribedAssessed, DescribedEvent
from controlroom.watch.described.person import COMPARED_FOR, LINKED_AT_MOST, DescribedPerson

__all__ = [
    "COMPARED_FOR",
    "LINKED_AT_MOST",
    "AssessDescribed",
    "Comparison",
    "DescribedAssessed",
    "DescribedCommand",
    "DescribedEvent",
    "DescribedPerson",
    "NotTheSame",
    "OfferAgain",
    "SamePerson",
    "TakeOut",
    "apply",
    "assess",
    "decide",
]
