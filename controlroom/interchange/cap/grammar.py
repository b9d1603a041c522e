"""Which elements stand in which, in what order, and how often."""

from dataclasses import dataclass
from typing import Final

from controlroom.interchange.cap.fault import NotCap, shown
from controlroom.interchange.cap.tree import Element
from controlroom.interchange.cap.vocabulary import NAMESPACE, SIGNATURE


@dataclass(frozen=True, slots=True)
class Place:
    """For one element, or for any number of them."""

    name: str
    needed: bool = False
    many: bool = False


def _places(said: str) -> tuple[Place, ...]:
    """`name` is needed once, `name?` may be left out, `name*` may come often, `name+` must at least once."""
    return tuple(
        Place(word.rstrip("?*+"), needed=word[-1] not in "?*", many=word[-1] in "*+") for word in said.split()
    )


ALERT: Final = _places(
    "identifier sender sent status msgType source? scope restriction? addresses? code* note? references? "
    "incidents? info*"
)
INFO: Final = _places(
    "language? category+ event responseType* urgency severity certainty audience? eventCode* effective? "
    "onset? expires? senderName? headline? description? instruction? web? contact? parameter* resource* area*"
)
NAMED: Final = _places("valueName value")
RESOURCE: Final = _places("resourceDesc mimeType size? uri? derefUri? digest?")
AREA: Final = _places("areaDesc polygon* circle* geocode* altitude? ceiling?")


class Parts:
    """The elements within one, which were found in their places."""

    def __init__(self, of: Element, path: str, found: dict[str, list[Element]]) -> None:
        self.element = of
        self.path = path
        self._found = found

    def all(self, name: str) -> list[Element]:
        return self._found.get(name, [])

    def one(self, name: str) -> Element | None:
        return next(iter(self.all(name)), None)

    def needed(self, name: str) -> Element:
        """That it is there is known by its place in the grammar."""
        return self._found[name][0]

    def path_of(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name

    def fail(self, name: str, reason: str) -> NotCap:
        """At the element of that name; where there is none, at that which should hold it."""
        at = self.one(name) or self.element
        return NotCap(at.line, self.path_of(name), reason)


def parts(of: Element, path: str, places: tuple[Place, ...], *, signed: bool = False) -> Parts:
    """Raises NotCap for what is unknown, missing, too often, or out of order."""
    if of.text.strip(" \t\r\n"):
        raise NotCap(of.line, path or "alert", f"text stands between its elements: {shown(of.text.strip())}")
    found: dict[str, list[Element]] = {}
    at = 0
    for child in of.children:
        if signed and child.space == SIGNATURE:
            at = len(places) + 1
            continue
        at = _place_of(child, path, places, at)
        found.setdefault(child.name, []).append(child)
    whole = Parts(of, path, found)
    for place in places:
        if place.needed and place.name not in found:
            raise whole.fail(place.name, "is missing")
    return whole


def _place_of(child: Element, path: str, places: tuple[Place, ...], at: int) -> int:
    """From which place on the next may stand."""
    where = f"{path}/{shown(child.name)}" if path else shown(child.name)
    number = next((n for n, place in enumerate(places) if place.name == child.name), None)
    if number is None or child.space != NAMESPACE:
        raise NotCap(child.line, where, f"is no element of {path or 'alert'} in CAP 1.2")
    again = number == at - 1
    if number < at and not (again and places[number].many):
        raise NotCap(child.line, where, "stands more than once" if again else "stands out of its order")
    return number + 1
