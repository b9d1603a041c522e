"""How a described person takes what happens to it."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from controlroom.watch.described.events import DescribedAssessed, DescribedEvent
from controlroom.watch.described.person import DescribedPerson
from controlroom.watch.early_warnings import WarningLinked, WarningUnlinked
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.vehicles import Sighting, Source


def apply(person: DescribedPerson | None, event: DescribedEvent, seq: int, at: datetime) -> DescribedPerson:
    after = _after(person or DescribedPerson(event.described, version=0), event, seq, at)
    found = after.pattern
    return replace(
        after,
        seen_at=max((one.at for one in after.sightings), default=None),
        priority=found.priority if found else None,
        version=after.version + 1,
    )


def _after(person: DescribedPerson, event: DescribedEvent, seq: int, at: datetime) -> DescribedPerson:
    match event:
        case WarningLinked():
            one = _sighting(event, seq, at)
            ordered = tuple(sorted((*person.sightings, one), key=lambda each: (each.at, each.seq)))
            files = tuple(sorted({*person.files, str(Ref(Noun.SITE, event.site))}))
            return replace(person, sightings=ordered, files=files)
        case WarningUnlinked(warning=ref):
            return replace(person, sightings=tuple(one for one in person.sightings if one.report != ref))
        case DescribedAssessed(by=by, verdict=verdict):
            return replace(person, verdict=verdict, assessed_at=at, assessed_by=by)
        case _:
            assert_never(event)


def _sighting(event: WarningLinked, seq: int, at: datetime) -> Sighting:
    return Sighting(
        seq=seq,
        at=event.seen_at,
        received_at=at,
        source=Source.EARLY_WARNING,
        report=event.warning,
        unit=event.unit,
        site=event.site,
        company=event.company,
    )
