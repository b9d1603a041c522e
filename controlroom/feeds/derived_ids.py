"""The id of a report whose source gives none: made from what it says, so that reading again changes nothing.

The rule is the same for the client, a watched folder and a polled address:
uuid5(NAMESPACE, [source, n, content]), where `n` counts equal contents from the start of one reading. Real
duplicates within a file stay distinct; the same file again, or a longer one, gives the same ids.
"""

import json
from collections import Counter
from hashlib import sha256
from uuid import UUID, uuid5

NAMESPACE = UUID("6f1f1f0e-4c1b-5b0a-9d6e-3c8a8f2f7b11")
"""Never change it: every derived id in every journal rests on it."""


def canonical(value: object) -> str:
    """JSON in one spelling: sorted keys, ASCII, no spaces."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


class DerivedIds:
    """Makes the ids of one reading of one source, from its first item on."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._times: Counter[bytes] = Counter()

    def of(self, content: object) -> str:
        """The id of the next item that says `content` (anything that JSON can say)."""
        text = canonical(content)
        digest = sha256(text.encode()).digest()
        self._times[digest] += 1
        return str(uuid5(NAMESPACE, canonical([self._source, self._times[digest], text])))

    def named(self, name: object) -> str:
        """The id of an item that its source names by `name`: the same each time it comes."""
        return str(uuid5(NAMESPACE, canonical([self._source, "named", name])))
