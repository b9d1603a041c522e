"""What the log says of each event: one table from an event to a sentence, as an operator would say it.

Nothing of it is stored: the journal is read and told. An event that says nothing to the log is named as such,
with the reason; a test fails for one that stands in neither table.
"""

from typing import Any, Final

from controlroom.watch.words import mark

PEOPLE: Final = ("log.written", "log.corrected", "alert.noted")
"""Their words are the line."""

SENTENCES: Final[dict[str, str]] = {
    "log.written": "",
    "log.corrected": "",
    "alert.noted": "",
    "unit.withdrawn": mark("%(unit)s was withdrawn and reports no longer."),
    "unit.fell_silent": mark("%(unit)s is silent since %(since)s."),
    "unit.heard_again": mark("%(unit)s is heard again."),
    "site.rounds_redrawn": mark("The times of patrols at %(site)s were drawn anew."),
    "site.contacts_set": mark("%(by)s changed who is called for %(site)s."),
    "patrol.reported/finding": mark("%(unit)s has a finding at %(site)s."),
    "patrol.reported/excused": mark("%(unit)s cannot do the check at %(site)s."),
    "patrol.reported/manned": mark("%(unit)s mans post %(post)s."),
    "patrol.reported/relief": mark("Post %(post)s was relieved: %(unit)s stands there now."),
    "patrol.reported/left": mark("%(unit)s has left post %(post)s."),
    "visit.planned": mark("Visit %(visit)s was entered."),
    "visit.announced": mark("%(by)s announced visit %(visit)s."),
    "visit.amended": mark("%(by)s amended visit %(visit)s."),
    "visit.analysed": mark("%(by)s took visit %(visit)s into analysis."),
    "visit.programme_planned": mark("%(by)s planned the programme of %(visit)s, version %(version)s."),
    "visit.approved": mark("%(by)s approved visit %(visit)s."),
    "visit.activated": mark("%(by)s made visit %(visit)s active."),
    "visit.postponed": mark("%(by)s postponed visit %(visit)s."),
    "visit.cancelled": mark("%(by)s cancelled visit %(visit)s."),
    "visit.resumed": mark("%(by)s took visit %(visit)s up again."),
    "post.closed": mark("Post %(post)s is closed."),
    "visit.closed": mark("Visit %(visit)s is over."),
    "person.registered": mark("%(by)s opened the file of %(person)s."),
    "person.changed": mark("%(by)s changed the file of %(person)s."),
    "person.closed": mark("%(by)s closed the file of %(person)s."),
    "person.reopened": mark("%(by)s opened the file of %(person)s again."),
    "described.assessed": mark("%(by)s assessed the described person %(described)s as harmless."),
    "described.assessed/under_investigation": mark(
        "%(by)s has the described person %(described)s investigated."
    ),
    "vehicle.assessed": mark("%(by)s assessed vehicle %(vehicle)s as harmless."),
    "vehicle.assessed/listed": mark(
        "%(by)s assessed vehicle %(vehicle)s as harmless: on the white list until %(listed_until)s."
    ),
    "vehicle.assessed/under_investigation": mark("%(by)s has vehicle %(vehicle)s investigated."),
    "vehicle.unlisted": mark("%(by)s took vehicle %(vehicle)s off the white list."),
    "vehicle.sightings_purged": mark(
        "%(count)s sightings of vehicle %(vehicle)s were purged: 30 days had passed."
    ),
    "visit.change_acknowledged": mark("%(by)s knows version %(version)s of the programme of %(visit)s."),
    "visit.change_acknowledged/unit": mark(
        "%(unit)s knows version %(version)s of the programme of %(visit)s."
    ),
    "leg.reported": mark("%(visit)s, leg %(number)s: %(unit)s gives word."),
    "leg.reported/eta": mark("%(visit)s, leg %(number)s: expected at %(eta)s."),
    "leg.reported/planned": mark("%(visit)s, leg %(number)s: back to the plan."),
    "leg.reported/ready": mark("%(visit)s, leg %(number)s: the convoy is ready."),
    "leg.reported/en_route": mark("%(visit)s, leg %(number)s: en route."),
    "leg.reported/diverted": mark("%(visit)s, leg %(number)s: diverted."),
    "leg.reported/arrived": mark("%(visit)s, leg %(number)s: arrived."),
    "leg.reported/departed": mark("%(visit)s, leg %(number)s: departed."),
    "leg.reported/skipped": mark("%(visit)s, leg %(number)s: left out."),
    "leg.lapsed": mark("%(visit)s, leg %(number)s: nothing was heard of it, it counts as over."),
    "incident.reported": mark("%(unit)s reports: %(what)s."),
    "incident.reported/at": mark("%(unit)s reports: %(what)s, %(place)s."),
    "bulletin.ended": mark("The warning #%(incident)s of %(unit)s has expired."),
    "bulletin.ended/replaced": mark("%(unit)s replaces its warning #%(incident)s by another."),
    "bulletin.ended/withdrawn": mark("%(unit)s withdraws its warning #%(incident)s."),
    "alert.raised": mark("Alert %(alert)s."),
    "alert.raised/held": mark("Alert %(alert)s, held back."),
    "alert.changed": mark("Alert %(alert)s is now P%(priority)s, %(count)s times."),
    "alert.cleared": mark("Alert %(alert)s: its cause is gone."),
    "alert.chattered": mark("Alert %(alert)s comes and goes: it is held as one."),
    "alert.acknowledged": mark("%(by)s acknowledged %(alert)s."),
    "alert.acknowledgement_undone": mark("%(by)s took the acknowledgement of %(alert)s back."),
    "alert.assigned": mark("%(by)s gave %(alert)s to %(to)s."),
    "alert.assigned/self": mark("%(by)s took %(alert)s in hand."),
    "alert.investigated": mark("%(by)s investigates %(alert)s."),
    "alert.escalated": mark("Nobody answered %(alert)s: %(means)s."),
    "alert.escalated/by": mark("%(by)s called for %(alert)s: %(means)s."),
    "alert.neglected": mark("Nobody has touched %(alert)s: it needs attention again."),
    "alert.shelved": mark("%(by)s shelved %(alert)s until %(until)s."),
    "alert.unshelved": mark("%(alert)s is back from the shelf: its time had come."),
    "alert.unshelved/by": mark("%(by)s took %(alert)s off the shelf."),
    "alert.resolved": mark("%(by)s resolved %(alert)s."),
    "alert.closed": mark("%(by)s closed %(alert)s: %(disposition)s."),
    "alert.reset_asked": mark("%(by)s asked for the reset of %(alert)s."),
    "alert.reset": mark("%(by)s and %(first)s reset %(alert)s."),
    "rule.threshold_set": mark("%(by)s changed a rule: %(rule)s, %(name)s is now %(value)s."),
    "rule.threshold_set/apart": mark(
        "%(by)s changed a rule for %(scope)s: %(rule)s, %(name)s is now %(value)s."
    ),
    "ladder.set": mark("%(by)s changed who is called for P%(priority)s."),
    "duty.taken": mark("%(by)s is on duty: %(place)s."),
    "duty.left": mark("%(by)s is off duty."),
    "duty.found_empty": mark("Nobody is on duty."),
    "duty.missed": mark("Nobody has come on duty."),
    "shift.opened": mark("The shift has begun."),
    "shift.handed_over": mark("%(outgoing)s handed the shift over to %(incoming)s."),
    "shift.lapsed": mark("The shift was never taken."),
    "handover.prepared": mark("%(by)s prepared the handover."),
    "handover.withdrawn": mark("%(by)s withdrew the handover."),
    "handover.taken_up": mark("%(by)s goes through the handover."),
    "handover.signed": mark("%(by)s signed the handover."),
    "handover.missed": mark("Nobody has signed the handover."),
    "room.visitor_came": mark("Visitor in the room: names on the walls are masked."),
    "room.visitor_left": mark("The visitor has left the room."),
    "flood.began": mark("Flood of alerts: %(alerts)s in 10 minutes."),
    "flood.ended": mark("The flood of alerts is over."),
    "service.interrupted": mark("%(by)s took %(thing)s out of service until %(until)s."),
    "service.resumed": mark("%(thing)s is back in service: its time had come."),
    "service.resumed/by": mark("%(by)s put %(thing)s back in service."),
    "threat.level_set": mark("The threat level of %(scope)s is %(level)s."),
    "threat.level_set/by": mark("%(by)s set the threat level of %(scope)s to %(level)s."),
    "threat.level_set/until": mark(
        "%(by)s set the threat level of %(scope)s to %(level)s until %(valid_to)s."
    ),
    "threat.level_set/later": mark(
        "%(by)s set the threat level of %(scope)s to %(level)s from %(valid_from)s."
    ),
    "threat.level_began": mark("The threat level of %(scope)s is %(level)s from now on."),
    "threat.level_passed": mark("The threat level of %(scope)s has passed: %(level)s, as before."),
    "threat.level_passed/none": mark("The threat level of %(scope)s has passed."),
    "threat.level_dropped": mark("%(by)s took back the coming threat level of %(scope)s."),
    "threat.gaps_decided": mark("%(by)s decided upon the measures of %(scope)s at level %(level)s."),
    "baseline.set": mark("%(by)s changed which measures are usual at level %(level)s: %(of)s."),
    "gathering.entered": mark("A gathering was entered in the calendar: %(title)s."),
    "gathering.changed": mark("A gathering in the calendar was changed: %(title)s."),
    "gathering.cancelled": mark("%(by)s marked gathering %(id)s as cancelled."),
    "measure.proposed": mark("%(by)s proposed for %(file)s: %(measure_kind)s."),
    "measure.provided": mark("%(by)s provided for %(file)s at once, to be confirmed: %(measure_kind)s."),
    "measure.change_proposed": mark("%(by)s proposed for measure %(measure)s of %(file)s: %(decision)s."),
    "measure.approved": mark("%(by)s approved measure %(measure)s of %(file)s (%(reference)s)."),
    "measure.refused": mark("%(by)s refused measure %(measure)s of %(file)s."),
    "measure.withdrawn": mark("%(by)s withdrew what was proposed for measure %(measure)s of %(file)s."),
    "measure.took_effect": mark("Measure %(measure)s of %(file)s is in force."),
    "measure.ended": mark("Measure %(measure)s of %(file)s has ended."),
    "clock.jumped": mark("The clock of %(clock)s jumped by %(by_s)s s."),
    "clock.differed": mark("The clock of %(clock)s is off by %(by_s)s s."),
    "clock.steadied": mark("The clock of %(clock)s goes well again."),
    "screen.appeared": mark("Screen %(screen)s is there."),
    "screen.went_missing": mark("Screen %(screen)s is missing since %(since)s."),
    "screen.came_back": mark("Screen %(screen)s is back."),
    "screen.cut_off": mark("The link of screen %(screen)s was taken away."),
    "component.failed": mark("The watch itself is not well: %(component)s."),
    "component.steadied": mark("The watch itself is well again: %(component)s."),
    "review.opened": mark("%(by)s opened the review of the measures."),
    "review.closed": mark("%(by)s closed the review of the measures: its proposals wait for approval."),
    "early_warning.reported": mark("%(company)s reports from %(site)s: %(behaviour)s (%(warning)s)."),
    "early_warning.triaged": mark("%(by)s took up the early warning %(warning)s."),
    "early_warning.investigated": mark("%(by)s has the early warning %(warning)s investigated."),
    "early_warning.assessed": mark("%(by)s assessed the early warning %(warning)s: %(action)s."),
    "early_warning.closed": mark("%(by)s closed the early warning %(warning)s: %(outcome)s."),
    "early_warning.purged": mark(
        "What was said in the early warning %(warning)s was erased: it was unfounded, and a year had passed."
    ),
    "early_warning.linked": mark(
        "%(by)s linked the early warning %(warning)s to the described person %(described)s."
    ),
    "early_warning.unlinked": mark(
        "%(by)s took the early warning %(warning)s out of the described person %(described)s."
    ),
    "sector_alert.drafted": mark("%(by)s writes on the sector alert %(sector_alert)s."),
    "sector_alert.submitted": mark("%(by)s submitted the sector alert %(sector_alert)s for release."),
    "sector_alert.sent_back": mark("%(by)s sent the sector alert %(sector_alert)s back."),
    "sector_alert.withdrawn": mark("%(by)s withdrew what was written for the sector alert %(sector_alert)s."),
    "sector_alert.released": mark(
        "%(by)s released the sector alert %(sector_alert)s to %(companies)s companies."
    ),
    "sector_alert.released/update": mark(
        "%(by)s released an update of the sector alert %(sector_alert)s to %(companies)s companies."
    ),
    "sector_alert.released/cancel": mark("%(by)s cancelled the sector alert %(sector_alert)s."),
    "sector_alert.expired": mark("The sector alert %(sector_alert)s has expired."),
    "watch.resumed": mark("The watch was down from %(down_from)s to %(down_to)s."),
}
"""By the sort of a row (store/tables/journal.py), where it needs it with a variant of its own."""

