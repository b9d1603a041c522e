"""What is wrong with one field of a form."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Complaint:
    """A sentence about the field of this name, to be translated; `words` are the numbers in it."""

    field: str
    text: str
    words: Mapping[str, int]


class Misread(Exception):
    """A field cannot be used."""

    def __init__(self, field: str, text: str, **words: int) -> None:
        super().__init__(text)
        self.complaint = Complaint(field, text, words)
