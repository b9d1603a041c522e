"""The words of the early-warning network."""

from typing import Final

from controlroom.watch.words import mark

BEHAVIOURS: Final = {
    "breach": mark("Breach or attempted intrusion"),
    "misrepresentation": mark("Misrepresentation"),
    "theft": mark("Theft, loss or diversion"),
    "sabotage": mark("Sabotage, tampering or vandalism"),
    "cyber_attack": mark("Cyber attack"),
    "threat": mark("Expressed or implied threat"),
    "aviation": mark("Aviation activity"),
    "eliciting": mark("Eliciting information"),
    "probing": mark("Testing or probing of security"),
    "recruiting": mark("Recruiting or financing"),
    "photography": mark("Photography"),
    "observation": mark("Observation or surveillance"),
    "materials": mark("Acquisition or storage of materials"),
    "expertise": mark("Acquisition of expertise"),
    "weapons": mark("Collection or discovery of weapons"),
    "sector_specific": mark("Sector-specific incident"),
}
"""In the order of the functional standard."""

SAID_PLAINLY: Final = {
    "breach": mark("Somebody came in, or tried to, where they may not be."),
    "misrepresentation": mark(
        "Somebody gave themselves out for another person, or showed false papers or clothing."
    ),
    "theft": mark(
        "Something that gives access or does harm is gone: a badge, a uniform, a vehicle, a substance."
    ),
    "sabotage": mark("Something that protects or runs the site was damaged or changed on purpose."),
    "cyber_attack": mark("Somebody disturbs our systems or tries to get into them."),
    "threat": mark("Somebody threatens people or the site, in words or by what they do."),
    "aviation": mark("A drone or an aircraft behaves strangely at the site."),
    "eliciting": mark("Somebody asks questions about guards, routes or procedures that go beyond curiosity."),
    "probing": mark("Somebody tests how we react: an alarm, a fence, a false delivery."),
    "recruiting": mark("Somebody looks for helpers or for money for something that may do harm."),
    "photography": mark("Somebody takes pictures of cameras, entrances or guards, not of the view."),
    "observation": mark("Somebody watches the site, comes back or stays without a reason."),
    "materials": mark("Somebody buys or stores substances or means that do not fit what they say."),
    "expertise": mark("Somebody wants to learn what is of use for an attack, without a good reason."),
    "weapons": mark("Weapons or explosives were found, or somebody collects them."),
    "sector_specific": mark("Something that only our sector knows, and that is not as it should be."),
}
"""What each means to whoever stands at the gate."""

STATES: Final = {
    "received": mark("received"),
    "triaged": mark("taken up"),
    "shared": mark("shared with partners"),
    "under_investigation": mark("under investigation"),
    "assessed": mark("assessed"),
    "feedback_given": mark("answered"),
    "closed": mark("closed"),
}

ASSESSMENTS: Final = {
    "yes": mark("protective action is needed"),
    "no": mark("no protective action is needed"),
}

OUTCOMES: Final = {
    "unfounded": mark("unfounded"),
    "explained": mark("explained"),
    "confirmed": mark("confirmed"),
    "unresolved": mark("unresolved"),
}
