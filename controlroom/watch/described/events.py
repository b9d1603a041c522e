"""What happens to a described person; that reports are linked is an event of each report."""

from dataclasses import dataclass, field
from typing import ClassVar

from controlroom.watch.early_warnings import WarningLinked, WarningUnlinked
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE
from controlroom.watch.vehicles import Verdict


@dataclass(frozen=True, slots=True)
class DescribedAssessed:
    kind: ClassVar = "described.assessed"
    described: str
    by: str
    verdict: Verdict
    reason: str | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.DESCRIBED, self.described),)


DescribedEvent = WarningLinked | WarningUnlinked | DescribedAssessed
