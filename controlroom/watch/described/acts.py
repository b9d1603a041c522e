"""What a person decides about the descriptions in reports. `by` is an account's name."""

from dataclasses import dataclass

from controlroom.watch.vehicles import Verdict


@dataclass(frozen=True, slots=True)
class SamePerson:
    """`described`: what the person is called from now on if neither report is linked yet (`ids`)."""

    warning: str
    other: str
    described: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class NotTheSame:
    warning: str
    other: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class OfferAgain:
    """Takes back that they are not the same."""

    warning: str
    other: str
    by: str


@dataclass(frozen=True, slots=True)
class TakeOut:
    """Takes a link back: this report stands for itself again."""

    warning: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class AssessDescribed:
    """`seen` is the version on the page of whoever decides."""

    described: str
    by: str
    verdict: Verdict
    reason: str
    seen: int


Comparison = SamePerson | NotTheSame | OfferAgain | TakeOut
DescribedCommand = Comparison | AssessDescribed
