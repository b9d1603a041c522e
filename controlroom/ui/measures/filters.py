"""What somebody wants to see of all measures, as it stands in the address."""

from typing import Annotated, Final
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from controlroom.store.panels.measures import AT_ONCE, Asked
from controlroom.ui.measure_words import KINDS, STATES
from controlroom.watch.words import mark

CHOICES: Final = {
    "open": mark("all that are not over"),
    "waiting": mark("waits for approval"),
    **STATES,
    "all": mark("all there ever were"),
}
WITHIN: Final = (7, 14, 30, 90)


class Filters(BaseModel, frozen=True):
    """A value that is none of the choices is taken for none."""

    state: Annotated[str, Field(max_length=40)] = "open"
    kind: Annotated[str, Field(max_length=40)] = ""
    file: Annotated[str, Field(max_length=80)] = ""
    expiring: Annotated[str, Field(max_length=4)] = ""
    q: Annotated[str, Field(max_length=80)] = ""
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    @property
    def asked(self) -> Asked:
        return Asked(
            self.state if self.state in CHOICES else "open",
            self.kind if self.kind in KINDS else "",
            self.file.strip(),
            int(self.expiring) if self.expiring.isdecimal() else None,
            self.q,
        )

    def at(self, page: int | None = None) -> str:
        """The address of the same with another page; without one that of the table."""
        said = {k: v for k, v in self.model_dump(exclude={"page"}).items() if v}
        if page is not None and page > 1:
            said["page"] = str(page)
        return urlencode(said)

    def pages(self, total: int) -> int:
        return max(1, -(-total // AT_ONCE))
