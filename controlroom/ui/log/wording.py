"""An event in words: its sentence, filled in with what the things are called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from babel.support import Translations

from controlroom.clock import BRUSSELS
from controlroom.store.alert_history import Happened
from controlroom.store.panels.log_names import Names
from controlroom.ui import words
from controlroom.ui.log.sentences import SENTENCES, key_of, sort_of
from controlroom.ui.measure_words import DECISIONS as MEASURE_DECISIONS
from controlroom.ui.measure_words import KINDS as MEASURE_KINDS
from controlroom.ui.rule_views import ALL_ALERTS
from controlroom.ui.views import alert_row
from controlroom.ui.warning_words import ASSESSMENTS, BEHAVIOURS, OUTCOMES
from controlroom.watch.alerts import Alert
from controlroom.watch.refs import Ref
from controlroom.watch.rules import THRESHOLDS
from controlroom.watch.vehicles import short
from controlroom.watch.words import mark
from controlroom.watch.world import WATCH

PARTS: Final = {
    "queue": mark("the queue of reports"),
    "engine": mark("the rules"),
    "disk": mark("the disk"),
    "database": mark("the database"),
    "feed": mark("a collected feed"),
    "webhook": mark("a receiver outside"),
    "mail": mark("the mail"),
    "company": mark("the mail to a company"),
}
SOMEBODY: Final = mark("the watch")
USUAL: Final = mark("as usual")


@dataclass(frozen=True, slots=True)
class Wording:
    """In one language, for the rows of which `names` knows the names."""

    catalog: Translations
    names: Names
    titles: dict[int, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Of alerts, by number: one stands in many rows, and several times in each."""

    def sentence(self, happened: Happened) -> str:
        """Empty for a line that a person wrote."""
        sort = sort_of(happened.event)
        said = SENTENCES.get(key_of(sort, happened.event), SENTENCES.get(sort, ""))
        if not said:
            return ""
        return str(self.catalog.gettext(said)) % _Words(self, happened)

    def alert(self, number: int) -> str:
        """`P2 Relief overdue EU-07`."""
        one = self.names.alerts.get(number)
        if one is None or self.names.named is None:
            return f"#{number}"
        return f"P{one.priority} {self.title(one)}"

    def title(self, alert: Alert) -> str:
        """Without its priority, which may have been another one."""
        if alert.id not in self.titles:
            self.titles[alert.id] = self._title(alert)
        return self.titles[alert.id]

    def _title(self, alert: Alert) -> str:
        if self.names.named is None:
            return alert.rule
        row = alert_row(alert, self.names.named)
        kind = self.word(row.incident, words.INCIDENT_KINDS) if row.incident else ""
        return f"{kind or self.word(row.rule, words.TITLES)} {row.object_label}"

    def person(self, name: str | None) -> str:
        if name is None or name == WATCH:
            return str(self.catalog.gettext(SOMEBODY))
        return self.names.people.get(name, name)

    def visit(self, code: str) -> str:
        return self.names.code_names.get(code, code)

    def word(self, key: str, table: Mapping[str, str]) -> str:
        return str(self.catalog.gettext(table[key])) if key in table else key

    def thing(self, ref: Ref) -> str:
        """As short as the room says it; a person never by name."""
        match ref.noun.value:
            case "visit":
                return self.visit(ref.key)
            case "leg":
                return self.visit(ref.key.rpartition("/")[0])
            case "alert":
                return self.alert(int(ref.key))
            case "incident" | "log_entry":
                return f"#{ref.key}"
            case "vehicle":
                return short(ref.key)
            case _:
                return ref.key


