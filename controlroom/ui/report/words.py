"""What a company is told of its report: how far it is, and not who does what with it."""

from typing import Final

from controlroom.watch.words import mark

ORDER: Final = (
    *("observation", "photography", "probing", "eliciting", "breach", "misrepresentation", "theft", "threat"),
    *("sabotage", "aviation", "weapons", "materials", "cyber_attack", "recruiting", "expertise"),
    "sector_specific",
)
"""What is seen at a gate most often comes first."""
STATES: Final = {
    "received": mark("received"),
    "triaged": mark("is being looked at"),
    "shared": mark("is being looked at"),
    "under_investigation": mark("is being investigated"),
    "assessed": mark("is being investigated"),
    "feedback_given": mark("answered"),
    "closed": mark("closed"),
}
OUTCOMES: Final = {
    "unfounded": mark("It turned out to be nothing."),
    "explained": mark("There is an explanation for it."),
    "confirmed": mark("It was confirmed."),
    "unresolved": mark("It could not be cleared up."),
}
COUNTRIES: Final = ("BE", "NL", "FR", "DE", "LU", "GB")
"""Of number plates, the usual ones; another one is typed."""
