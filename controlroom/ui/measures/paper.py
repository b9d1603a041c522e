"""A decision sheet in texts, for the press: what is asked for, why, what there was before, room to sign."""

from datetime import datetime
from typing import Any, Final

from controlroom.store.panels.measures import Whole
from controlroom.ui.measure_words import BASES, DECISIONS, KINDS, OUTCOMES, STATES
from controlroom.ui.measures.speech import Speech
from controlroom.ui.measures.views import facts, local
from controlroom.watch.measures import Outcome
from controlroom.watch.words import mark

MADE: Final = mark("Made %(moment)s")


def sheet(of: Whole, speech: Speech, now: datetime) -> dict[str, Any]:
    one = of.measure
    asked = one.awaited or one.latest
    basis = speech.word(one.basis.value, BASES)
    earlier = [version for version in one.history[::-1] if version.number != asked.number]
    return {
        "measure": one.id,
        "kind": speech.word(one.kind.value, KINDS),
        "file": f"{of.name} ({one.file})",
        "state": speech.word(one.state.value, STATES),
        "made": speech.say(MADE) % {"moment": local(now)},
        "waits": one.awaited is not None,
        "urgent": asked.outcome is Outcome.URGENT,
        "decision": speech.word(asked.decision.value, DECISIONS),
        "service": one.service,
        "basis": f"{basis}, {one.basis_ref}" if one.basis_ref else basis,
        "level": str(of.level or asked.level or ""),
        "by": of.people.get(asked.by, asked.by),
        "at": local(asked.at),
        "number": str(asked.number),
        "facts": [list(fact) for fact in facts(of, asked, speech)],
        "versions": [
            {
                "number": str(version.number),
                "decision": speech.word(version.decision.value, DECISIONS),
                "outcome": speech.word(version.outcome.value, OUTCOMES),
                "by": of.people.get(version.by, version.by),
                "facts": [list(fact) for fact in facts(of, version, speech)],
            }
            for version in earlier
        ],
    }