class _Words(dict[str, str]):
    """What a sentence asks for is looked up when it asks."""

    def __init__(self, wording: Wording, happened: Happened) -> None:
        super().__init__()
        self.wording, self.happened = wording, happened
        self.event: Any = happened.event

    def __missing__(self, name: str) -> str:
        special: Callable[[], str] | None = getattr(self, f"_{name}", None)
        if special:
            return special()
        value: Any = getattr(self.event, name)
        if isinstance(value, datetime):
            return moment(value, self.happened.at)
        if isinstance(value, float):
            return f"{value:g}"
        return str(value)

    def _by(self) -> str:
        return self.wording.person(getattr(self.event, "by", None) or self.happened.actor)

    def _to(self) -> str:
        return self.wording.person(self.event.to)

    def _first(self) -> str:
        return self.wording.person(self.event.first)

    def _outgoing(self) -> str:
        return self.wording.person(self.event.outgoing)

    def _incoming(self) -> str:
        return self.wording.person(self.event.incoming)

    def _unit(self) -> str:
        report = getattr(self.event, "report", None)
        return report.unit if report else str(self.event.unit)

    def _visit(self) -> str:
        visit = getattr(self.event, "visit", None) or self.event.leg.rpartition("/")[0]
        return self.wording.visit(getattr(visit, "code", visit))

    def _number(self) -> str:
        number = getattr(self.event, "number", None)
        return str(number) if number is not None else str(self.event.leg).rpartition("/")[2]

    def _alert(self) -> str:
        number = getattr(self.event, "alert", self.happened.seq)
        one = self.wording.names.alerts.get(number)
        if self.event.kind == "alert.raised" and one:
            return f"P{self.event.priority} {self.wording.title(one)}"
        return self.wording.alert(number)

    def _priority(self) -> str:
        ladder = getattr(self.event, "ladder", None)
        return str(ladder.priority if ladder else self.event.priority)

    def _means(self) -> str:
        means = [self.wording.word(one, words.MEANS) for one in self.event.means]
        called = [self.wording.person(name) for name in self.event.to]
        return ", ".join(means) + (f" ({', '.join(called)})" if called else "")

    def _disposition(self) -> str:
        return self.wording.word(self.event.disposition.value, words.DISPOSITIONS)

    def _what(self) -> str:
        return self.wording.word(self.event.what.value, words.INCIDENT_KINDS)

    def _place(self) -> str:
        if self.event.kind == "duty.taken":
            return self.wording.word(self.event.place.value, words.PLACES)
        area = getattr(self.event, "area", None)
        return self.event.site or (self.wording.visit(self.event.visit) if self.event.visit else str(area))

    def _rule(self) -> str:
        title = words.TITLES.get(self.event.rule, ALL_ALERTS)
        return str(self.wording.catalog.gettext(title))

    def _name(self) -> str:
        threshold = THRESHOLDS.get((self.event.rule, self.event.name))
        return str(self.wording.catalog.gettext(threshold.what)) if threshold else str(self.event.name)

    def _value(self) -> str:
        value = self.event.value
        return str(self.wording.catalog.gettext(USUAL)) if value is None else f"{value:g}"

    def _file(self) -> str:
        noun, _, key = str(self.event.file).partition(":")
        return self.wording.visit(key) if noun == "visit" else key

    def _measure_kind(self) -> str:
        return self.wording.word(self.event.what.value, MEASURE_KINDS)

    def _decision(self) -> str:
        return self.wording.word(self.event.decision.value, MEASURE_DECISIONS)

    def _scope(self) -> str:
        noun, _, key = str(self.event.scope).rpartition(":")
        return self.wording.visit(key) if noun == "visit" else key

    def _vehicle(self) -> str:
        return short(self.event.vehicle)

    def _title(self) -> str:
        return str(self.event.gathering.title)

    def _of(self) -> str:
        return self.wording.word(self.event.of.value, words.FILE_KINDS)

    def _behaviour(self) -> str:
        return self.wording.word(self.event.behaviour.value, BEHAVIOURS)

    def _action(self) -> str:
        return self.wording.word("yes" if self.event.action else "no", ASSESSMENTS)

    def _outcome(self) -> str:
        return self.wording.word(self.event.outcome.value, OUTCOMES)

    def _companies(self) -> str:
        return str(len(self.event.recipients))

    def _thing(self) -> str:
        return self.wording.thing(Ref.parse(self.event.ref))

    def _component(self) -> str:
        part, _, name = str(self.event.component).partition("/")
        return f"{self.wording.word(part, PARTS)} ({name})" if name else self.wording.word(part, PARTS)


def moment(at: datetime, beside: datetime) -> str:
    """The time by the clocks of the room; with its day if that is another one than the row's."""
    here, there = at.astimezone(BRUSSELS), beside.astimezone(BRUSSELS)
    return f"{here:%H:%M}" if here.date() == there.date() else f"{here:%d.%m. %H:%M}"