NOT_FOR_THE_LOG: Final[dict[str, str]] = {
    "log.flagged": "a mark on what stands in the log already",
    "log.unflagged": "a mark on what stands in the log already",
    "unit.registered": "setting up the room",
    "unit.stayed_silent": "its alert rises, which is told",
    "unit.caught_up": "a consequence of being heard again",
    "site.registered": "setting up the room",
    "person.named": "who it is stands in the file, not in the log",
    "post.opened": "setting up the room",
    "post.changed": "the measure or the officer that changed it is told",
    "measure.rounds_planned": "what is to come is on the page of patrols",
    "post.relief_fell_due": "nothing has happened yet",
    "post.relief_missed": "its alert is told",
    "post.check_call_missed": "its alert is told",
    "patrol_check.planned": "what is to come is on the page of patrols",
    "patrol_check.missed": "its alert is told",
    "patrol_check.lapsed": "its alert was told",
    "patrol_check.dropped": "the end or the change of its measure is told",
    "patrol.reported/check": "a check without a finding is routine, 1,800 times a day",
    "patrol.reported/started": "routine",
    "patrol.reported/check_call": "routine",
    "leg.planned": "its visit is told",
    "leg.replanned": "the programme of its visit is told",
    "leg.dropped": "the programme of its visit is told",
    "leg.held": "its visit is told",
    "leg.fell_behind": "its alert is told",
    "bulletin.received": "the incident that it warns of is told",
    "bulletin.forestalled": "it was over before it came",
    "incident.taken": "the acknowledgement of its alert is told",
    "incident.settled": "the closing of its alert is told",
    "vehicle.sighted": "the report in which it stands is told",
    "behaviour.judged": "the closing of its alert is told",
    "alert.lulled": "a chattering alert comes and goes",
    "alert.ended": "it was cleared and seen, which was told",
    **dict.fromkeys(
        (
            *("account.added", "account.renamed", "account.role_changed", "account.password_set"),
            *("account.disabled", "account.enabled", "account.locked", "account.sessions_ended"),
            *("account.factor_added", "account.factor_removed", "account.recovery_code_used"),
            *("role.factor_required", "account.linked", "account.unlinked"),
            *("account.calendar_made", "account.calendar_revoked"),
            *("token.issued", "token.revoked", "unit.code_set", "screen.added", "screen.changed"),
            *("screen.renamed", "screen.link_issued", "screen.revoked"),
        ),
        "who may come in is for the administrator and the auditor",
    ),
    "data.viewed": "who looked at personal data is for the auditor",
    "data.searched": "who looked at personal data is for the auditor",
    "data.exported": "who looked at personal data is for the auditor",
    "data.erased": "who looked at personal data is for the auditor",
    "file.restricted": "who reads a restricted file is for its readers and the auditor",
    "file.reader_added": "who reads a restricted file is for its readers and the auditor",
    "file.reader_removed": "who reads a restricted file is for its readers and the auditor",
    "file.opened": "who reads a restricted file is for its readers and the auditor",
    **dict.fromkeys(
        (
            *("meeting.called", "meeting.moved", "meeting.invited", "meeting.analysis_shared"),
            *("meeting.opinion_given", "meeting.held", "meeting.decided", "meeting.closed"),
        ),
        "what the partners do over a file is for those whom they invited",
    ),
    **dict.fromkeys(("early_warning.stayed_unread", "early_warning.stayed_unanswered"), "its alert is told"),
    **dict.fromkeys(
        ("early_warning.told_apart", "early_warning.offered_again"),
        "who is not the same stands with the report",
    ),
    "company.registered": "setting up the room",
    "sector_alert.sent": "its release is told",
    "sector_alert.received": "it stands with the alert, company by company",
    "sector_alert.stayed_unreceived": "its alert is told",
    **dict.fromkeys(
        ("early_warning.shared", "early_warning.opinion_given", "early_warning.feedback_given"),
        "what the partners say and what the company is told stands with the report",
    ),
    "review.line_decided": "it is in the review",
    "review.line_reopened": "it is in the review",
    "shift.planned": "what is to come is in the roster",
    "shift.dropped": "what is to come is in the roster",
    "shift.kept_waiting": "nothing has happened yet",
    "shift.closed": "handing it over was told",
    "handover.item_ticked": "it is in the handover",
    **dict.fromkeys(("measure.ran_low", "measure.lapsed", "measure.stayed_unconfirmed"), "its alert is told"),
    "alert.step_answered": "it is in the history of the alert",
}

