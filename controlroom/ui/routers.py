"""Every page of the watch and what it posts to, in the order in which an address is looked for."""

from typing import Final

from fastapi import APIRouter

from controlroom.ui import (
    account_page,
    acts,
    alarm_pages,
    alerts,
    audit_pages,
    baseline_pages,
    bulk,
    calendar_feed,
    calendar_pages,
    exchange_pages,
    field_page,
    file_pages,
    gathering_pages,
    handover_archive,
    handover_notes,
    handover_pages,
    language,
    level_pages,
    meeting_pages,
    month_pages,
    on_duty,
    out_of_service,
    pages,
    patrol_pages,
    provider_pages,
    reasons,
    roster_pages,
    rule_pages,
    search_pages,
    second_step,
    sign_in,
    summit_pages,
    visit_acts,
    visit_pages,
    visitors,
    warning_pages,
    week_pages,
)
from controlroom.ui.admin import companies as admin_companies
from controlroom.ui.admin import overview as admin_overview
from controlroom.ui.admin import people as admin_people
from controlroom.ui.admin import screens as admin_screens
from controlroom.ui.admin import units as admin_units
from controlroom.ui.described import pages as described_pages
from controlroom.ui.institutions import forms as institution_forms
from controlroom.ui.institutions import importing as institution_import
from controlroom.ui.institutions import pages as institution_pages
from controlroom.ui.log import day_pages, sitrep_pages
from controlroom.ui.log import pages as log_pages
from controlroom.ui.log import writing as log_writing
from controlroom.ui.measures import acts as measure_acts
from controlroom.ui.measures import pages as measure_pages
from controlroom.ui.measures import queue as measure_queue
from controlroom.ui.persons import forms as person_forms
from controlroom.ui.persons import pages as person_pages
from controlroom.ui.report import alerts as report_alerts
from controlroom.ui.report import pages as report_pages
from controlroom.ui.sector_alerts import pages as sector_alert_pages
from controlroom.ui.vehicles import pages as vehicle_pages

ROUTERS: Final[tuple[APIRouter, ...]] = (
    rule_pages.router,
    pages.router,
    alerts.router,
    acts.router,
    bulk.router,
    calendar_feed.router,
    on_duty.router,
    visitors.router,
    exchange_pages.router,
    field_page.router,
    file_pages.router,
    institution_import.router,
    institution_forms.router,
    institution_pages.export,
    institution_pages.router,
    person_forms.router,
    person_pages.export,
    person_pages.router,
    vehicle_pages.router,
    out_of_service.router,
    alarm_pages.router,
    patrol_pages.router,
    roster_pages.router,
    admin_overview.router,
    admin_people.router,
    admin_screens.router,
    admin_units.router,
    admin_companies.router,
    handover_pages.router,
    handover_archive.router,
    handover_notes.router,
    reasons.router,
    log_writing.router,
    log_pages.router,
    audit_pages.router,
    sitrep_pages.router,
    day_pages.router,
    week_pages.router,
    warning_pages.router,
    described_pages.router,
    meeting_pages.router,
    sector_alert_pages.router,
    report_alerts.router,
    report_pages.router,
    measure_queue.router,
    measure_acts.router,
    measure_pages.router,
    baseline_pages.router,
    level_pages.router,
    calendar_pages.router,
    gathering_pages.router,
    month_pages.router,
    sign_in.router,
    second_step.router,
    provider_pages.router,
    account_page.router,
    search_pages.router,
    summit_pages.router,
    visit_acts.router,
    visit_pages.router,
    language.router,
)
