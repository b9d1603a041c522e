"""The roles of a watch, and what each may see and do: one table, for pages, feeds and sockets alike."""

from enum import StrEnum
from typing import Final


class Right(StrEnum):
    SEE_WALL = "see_wall"
    SEE_DESK = "see_desk"
    ACKNOWLEDGE = "acknowledge"
    PLAN = "plan"
    READ_JOURNAL = "read_journal"
    MANAGE_ACCOUNTS = "manage_accounts"


class Role(StrEnum):
    """Requirement R49; a role without rights in the table below signs in nowhere yet."""

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


WATCHING: Final = frozenset({Right.SEE_WALL, Right.SEE_DESK})

RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.OPERATOR: WATCHING,
    Role.SHIFT_LEADER: WATCHING | {Right.ACKNOWLEDGE, Right.PLAN},
    Role.DUTY_OFFICER: WATCHING | {Right.ACKNOWLEDGE, Right.PLAN},
    Role.ANALYST: WATCHING | {Right.PLAN},
    Role.WALL: frozenset({Right.SEE_WALL}),
    Role.AUDITOR: frozenset({Right.SEE_WALL, Right.READ_JOURNAL}),
    Role.ADMIN: frozenset({Right.SEE_WALL, Right.MANAGE_ACCOUNTS}),
}
