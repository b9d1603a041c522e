"""The patrol-check feed: checks of sites, and the life of a fixed post."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final

from controlroom.feeds.model import Amiss, Code, ReportBody, Words
from controlroom.feeds.vehicle import VehicleBody
from controlroom.watch.patrols import PatrolKind, ReportPatrol
from controlroom.watch.reports import Status


class CheckOutcome(StrEnum):
    NOTHING = "nothing"
    FINDING = "finding"


OF_A_SITE: Final = frozenset({PatrolKind.CHECK, PatrolKind.STARTED, PatrolKind.FINDING, PatrolKind.EXCUSED})
OF_A_RELIEF: Final = frozenset({PatrolKind.RELIEF, PatrolKind.MANNED})


class PatrolCheckBody(ReportBody):
    """The first four kinds are about a `site`, the others about a fixed `post`."""

    status: Status = Status.ACTUAL
    kind: PatrolKind
    site: Code | None = None
    post: Code | None = None
    checkpoint: Code | None = None
    outcome: CheckOutcome | None = None
    relieves: Code | None = None
    reason: Words | None = None
    text: Words | None = None
    vehicle: VehicleBody | None = None

    def amiss(self, now: datetime) -> Iterator[Amiss]:
        yield from super().amiss(now)
        yield from self._place_amiss()
        yield from self._outcome_amiss()
        if self.relieves is not None and self.kind not in OF_A_RELIEF:
            yield Amiss("relieves", "only a relief names the unit that it relieves")
        if self.vehicle is not None and self.what is not PatrolKind.FINDING:
            yield Amiss("vehicle", "only a finding has a vehicle")

    @property
    def what(self) -> PatrolKind:
        """A check that found something is a finding, whichever way it is said."""
        found = self.kind is PatrolKind.CHECK and self.outcome is CheckOutcome.FINDING
        return PatrolKind.FINDING if found else self.kind

    def as_command(self, unit: str) -> ReportPatrol:
        return ReportPatrol(
            report=self.envelope(unit, self.status),
            what=self.what,
            site=self.site,
            post=self.post,
            checkpoint=self.checkpoint,
            relieves=self.relieves,
            reason=self.reason,
            text=self.text,
            vehicle=self.vehicle.as_vehicle() if self.vehicle else None,
        )

    def _place_amiss(self) -> Iterator[Amiss]:
        of_a_site = self.kind in OF_A_SITE
        needed, other = ("site", "post") if of_a_site else ("post", "site")
        if getattr(self, needed) is None:
            yield Amiss(needed, f"{self.kind} must name a {needed}")
        if getattr(self, other) is not None:
            yield Amiss(other, f"{self.kind} is about a {needed}; leave the {other} away")
        if self.checkpoint is not None and not of_a_site:
            yield Amiss("checkpoint", "only a site has checkpoints")

    def _outcome_amiss(self) -> Iterator[Amiss]:
        if self.outcome is None or self.kind is PatrolKind.CHECK:
            return
        if self.kind is not PatrolKind.FINDING:
            yield Amiss("outcome", "only a check has an outcome")
        elif self.outcome is CheckOutcome.NOTHING:
            yield Amiss("outcome", "contradicts the kind")
