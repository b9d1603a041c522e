"""The rules: which alert a thing's state asks for. An alert is raised, changed and cleared by nothing else.

To change a rule, change its object: the watch compares what holds now with the alerts that are open, and
writes the difference into the journal. A new rule is one more object in the list below.
"""

from collections import defaultdict
from typing import Final

from controlroom.watch.alerts.alert import CHATTERS_AT, QUIET_FOR
from controlroom.watch.book import Threshold
from controlroom.watch.flood import BEGINS_ABOVE, ENDS_BELOW
from controlroom.watch.gatherings import NEAR_FOR, NEAR_M
from controlroom.watch.refs import Noun
from controlroom.watch.rule import Rule
from controlroom.watch.rules.behaviours import CLUSTER
from controlroom.watch.rules.components import (
    DATABASE_DOWN,
    DISK,
    FAILING_FEED,
    FAILING_MAIL,
    FAILING_WEBHOOK,
    IDLE_ENGINE,
    QUEUE,
)
from controlroom.watch.rules.described import SEEN_AGAIN
from controlroom.watch.rules.early_warnings import NO_OPINION, UNTRIAGED
from controlroom.watch.rules.incidents import SERIOUS
from controlroom.watch.rules.legs import ARRIVAL_OVERDUE, DEPARTURE_OVERDUE
from controlroom.watch.rules.measures import EXPIRING, LAPSED, UNCONFIRMED
from controlroom.watch.rules.patrols import MISSED, PREDICTABLE
from controlroom.watch.rules.posts import CALL_MISSED, LEFT, RELIEF_OVERDUE
from controlroom.watch.rules.room import CLOCK_DIFFERS, CLOCK_JUMPED, NOBODY_ON_DUTY
from controlroom.watch.rules.screens import MISSING as SCREEN_MISSING
from controlroom.watch.rules.sector_alerts import NOT_RECEIVED
from controlroom.watch.rules.shifts import UNSIGNED
from controlroom.watch.rules.threat import GAPS
from controlroom.watch.rules.units import DURESS, SILENT
from controlroom.watch.rules.vehicles import PATTERN
from controlroom.watch.rules.visits import UNAPPROVED

ALL: Final = (
    DURESS,
    LEFT,
    RELIEF_OVERDUE,
    CALL_MISSED,
    MISSED,
    PREDICTABLE,
    DEPARTURE_OVERDUE,
    ARRIVAL_OVERDUE,
    UNAPPROVED,
    SERIOUS,
    UNTRIAGED,
    NO_OPINION,
    CLUSTER,
    NOT_RECEIVED,
    GAPS,
    PATTERN,
    SEEN_AGAIN,
    SILENT,
    NOBODY_ON_DUTY,
    UNSIGNED,
    LAPSED,
    UNCONFIRMED,
    EXPIRING,
    CLOCK_JUMPED,
    CLOCK_DIFFERS,
    SCREEN_MISSING,
    QUEUE,
    IDLE_ENGINE,
    DISK,
    DATABASE_DOWN,
    FAILING_FEED,
    FAILING_WEBHOOK,
    FAILING_MAIL,
)
BY_NAME: Final[dict[str, Rule]] = {rule.name: rule for rule in ALL}
BY_NOUN: Final[dict[Noun, list[Rule]]] = defaultdict(list)
for _rule in ALL:
    BY_NOUN[_rule.noun].append(_rule)

OF_ALL_ALERTS: Final = (CHATTERS_AT, QUIET_FOR, BEGINS_ABOVE, ENDS_BELOW)
OF_NO_ALERT: Final = (NEAR_M, NEAR_FOR)
_ALL_THRESHOLDS = (*(t for rule in ALL for t in rule.thresholds), *OF_ALL_ALERTS, *OF_NO_ALERT)
THRESHOLDS: Final[dict[tuple[str, str], Threshold]] = {(of.rule, of.name): of for of in _ALL_THRESHOLDS}
