"""What was done with accounts: noted in the journal, without secrets, so that an auditor sees who did it.

Accounts, sessions and factors themselves lie in tables beside the journal; nothing here changes a thing.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from controlroom.watch.refs import Ref
from controlroom.watch.reports import PRIVATE


class _Noted:
    __slots__ = ()

    def touches(self) -> tuple[Ref, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class AccountAdded(_Noted):
    kind: ClassVar = "account.added"
    account: str
    role: str
    by: str
    display_name: str | None = field(default=None, metadata=PRIVATE)
    company: str | None = None
    site: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class AccountRenamed(_Noted):
    kind: ClassVar = "account.renamed"
    account: str
    by: str
    display_name: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class AccountRoleChanged(_Noted):
    kind: ClassVar = "account.role_changed"
    account: str
    before: str
    role: str
    by: str


@dataclass(frozen=True, slots=True)
class AccountPasswordSet(_Noted):
    kind: ClassVar = "account.password_set"
    account: str
    by: str


@dataclass(frozen=True, slots=True)
class AccountDisabled(_Noted):
    kind: ClassVar = "account.disabled"
    account: str
    by: str


@dataclass(frozen=True, slots=True)
class AccountEnabled(_Noted):
    kind: ClassVar = "account.enabled"
    account: str
    by: str


@dataclass(frozen=True, slots=True)
class AccountLocked(_Noted):
    """Too many wrong attempts from one address: from now on each waits longer."""

    kind: ClassVar = "account.locked"
    account: str
    address: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class SessionsEnded(_Noted):
    """By somebody who took them away; signing out is no act."""

    kind: ClassVar = "account.sessions_ended"
    account: str
    sessions: int
    by: str


@dataclass(frozen=True, slots=True)
class FactorAdded(_Noted):
    """`factor`: totp, passkey or recovery."""

    kind: ClassVar = "account.factor_added"
    account: str
    factor: str
    by: str


@dataclass(frozen=True, slots=True)
class FactorRemoved(_Noted):
    kind: ClassVar = "account.factor_removed"
    account: str
    factor: str
    by: str


@dataclass(frozen=True, slots=True)
class RecoveryCodeUsed(_Noted):
    kind: ClassVar = "account.recovery_code_used"
    account: str
    left: int


@dataclass(frozen=True, slots=True)
class FactorRequired(_Noted):
    """Whether whoever has this role needs a second factor."""

    kind: ClassVar = "role.factor_required"
    role: str
    required: bool
    by: str


@dataclass(frozen=True, slots=True)
class AccountLinked(_Noted):
    """It may sign in through this provider; `subject` is its name there, once that is known."""

    kind: ClassVar = "account.linked"
    account: str
    issuer: str
    by: str
    subject: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class AccountUnlinked(_Noted):
    kind: ClassVar = "account.unlinked"
    account: str
    issuer: str
    by: str


@dataclass(frozen=True, slots=True)
class CalendarAddressMade(_Noted):
    """A secret address at which the calendar of this account can be read without signing in."""

    kind: ClassVar = "account.calendar_made"
    account: str


@dataclass(frozen=True, slots=True)
class CalendarAddressRevoked(_Noted):
    kind: ClassVar = "account.calendar_revoked"
    account: str


AccountEvent = (
    AccountAdded
    | AccountRenamed
    | AccountRoleChanged
    | AccountPasswordSet
    | AccountDisabled
    | AccountEnabled
    | AccountLocked
    | SessionsEnded
    | FactorAdded
    | FactorRemoved
    | RecoveryCodeUsed
    | FactorRequired
    | AccountLinked
    | AccountUnlinked
    | CalendarAddressMade
    | CalendarAddressRevoked
)


@dataclass(frozen=True, slots=True)
class NoteAccount:
    """Write down what was done with an account."""

    event: AccountEvent


def decide(command: NoteAccount) -> list[AccountEvent]:
    return [command.event]
