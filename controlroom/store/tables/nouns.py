"""Which table holds which noun of the watch."""

from typing import Final

from sqlalchemy import Table

from controlroom.store.tables.alerts import alert, flood
from controlroom.store.tables.field import patrol_check, post, site, unit
from controlroom.store.tables.incidents import bulletin, incident
from controlroom.store.tables.measures import measure
from controlroom.store.tables.network import behaviour, company, described, early_warning
from controlroom.store.tables.persons import person
from controlroom.store.tables.rhythm import meeting, review
from controlroom.store.tables.room import clock, component, file, ladder, rule, watched_screen
from controlroom.store.tables.sector_alerts import notice, sector_alert
from controlroom.store.tables.shifts import duty, flag, log_entry, shift, visitor
from controlroom.store.tables.threat import baseline, gathering, threat
from controlroom.store.tables.vehicles import vehicle
from controlroom.store.tables.visits import leg, visit
from controlroom.watch.refs import Noun

NOUNS: Final[dict[Noun, Table]] = {
    Noun.UNIT: unit,
    Noun.SITE: site,
    Noun.POST: post,
    Noun.CHECK: patrol_check,
    Noun.VISIT: visit,
    Noun.LEG: leg,
    Noun.INCIDENT: incident,
    Noun.ALERT: alert,
    Noun.THREAT: threat,
    Noun.CLOCK: clock,
    Noun.RULE: rule,
    Noun.LADDER: ladder,
    Noun.DUTY: duty,
    Noun.FLOOD: flood,
    Noun.SCREEN: watched_screen,
    Noun.COMPONENT: component,
    Noun.SHIFT: shift,
    Noun.FLAG: flag,
    Noun.FILE: file,
    Noun.VISITOR: visitor,
    Noun.ENTRY: log_entry,
    Noun.PERSON: person,
    Noun.MEETING: meeting,
    Noun.REVIEW: review,
    Noun.BASELINE: baseline,
    Noun.BULLETIN: bulletin,
    Noun.GATHERING: gathering,
    Noun.MEASURE: measure,
    Noun.VEHICLE: vehicle,
    Noun.COMPANY: company,
    Noun.BEHAVIOUR: behaviour,
    Noun.DESCRIBED: described,
    Noun.EARLY_WARNING: early_warning,
    Noun.SECTOR_ALERT: sector_alert,
    Noun.NOTICE: notice,
}
"""Each noun's table; its columns are the fields of the noun's dataclass, the first one is its key."""