NOTABLE: Final = frozenset(
    {
        *("patrol.reported/left", "patrol.reported/finding", "incident.reported", "alert.raised"),
        *("alert.escalated", "alert.neglected", "alert.closed", "alert.reset", "alert.shelved"),
        *("unit.fell_silent", "unit.withdrawn", "duty.taken", "duty.left", "duty.missed"),
        *("flood.began", "flood.ended", "threat.level_set", "service.interrupted", "rule.threshold_set"),
        *("ladder.set", "screen.went_missing", "component.failed", "watch.resumed", "clock.jumped"),
        *("shift.handed_over", "handover.missed", "vehicle.assessed", "described.assessed"),
        *("threat.level_passed", "threat.level_began", "threat.gaps_decided"),
        *("measure.provided", "measure.approved", "measure.refused", "measure.ended"),
        *("visit.closed", "leg.reported", "leg.lapsed"),
        *("early_warning.reported", "early_warning.assessed", "early_warning.closed"),
        *("sector_alert.released", "sector_alert.expired"),
        *("visit.programme_planned", "visit.activated", "visit.postponed", "visit.cancelled"),
    }
)
"""What a report of the situation names among the rest."""

AUTOMATIC: Final = tuple(
    sort
    for sort in SENTENCES
    if sort not in PEOPLE and ("/" not in sort or sort.startswith("patrol.reported/"))
)
"""The sorts that the watch tells by itself; the other names with a stroke are variants of them."""


