"""A message of a sector alert as a mail: in the company's own language first, then in the others."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from babel.dates import format_datetime

from controlroom.catalogs import LANGUAGES, translations
from controlroom.clock import BRUSSELS
from controlroom.interchange.cap import Info, Message, MsgType, Status, marked
from controlroom.watch.words import mark

PLAIN: Final = SMTP.clone(cte_type="7bit")
"""Any server between here and there can carry it."""
CAP_TYPE: Final = ("application", "cap+xml")
LONGEST_SUBJECT: Final = 200
RULE: Final = "-" * 60

THIS_IS_AN_EXERCISE: Final = mark("This is an exercise. Nothing of it is real.")
REMINDER: Final = mark("Reminder")
NOT_RECEIVED: Final = mark("We have not heard that you received this alert.")
UPDATE: Final = mark("Alert updated")
CANCELLED: Final = mark("Alert cancelled")
IT_IS_CANCELLED: Final = mark("This alert is cancelled.")
WHAT_TO_DO: Final = mark("What to do")
AREA: Final = mark("Area")
VALID_UNTIL: Final = mark("Valid until")
CONFIRM: Final = mark("Say here that you have received it")
KINDS: Final = {MsgType.UPDATE: UPDATE, MsgType.CANCEL: CANCELLED}


@dataclass(frozen=True, slots=True)
class Copy:
    """One mail: of which message of which alert it is, to whom, from which address; `link` is its page."""

    alert: str
    number: int
    company: str
    address: str
    language: str | None
    reminder: bool
    sender: str
    link: str

    @property
    def id(self) -> str:
        """The same whenever it is made, so that one that comes twice is known."""
        said = "\n".join((self.company, self.address, "again" if self.reminder else "first"))
        whose = hashlib.sha256(said.encode()).hexdigest()[:20]
        return f"{self.alert}.{self.number}.{whose}@{self.sender.partition('@')[2]}".lower()


def letter(message: Message, cap: bytes, copy: Copy, at: datetime) -> str:
    """The whole mail, in ASCII. `cap` is the message as written for machines, which goes with it."""
    infos = _in_order(message.infos, copy.language)
    mail = EmailMessage(PLAIN)
    mail["From"] = _mailbox(copy.sender)
    mail["To"] = _mailbox(copy.address)
    mail["Date"] = at
    mail["Message-ID"] = f"<{copy.id}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n".join(_said(message, info, copy) for info in infos), cte="quoted-printable")
    maintype, subtype = CAP_TYPE
    mail.add_attachment(cap, maintype, subtype, filename=f"{copy.alert}-{copy.number}.xml")
    said = subject(message, infos[0], reminder=copy.reminder)
    return _subject_line(said) + mail.as_bytes().decode("ascii")


def _subject_line(said: str) -> str:
    """Folded here: `EmailMessage` loses blanks between two words that it has to encode."""
    plain = said.isascii() and "=?" not in said
    folded = Header(said, "us-ascii" if plain else "utf-8", header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {folded}\r\n"


def subject(message: Message, info: Info, *, reminder: bool) -> str:
    """One line, whatever the headline holds."""
    say = translations(_language(info)).gettext
    parts = (REMINDER if reminder else "", KINDS.get(message.msg_type, ""))
    headline = (info.headline or info.event).removeprefix(marked("", message.status))
    shown = marked(": ".join([*(str(say(part)) for part in parts if part), headline]), message.status)
    line = " ".join("".join(c if c.isprintable() else " " for c in shown).split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"


def _said(message: Message, info: Info, copy: Copy) -> str:
    return "\n\n".join(filter(None, _paragraphs(message, info, copy)))


def _paragraphs(message: Message, info: Info, copy: Copy) -> Iterator[str]:
    language = _language(info)
    say = translations(language).gettext
    yield f"{RULE}\n{LANGUAGES[language]}\n{RULE}"
    if message.status is Status.EXERCISE:
        yield f"*** {say(THIS_IS_AN_EXERCISE)} ***"
    if copy.reminder:
        yield str(say(NOT_RECEIVED))
    if message.msg_type is MsgType.CANCEL:
        yield str(say(IT_IS_CANCELLED))
    yield info.headline
    yield info.description
    yield f"{say(WHAT_TO_DO)}\n{info.instruction}" if info.instruction else ""
    yield f"{say(AREA)}: {'; '.join(area.description for area in info.areas)}" if info.areas else ""
    yield f"{say(VALID_UNTIL)}: {_moment(info.expires, language)}" if info.expires else ""
    yield f"{say(CONFIRM)}:\n{copy.link}"


def _in_order(infos: Sequence[Info], first: str | None) -> list[Info]:
    """In each language once, the company's own before the others."""
    return sorted(infos, key=lambda info: _language(info) != first)


def _language(info: Info) -> str:
    language = info.language.partition("-")[0].lower()
    return language if language in LANGUAGES else "en"


def _moment(at: datetime, language: str) -> str:
    """In Belgian time, and saying so."""
    return str(format_datetime(at, "d MMMM y, HH:mm z", tzinfo=BRUSSELS, locale=language))


def _mailbox(address: str) -> Mailbox:
    return Mailbox(addr_spec=address)
