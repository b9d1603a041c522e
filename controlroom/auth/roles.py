"""The roles of a watch, and what each may see and do: one table, for pages, feeds and sockets alike."""

from enum import StrEnum
from typing import Final


class Right(StrEnum):
    """`note`: write notes and answer the steps of a list. `handle`: assign, investigate, call, resolve.

    `shelve`: set aside what need not be dealt with for a while, an alert or a thing out of service.
    `mask`: take names off the walls while a visitor is in the room. `restrict`: keep a file to its readers.
    `read_figures`: how much the room was asked, and how soon it answered.
    `read_files`: persons, institutions, visits, measures. `keep_files`: write in them, and propose measures.
    `approve`: measures and visits, for the Minister. `provide_urgently`: a measure before it is approved.
    `set_levels`, `set_baselines`: threat levels, and what is usual at each. `advise`: to read the
    meetings to which one is invited and the early warnings that were shared with one, and give an opinion
    in them; a partner may do nothing else. `report`: early warnings, for the company whose account it is.
    `report_from_field`: what a unit reports, for the unit whose account it is.
    `read_warnings`: all of them. `triage`: take them up, share, assess, answer and close them.
    `read_sector_alerts`, `draft_sector_alerts`, `release_sector_alerts`: what companies are told; nobody
    releases what they wrote themselves.
    """

    SEE_WALL = "see_wall"
    SEE_DESK = "see_desk"
    NOTE = "note"
    ACKNOWLEDGE = "acknowledge"
    HANDLE = "handle"
    SHELVE = "shelve"
    CLOSE = "close"
    RESET = "reset"
    TAKE_DUTY = "take_duty"
    PLAN = "plan"
    PLAN_ROSTER = "plan_roster"
    HAND_OVER = "hand_over"
    REPLAY = "replay"
    MASK = "mask"
    RESTRICT = "restrict"
    SEE_RULES = "see_rules"
    MANAGE_RULES = "manage_rules"
    READ_FIGURES = "read_figures"
    READ_FILES = "read_files"
    KEEP_FILES = "keep_files"
    SET_LEVELS = "set_levels"
    SET_BASELINES = "set_baselines"
    APPROVE = "approve"
    PROVIDE_URGENTLY = "provide_urgently"
    HOLD_REVIEWS = "hold_reviews"
    ADVISE = "advise"
    REPORT = "report"
    REPORT_FROM_FIELD = "report_from_field"
    READ_WARNINGS = "read_warnings"
    TRIAGE = "triage"
    READ_SECTOR_ALERTS = "read_sector_alerts"
    DRAFT_SECTOR_ALERTS = "draft_sector_alerts"
    RELEASE_SECTOR_ALERTS = "release_sector_alerts"
    READ_JOURNAL = "read_journal"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_UNITS = "manage_units"
    MANAGE_SCREENS = "manage_screens"


class Role(StrEnum):
    """Requirement R49."""

    OPERATOR = "operator"
    SHIFT_LEADER = "shift_leader"
    DUTY_OFFICER = "duty_officer"
    ANALYST = "analyst"
    APPROVER = "approver"
    FIELD_UNIT = "field_unit"
    COMPANY = "company"
    PARTNER = "partner"
    WALL = "wall"
    AUDITOR = "auditor"
    ADMIN = "admin"

    def may(self, right: Right) -> bool:
        return right in RIGHTS.get(self, frozenset())


WATCHING: Final = frozenset({Right.SEE_WALL, Right.SEE_DESK, Right.SEE_RULES, Right.REPLAY})
LEADING: Final = WATCHING | {
    Right.NOTE,
    Right.MASK,
    Right.RESTRICT,
    Right.ACKNOWLEDGE,
    Right.HANDLE,
    Right.SHELVE,
    Right.CLOSE,
    Right.RESET,
    Right.TAKE_DUTY,
    Right.PLAN,
    Right.PLAN_ROSTER,
    Right.HAND_OVER,
    Right.READ_FIGURES,
    Right.READ_FILES,
    Right.KEEP_FILES,
    Right.SET_LEVELS,
    Right.PROVIDE_URGENTLY,
    Right.ADVISE,
    Right.READ_WARNINGS,
    Right.TRIAGE,
    Right.READ_SECTOR_ALERTS,
    Right.DRAFT_SECTOR_ALERTS,
    Right.RELEASE_SECTOR_ALERTS,
}

RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.OPERATOR: WATCHING
    | {
        Right.NOTE,
        Right.MASK,
        Right.READ_FILES,
        Right.READ_WARNINGS,
        Right.ADVISE,
        Right.READ_SECTOR_ALERTS,
    },
    Role.SHIFT_LEADER: LEADING,
    Role.DUTY_OFFICER: LEADING | {Right.HOLD_REVIEWS},
    Role.ANALYST: WATCHING
    | {
        Right.PLAN,
        Right.READ_FIGURES,
        Right.READ_FILES,
        Right.KEEP_FILES,
        Right.SET_LEVELS,
        Right.SET_BASELINES,
        Right.HOLD_REVIEWS,
        Right.ADVISE,
        Right.READ_WARNINGS,
        Right.TRIAGE,
        Right.READ_SECTOR_ALERTS,
        Right.DRAFT_SECTOR_ALERTS,
    },
    Role.APPROVER: frozenset({Right.READ_FILES, Right.APPROVE, Right.ADVISE}),
    Role.FIELD_UNIT: frozenset({Right.REPORT_FROM_FIELD}),
    Role.COMPANY: frozenset({Right.REPORT}),
    Role.PARTNER: frozenset({Right.ADVISE}),
    Role.WALL: frozenset({Right.SEE_WALL}),
    Role.AUDITOR: frozenset(
        {Right.SEE_WALL, Right.READ_JOURNAL, Right.READ_FIGURES, Right.SEE_RULES, Right.REPLAY}
    ),
    Role.ADMIN: frozenset(
        {
            Right.SEE_WALL,
            Right.MANAGE_ACCOUNTS,
            Right.MANAGE_UNITS,
            Right.MANAGE_SCREENS,
            Right.READ_FIGURES,
            Right.SEE_RULES,
            Right.MANAGE_RULES,
        }
    ),
}
