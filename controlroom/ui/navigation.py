"""All pages of the watch: one table for the navigation, the help, the keys and the search."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from controlroom.auth.roles import Right, Role
from controlroom.watch.words import mark


class Group(StrEnum):
    """In the order of the menu."""

    WATCH = "watch"
    FILES = "files"
    MEETINGS = "meetings"
    PAST = "past"
    RULES = "rules"
    ADMIN = "admin"
    OWN = "own"


GROUPS: Final = {
    Group.WATCH: mark("Watch"),
    Group.FILES: mark("Files"),
    Group.MEETINGS: mark("Meetings"),
    Group.PAST: mark("Looking back"),
    Group.RULES: mark("Rules and lines"),
    Group.ADMIN: mark("Administration"),
    Group.OWN: mark("Your own"),
}

Keys = tuple[tuple[str, str], ...]
"""Which keys (with a space between those that do the same), and what they do."""


@dataclass(frozen=True, slots=True)
class Page:
    """`right`: who may open it; None is whoever is signed in. `go`: the letter after `g`.

    `children`: routes of pages that are reached from this one only. `keys`: its own.
    """

    path: str
    right: Right | None
    title: str
    go: str
    group: Group
    children: tuple[str, ...] = ()
    keys: Keys = ()

    def holds(self, path: str) -> bool:
        own = self.path.partition("?")[0]
        return path == own or path.startswith(f"{own}/")


EVERYWHERE: Final[Keys] = (
    ("g", mark("go to a page, by its letter")),
    ("/", mark("search")),
    ("l", mark("write a line in the log")),
    ("?", mark("all keys")),
    ("Esc", mark("one step back")),
)
ACTS: Final[Keys] = (
    ("a", mark("acknowledge")),
    ("u", mark("take the acknowledgement back, within 10 seconds")),
    ("s", mark("assign it to me")),
    ("t", mark("assign it to somebody")),
    ("i", mark("investigate it")),
    ("m", mark("write a note")),
    ("e", mark("call somebody now")),
    ("h", mark("shelve it, or take it off the shelf")),
    ("r", mark("resolve it")),
    ("c", mark("close it")),
)
QUEUE: Final[Keys] = (
    ("j k", mark("next alert, alert before")),
    ("Enter", mark("open it beside the queue")),
    ("x", mark("tick it, to acknowledge several P3 and P4 at once")),
    ("n", mark("show new")),
    ("V", mark("visitor in the room: mask the walls, or show names again")),
)

HANDOVER: Final[Keys] = (
    ("j k", mark("next item, item before")),
    ("Space Enter", mark("tick it, or take the tick back")),
)
REVIEW: Final[Keys] = (
    ("j k", mark("next line, line before")),
    ("e r m x", mark("extend it, reduce it, maintain it, end it")),
)
WARNINGS: Final[Keys] = (("j k", mark("next report, report before")), ("Enter", mark("open it")))
LOG: Final[Keys] = (("n", mark("show new")),)

PAGES: Final = (
    Page("/desk", Right.SEE_DESK, mark("Desk"), "d", Group.WATCH, keys=QUEUE + ACTS),
    Page("/alerts", Right.SEE_DESK, mark("Alerts"), "a", Group.WATCH, ("/alerts/{alert_id}",), ACTS),
    Page("/log", Right.SEE_DESK, mark("Watch log"), "l", Group.WATCH, ("/log/{number}",), LOG),
    Page("/patrols", Right.SEE_DESK, mark("Patrols"), "p", Group.WATCH, ("/patrols/proposal",)),
    Page("/handover", Right.SEE_DESK, mark("Handover"), "h", Group.WATCH, keys=HANDOVER),
    Page("/roster", Right.SEE_DESK, mark("Roster"), "t", Group.WATCH),
    Page("/files", Right.SEE_DESK, mark("Files"), "i", Group.WATCH, ("/files/{noun}/{code}",)),
    Page("/out-of-service", Right.SEE_DESK, mark("Out of service"), "o", Group.WATCH),
    Page("/search", Right.SEE_DESK, mark("Search"), "z", Group.WATCH, ("/things/{noun}/{key:path}",)),
    Page("/summits", Right.SEE_DESK, mark("Summits"), "5", Group.WATCH, ("/summits/{event:path}",)),
    Page("/wall", Right.SEE_WALL, mark("Wall"), "w", Group.WATCH, ("/wall/summits/{event:path}",)),
    Page(
        "/persons",
        Right.READ_FILES,
        mark("Protected persons"),
        "n",
        Group.FILES,
        ("/persons/{code}", "/persons/{code}/change", "/persons/new"),
    ),
    Page(
        "/institutions",
        Right.READ_FILES,
        mark("Institutions"),
        "s",
        Group.FILES,
        (
            *("/institutions/{code}", "/institutions/{code}/change", "/institutions/{code}/contacts"),
            *("/institutions/new", "/institutions/import"),
        ),
    ),
    Page(
        "/measures",
        Right.READ_FILES,
        mark("Measures"),
        "m",
        Group.FILES,
        ("/measures/new", "/measures/{key}"),
    ),
    Page("/measures/queue", Right.APPROVE, mark("What waits for approval"), "q", Group.FILES),
    Page(
        "/visits",
        Right.READ_FILES,
        mark("Visits"),
        "v",
        Group.FILES,
        ("/visits/{code}", "/visits/announcement", "/visits/{code}/facts", "/visits/{code}/programme"),
    ),
    Page("/vehicles", Right.SEE_DESK, mark("Sighted vehicles"), "7", Group.FILES, ("/vehicles/{key}",)),
    Page(
        "/levels",
        Right.READ_FILES,
        mark("Threat levels"),
        "u",
        Group.FILES,
        ("/levels/baselines", "/levels/{scope:path}"),
    ),
    Page(
        "/calendar",
        Right.READ_FILES,
        mark("Calendar"),
        "g",
        Group.FILES,
        ("/calendar/new", "/calendar/{key}", "/calendar/{key}/change"),
    ),
    Page("/interchange", Right.READ_FILES, mark("Import and export"), "6", Group.FILES),
    Page("/day", Right.READ_FILES, mark("Daily brief"), "1", Group.MEETINGS),
    Page("/week", Right.READ_FILES, mark("Weekly meeting"), "2", Group.MEETINGS),
    Page("/month", Right.READ_FILES, mark("Monthly review"), "3", Group.MEETINGS, keys=REVIEW),
    Page(
        "/meetings", Right.ADVISE, mark("Meetings of the partners"), "4", Group.MEETINGS, ("/meetings/{key}",)
    ),
    Page(
        "/warnings",
        Right.ADVISE,
        mark("Early warnings"),
        "8",
        Group.MEETINGS,
        ("/warnings/{ref}", "/described", "/described/{key}"),
        WARNINGS,
    ),
    Page(
        "/sector-alerts",
        Right.READ_SECTOR_ALERTS,
        mark("Sector alerts"),
        "9",
        Group.MEETINGS,
        ("/sector-alerts/{ref}", "/sector-alerts/new", "/sector-alerts/{ref}/draft"),
    ),
    Page("/wall?at=", Right.REPLAY, mark("Replay"), "b", Group.PAST),
    Page("/handovers", Right.SEE_DESK, mark("Past handovers"), "k", Group.PAST, ("/handovers/{number}",)),
    Page("/sitrep", Right.SEE_DESK, mark("Situation report"), "x", Group.PAST),
    Page("/alarm-health", Right.READ_FIGURES, mark("Alarm health"), "f", Group.PAST),
    Page("/audit", Right.READ_JOURNAL, mark("Journal"), "j", Group.PAST, ("/audit/rows/{seq}",)),
    Page("/rules", Right.SEE_RULES, mark("Rules"), "r", Group.RULES),
    Page("/ladders", Right.SEE_RULES, mark("Ladders"), "c", Group.RULES),
    Page("/receivers", Right.SEE_RULES, mark("Receivers"), "e", Group.RULES),
    Page("/quarantine", Right.SEE_DESK, mark("Quarantine"), "q", Group.RULES),
    Page("/admin", Right.MANAGE_ACCOUNTS, mark("Overview"), "m", Group.ADMIN),
    Page("/admin/people", Right.MANAGE_ACCOUNTS, mark("People"), "n", Group.ADMIN, ("/admin/people/{name}",)),
    Page(
        "/admin/units",
        Right.MANAGE_UNITS,
        mark("Units"),
        "u",
        Group.ADMIN,
        ("/admin/units/{call_sign:path}",),
    ),
    Page(
        "/admin/companies",
        Right.MANAGE_ACCOUNTS,
        mark("Companies"),
        "k",
        Group.ADMIN,
        ("/admin/companies/{code:path}",),
    ),
    Page(
        "/admin/screens",
        Right.MANAGE_SCREENS,
        mark("Screens"),
        "s",
        Group.ADMIN,
        ("/admin/screens/{name:path}",),
    ),
    Page("/report", Right.REPORT, mark("Report"), "r", Group.WATCH, ("/report/{ref}",)),
    Page("/report/yours", Right.REPORT, mark("Your reports"), "k", Group.WATCH),
    Page("/report/alerts", Right.REPORT, mark("Alerts to you"), "a", Group.WATCH, ("/report/alerts/{ref}",)),
    Page("/field", Right.REPORT_FROM_FIELD, mark("Field page"), "f", Group.WATCH),
    Page("/account", None, mark("Your account"), "y", Group.OWN),
)
"""A new page is one line here; its template extends page.html."""


def open_to(role: Role) -> tuple[Page, ...]:
    return tuple(page for page in PAGES if page.right is None or role.may(page.right))


def page_at(path: str) -> Page | None:
    """The page of an address, or the one that its page is a child of."""
    held = [page for page in PAGES if page.holds(path)]
    return max(held, key=lambda page: len(page.path.partition("?")[0]), default=None)


def by_group(pages: Iterable[Page]) -> tuple[tuple[str, tuple[Page, ...]], ...]:
    """Each group that has a page, by its title."""
    shown = tuple(pages)
    grouped = ((title, tuple(p for p in shown if p.group is group)) for group, title in GROUPS.items())
    return tuple((title, inside) for title, inside in grouped if inside)