def key_of(sort: str, event: Any) -> str:
    """Which sentence: an event that says more has one of its own."""
    match sort:
        case "leg.reported" if event.status:
            return f"{sort}/{event.status.value}"
        case "visit.change_acknowledged" if event.unit:
            return f"{sort}/unit"
        case "leg.reported" if event.eta:
            return f"{sort}/eta"
        case "incident.reported" if event.site or event.visit or event.area:
            return f"{sort}/at"
        case "alert.raised" if event.suppression.value != "none":
            return f"{sort}/held"
        case "alert.assigned" if event.by == event.to:
            return f"{sort}/self"
        case "alert.escalated" | "alert.unshelved" | "service.resumed" if event.by:
            return f"{sort}/by"
        case "threat.level_set" if event.by:
            return f"{sort}/{_from_when(event)}"
        case "threat.level_passed" if event.level is None:
            return f"{sort}/none"
        case "vehicle.assessed" | "described.assessed" | "bulletin.ended" | "sector_alert.released":
            return f"{sort}/{_as_what(event)}"
        case "rule.threshold_set" if event.scope:
            return f"{sort}/apart"
        case _:
            return sort


def _as_what(event: Any) -> str:
    """What a person made of a vehicle or a person, why a warning is over, or which message an alert is."""
    if event.kind == "sector_alert.released":
        return str(event.msg_type.value)
    if event.kind == "bulletin.ended":
        return str(event.because.value)
    return "listed" if getattr(event, "listed_until", None) else str(event.verdict.value)


def _from_when(event: Any) -> str:
    """Of a level that a person set."""
    if not event.begun:
        return "later"
    return "until" if event.valid_to else "by"


def sort_of(event: Any) -> str:
    """As log_sort in the database says it."""
    return f"{event.kind}/{event.what.value}" if event.kind == "patrol.reported" else str(event.kind)
