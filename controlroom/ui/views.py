"""From what the store read to what a panel shows: pure, one function a panel."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.store.panels import alerts, feeds, header, incidents, patrols, posts, visits
from controlroom.ui import panels as shown
from controlroom.ui.place import Place
from controlroom.watch.alerts import Alert
from controlroom.watch.incidents import Incident
from controlroom.watch.legs import Leg
from controlroom.watch.patrols import CheckState, PatrolCheck
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.shifts import beginning
from controlroom.watch.sites import Site, SiteKind
from controlroom.watch.threat import subject
from controlroom.watch.vehicles import short
from controlroom.watch.visits import Visit, VisitState
from controlroom.watch.visits.phase import phase

Sites = Mapping[str, Site]
SPAN: Final = timedelta(minutes=10)
SPANS: Final = 6


def header_panel(v: int, read: header.Header) -> shown.HeaderPanel:
    return shown.HeaderPanel(
        v=v,
        threat_level=read.threat_level,
        open=read.open,
        unacked=read.unacked,
        suppressed=read.suppressed,
        duty_officer=read.duty_officer,
        flood_since=read.flood_since,
        duty=read.duty,
        visitor_since=read.visitor_since,
        handover_at=read.handover_at,
    )


def alerts_panel(v: int, read: alerts.OpenAlerts) -> shown.AlertsPanel:
    rows = tuple(alert_row(alert, read) for alert in read.alerts)
    return shown.AlertsPanel(v, rows, flood_since=read.flood_since)


def alert_row(alert: Alert, read: alerts.OpenAlerts) -> shown.AlertRow:
    sites = read.sites
    about, hidden = Ref.parse(alert.object), read.veil.covers(alert)
    return shown.AlertRow(
        id=alert.id,
        version=alert.version,
        rule=alert.rule,
        priority=_priority(alert.priority),
        object_label=_label(about, alert, read),
        incident=read.kinds.get(about.key) if about.noun is Noun.INCIDENT and not hidden else None,
        place=place_of(alert.site, sites).name,
        raised_at=alert.raised_at,
        acked_by=read.people.get(alert.acked_by or "", alert.acked_by),
        acked_at=alert.acked_at,
        condition=alert.condition.value,
        count=alert.count,
        status=alert.status.value,
        latched=alert.latched,
        escalates_at=alert.escalates_at(read.book),
        called=alert.called,
        attention=alert.attention,
        chattering=alert.chattering,
        handling=alert.handling.value,
        owner=read.people.get(alert.assigned_to or "", alert.assigned_to),
        wants_since=alert.wants_since,
        restricted=hidden,
    )


def _label(about: Ref, alert: Alert, read: alerts.OpenAlerts) -> str:
    """What the alert is about, as short as the room says it; a visit by its code name only."""
    match about.noun:
        case Noun.INCIDENT:
            return alert.site or f"#{about.key}"
        case Noun.COMPONENT | Noun.NOTICE:
            return about.key.partition("/")[2]
        case Noun.SHIFT:
            return f"{beginning(about.key).astimezone(BRUSSELS):%H:%M}"
        case Noun.LEG:
            return read.code_names.get(about.key.rpartition("/")[0], about.key)
        case Noun.VISIT:
            return read.code_names.get(about.key, about.key)
        case Noun.MEASURE:
            hung = Ref.parse(read.files.get(about.key, str(about)))
            return read.code_names.get(hung.key, hung.key) if hung.noun is Noun.VISIT else hung.key
        case Noun.VEHICLE:
            return short(about.key)
        case Noun.BEHAVIOUR:
            return about.key.rpartition("/")[0]
        case Noun.THREAT:
            file = subject(about.key)
            return _label(file, alert, read) if file else about.key
        case _:
            return about.key


def _priority(number: int) -> shown.Priority:
    match number:
        case 1 | 2 | 3 | 4:
            return number
        case _:
            raise ValueError(f"there is no priority {number}")


def place_of(code: str | None, sites: Sites) -> Place:
    site = sites.get(code or "")
    return Place(site.name, site.short) if site else Place(code or "")


def _place_of_incident(incident: Incident, sites: Sites) -> Place:
    """Its site; else the area that another service named."""
    return place_of(incident.site, sites) if incident.site else Place(incident.area or "")


def visits_panel(v: int, read: visits.Visits, moment: datetime) -> shown.VisitsPanel:
    rows = [visit_row(visit, read) for visit in read.visits]
    rows.sort(key=lambda row: _next_first(row, moment))
    active = sum(visit.state is VisitState.ACTIVE for visit in read.visits)
    return shown.VisitsPanel(v, tuple(rows), active=active, today=len(rows))


def _next_first(row: shown.VisitRow, moment: datetime) -> tuple[bool, int, datetime, str]:
    """What is late stands first, so that no row of others hides it; then what moves next."""
    return row.phase == "departed", -row.overdue, next_movement(row) or moment, row.code


def next_movement(row: shown.VisitRow) -> datetime | None:
    return row.leg.due_at if row.leg else None


def visit_row(visit: Visit, read: visits.Visits) -> shown.VisitRow:
    programme, sites = read.legs[visit.code], read.sites
    if read.veil.covers(visit):
        return _restricted(visit, _phase(visit, programme, sites))
    legs = tuple(_leg(leg, sites) for leg in programme)
    open_legs = [leg for leg in legs if not leg.done]
    return shown.VisitRow(
        code=visit.code,
        code_name=visit.code_name,
        rank=visit.rank.value,
        kind=visit.kind.value,
        threat_level=visit.threat_level,
        phase=_phase(visit, programme, sites),
        leg=open_legs[0] if open_legs else None,
        next_leg=open_legs[1] if len(open_legs) > 1 else None,
        legs=legs,
        event=visit.event,
        unanswered=visit.unanswered,
    )


def _restricted(visit: Visit, phase: shown.Phase) -> shown.VisitRow:
    """Its code name, and that it is on; not whose it is, how high, where it goes or when."""
    row = shown.VisitRow(visit.code, visit.code_name, "C", "private", 0, phase)
    return replace(row, restricted=True)


def _leg(leg: Leg, sites: Sites) -> shown.LegRow:
    return shown.LegRow(
        number=leg.number,
        origin=place_of(leg.origin, sites),
        destination=place_of(leg.destination, sites),
        planned_start=leg.planned_start,
        planned_end=leg.planned_end,
        state=leg.state.value,
        eta=leg.eta,
        departed_at=leg.departed_at,
        arrived_at=leg.arrived_at,
        overdue=(0, 1, 2)[leg.overdue],
        depart_by=leg.depart_by,
    )


def _phase(visit: Visit, programme: list[Leg], sites: Sites) -> shown.Phase:
    """Derived from the legs, never typed in: where the delegation is, as its last leg said."""
    if not visit.state.decided:
        return "planned"
    hotels = {code for code, site in sites.items() if site.kind is SiteKind.HOTEL}
    found = phase(programme, hotels)
    return found.value if found else "planned"


def posts_panel(v: int, read: posts.Posts) -> shown.PostsPanel:
    return shown.PostsPanel(v, tuple(_post(post, read) for post in read.posts))


def _post(post: Post, read: posts.Posts) -> shown.PostMark:
    return shown.PostMark(
        code=post.code,
        name=post.name,
        site=place_of(post.site, read.sites),
        state=post.state.value,
        manned_by=post.manned_by,
        since=post.settled_at,
        last_call_at=post.last_call_at,
        relief_due_at=post.relief_due_at,
        missed_calls=post.missed_calls,
        restricted=read.veil.covers(post),
    )


def patrols_panel(v: int, read: patrols.Patrols, moment: datetime) -> shown.PatrolsPanel:
    rows = sorted((_check(check, read.sites, moment) for check in read.running), key=_urgency)
    states = [row.state for row in rows]
    return shown.PatrolsPanel(
        v,
        tuple(rows),
        due=states.count("due") + states.count("started"),
        late=states.count("late"),
        missed_24h=read.missed_24h,
        done_60_min=len(read.done_at),
        planned_60_min=read.planned_60_min,
        per_10_min=_per_span(read.done_at, moment),
    )


def _check(check: PatrolCheck, sites: Sites, moment: datetime) -> shown.CheckRow:
    late = check.state is CheckState.PLANNED and check.window_end <= moment
    return shown.CheckRow(
        id=check.id,
        site=place_of(check.site, sites),
        window_start=check.window_start,
        window_end=check.window_end,
        unit=check.unit,
        state="late" if late else _CHECK_STATES[check.state],
    )


_CHECK_STATES: Final[dict[CheckState, shown.CheckWord]] = {
    CheckState.PLANNED: "due",
    CheckState.STARTED: "started",
    CheckState.MISSED: "missed",
}


def _urgency(row: shown.CheckRow) -> tuple[int, datetime, str]:
    return ("missed", "late", "due", "started").index(row.state), row.window_end, row.id


def _per_span(done_at: list[datetime], moment: datetime) -> tuple[int, ...]:
    edges = [moment - SPAN * n for n in range(SPANS, -1, -1)]
    return tuple(sum(start < at <= end for at in done_at) for start, end in pairwise(edges))


def incidents_panel(v: int, read: incidents.Incidents) -> shown.IncidentsPanel:
    rows = tuple(
        shown.IncidentRow(
            id=incident.id,
            at=incident.at,
            received_at=incident.received_at,
            unit=incident.unit,
            kind=incident.kind.value,
            place=_place_of_incident(incident, read.sites),
            text=incident.text or "",
            priority=_priority(incident.priority),
            status=incident.status.value,
            taken_by=read.people.get(incident.taken_by or "", incident.taken_by),
            restricted=read.veil.covers(incident),
        )
        for incident in read.newest
    )
    return shown.IncidentsPanel(v, rows, today=read.today)


def feeds_panel(v: int, read: feeds.Feeds) -> shown.FeedsPanel:
    missing = (shown.MissingScreen(s.name, s.missing_since) for s in read.missing if s.missing_since)
    return shown.FeedsPanel(
        v,
        _chips(read.feeds),
        tuple(shown.SilentUnit(u.call_sign, u.silent_since) for u in read.silent if u.silent_since),
        units=read.in_service,
        kept=read.feeds is not None,
        late_units=tuple(shown.SilentUnit(u.call_sign, u.heard_at) for u in read.late),
        missing_screens=tuple(missing),
        resting=tuple(shown.Resting(one.name, one.until) for one in read.resting),
    )


def _chips(known: list[feeds.FeedLine] | None) -> tuple[shown.FeedChip, ...]:
    if known is None:
        return ()
    chips = {name: shown.FeedChip(name, "idle") for name in ("incident", "visit", "patrol-check")}
    for feed in known:
        chips[feed.name] = shown.FeedChip(feed.name, _feed_state(feed.state), feed.last_at, feed.note)
    return tuple(chips.values())


def _feed_state(word: str) -> shown.FeedState:
    """A word that a newer version wrote and this one does not know is not passed off as good."""
    found: shown.FeedState = "failing"
    for state in shown.FEED_STATES:
        if state == word:
            found = state
    return found
