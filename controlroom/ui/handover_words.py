"""What people read beside the items of a handover: places, code names, call signs, notes."""

from controlroom.store.panels.handover import InHand
from controlroom.ui.views import alert_row
from controlroom.watch.handover import Item, Section
from controlroom.watch.refs import Noun, Ref


def words_of(items: list[Item], read: InHand) -> tuple[str, ...]:
    """One text for each item, in their order."""
    named = {**_alerts(read), **_things(read)}
    return tuple(_words(item, read, named) for item in items)


def _words(item: Item, read: InHand, named: dict[str, str]) -> str:
    if item.section in (Section.NOTE, Section.PINNED):
        return read.notes.get(item.ref, "")
    if item.section is Section.OUT_OF_SERVICE:
        return _joined(Ref.parse(item.ref).key, read.resting.get(item.ref, ""))
    return named.get(item.ref, Ref.parse(item.ref).key)


def _alerts(read: InHand) -> dict[str, str]:
    rows = (alert_row(alert, read.named) for alert in read.named.alerts)
    return {f"{Noun.ALERT}:{row.id}": _joined(row.object_label, row.place) for row in rows}


def _things(read: InHand) -> dict[str, str]:
    of, named = read.standing, {}
    for post in of.posts:
        named[f"{Noun.POST}:{post.code}"] = _joined(post.code, post.name, _site(read, post.site))
    for visit in of.visits:
        named[f"{Noun.VISIT}:{visit.code}"] = visit.code_name
    code_names = {visit.code: visit.code_name for visit in of.visits}
    for leg in of.legs:
        named[f"{Noun.LEG}:{leg.id}"] = _joined(
            code_names.get(leg.visit, leg.visit), _site(read, leg.destination)
        )
    for check in of.checks:
        named[f"{Noun.CHECK}:{check.id}"] = _joined(_site(read, check.site), check.unit or "")
    for unit in of.units:
        named[f"{Noun.UNIT}:{unit.call_sign}"] = _joined(unit.call_sign, unit.name)
    for measure in of.measures:
        named[f"{Noun.MEASURE}:{measure.id}"] = _joined(read.files.get(measure.file, ""), measure.id)
    return named


def _site(read: InHand, code: str) -> str:
    site = read.sites.get(code)
    return site.name if site else code


def _joined(*parts: str) -> str:
    return ", ".join(part for part in dict.fromkeys(parts) if part)
