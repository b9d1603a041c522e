"""The watch says what is wrong with itself: in its time, once, and until it has been well for a while."""

from datetime import timedelta

import pytest

from controlroom.watch.book import USUAL, Book, SetThreshold
from controlroom.watch.components import (
    GIB,
    Disk,
    Failing,
    NoteFault,
    Part,
    disk_faults,
    failing_faults,
    pause_faults,
    queue_faults,
)
from tests.unit.watch.room import NOON, Room, noon

FAULTS = {
    "system.queue": (NoteFault(Part.QUEUE, "app-1", 7.5), "component:queue/app-1", 2),
    "system.idle": (NoteFault(Part.ENGINE, "watch", 40), "component:engine/watch", 2),
    "system.disk": (NoteFault(Part.DISK, "app-1 /var/lib", 10), "component:disk/app-1 /var/lib", 2),
    "system.database": (NoteFault(Part.DATABASE, "PostgreSQL", 30), "component:database/PostgreSQL", 2),
    "feed.failing": (NoteFault(Part.FEED, "cad", 400), "component:feed/cad", 3),
    "webhook.failing": (NoteFault(Part.WEBHOOK, "police", 700), "component:webhook/police", 3),
    "mail.failing": (NoteFault(Part.MAIL, "server", 700), "component:mail/server", 3),
}


def seconds(s: float) -> timedelta:
    return timedelta(seconds=s)


def open_ones(room: Room) -> list[tuple[str, str, int, str]]:
    return [(alert.rule, alert.object, alert.priority, alert.condition.value) for alert in room.open_alerts]


def book(rule: str, name: str, value: float) -> Book:
    room = Room.of()
    room.do(SetThreshold(rule, name, value, "chief"), actor="chief")
    return room.world.book


@pytest.mark.parametrize("rule", FAULTS)
def test_each_fault_is_one_alert_of_its_own_rule_that_clears_after_ten_minutes_without_it(rule: str) -> None:
    fault, about, priority = FAULTS[rule]
    room = Room.of()
    room.at(1, fault, fault)
    assert open_ones(room) == [(rule, about, priority, "active")]
    room.at(10.99)
    assert open_ones(room) == [(rule, about, priority, "active")]
    room.at(11)
    assert open_ones(room) == [(rule, about, priority, "cleared")]


def test_a_fault_that_comes_and_goes_every_minute_is_one_alert_that_does_not_flap() -> None:
    fault, about, priority = FAULTS["system.disk"]
    room = Room.of()
    for minute in range(1, 60, 2):
        room.at(minute, fault)
        assert open_ones(room) == [("system.disk", about, priority, "active")]
    assert len(room.ever("system.disk")) == 1
    assert [recorded.event.kind for recorded in room.history].count("alert.cleared") == 0


def test_a_fault_that_lasts_is_a_line_in_the_journal_every_five_minutes() -> None:
    room = Room.of()
    for minute in range(1, 62):
        room.at(minute, FAULTS["feed.failing"][0])
    assert sum(recorded.event.kind == "component.failed" for recorded in room.history) == 13


def test_each_disk_and_each_server_has_its_own_alert() -> None:
    room = Room.of()
    room.at(1, *(NoteFault(Part.DISK, which, 10) for which in ("app-1 /", "app-1 /var", "app-2 /")))
    assert [about for _, about, _, _ in open_ones(room)] == [
        "component:disk/app-1 /",
        "component:disk/app-1 /var",
        "component:disk/app-2 /",
    ]


@pytest.mark.parametrize(
    ("waited_s", "found"), [(0.0, []), (5.0, []), (5.01, [NoteFault(Part.QUEUE, "app-1", 5.01)])]
)
def test_a_queue_is_slow_from_more_than_five_seconds_on(waited_s: float, found: list[NoteFault]) -> None:
    assert queue_faults("app-1", waited_s, USUAL) == found


@pytest.mark.parametrize(
    ("pause_s", "unwritten_s", "found"),
    [
        (1, 0, []),
        (15, 0, []),
        (15.5, 0, [NoteFault(Part.ENGINE, "watch", 15.5)]),
        (12, 10, []),
        (1, 10.5, [NoteFault(Part.DATABASE, "PostgreSQL", 10.5)]),
        (60, 60, [NoteFault(Part.DATABASE, "PostgreSQL", 60)]),
        (60, 2, [NoteFault(Part.ENGINE, "watch", 60)]),
    ],
    ids=[
        "it ticks",
        "a pause of just so long",
        "nothing ticked",
        "the database was away for just so long",
        "for this pen alone",
        "for all of them: the database is the cause",
        "nothing ran: it is the watch",
    ],
)
def test_after_a_pause_it_is_the_database_or_the_watch_and_never_both(
    pause_s: float, unwritten_s: float, found: list[NoteFault]
) -> None:
    assert pause_faults(seconds(pause_s), unwritten_s, USUAL) == found


@pytest.mark.parametrize(
    ("free", "total", "short"),
    [
        (500 * GIB, 1000 * GIB, False),
        (50 * GIB, 1000 * GIB, False),
        (50 * GIB - 1, 1000 * GIB, True),
        (GIB, 10 * GIB, False),
        (GIB - 1, 10 * GIB, True),
        (0, 0, True),
    ],
    ids=["half", "five percent", "less", "a gibibyte of a small disk", "less than that", "not to be seen"],
)
def test_a_disk_is_short_below_five_percent_or_a_gibibyte(free: int, total: int, short: bool) -> None:
    found = [NoteFault(Part.DISK, "app-1 /var", free)] if short else []
    assert disk_faults("app-1", "/var", Disk(free, total), USUAL) == found


@pytest.mark.parametrize(
    ("part", "minutes", "found"),
    [
        (Part.FEED, 5, []),
        (Part.FEED, 6, [NoteFault(Part.FEED, "cad", 360)]),
        (Part.WEBHOOK, 10, []),
        (Part.WEBHOOK, 11, [NoteFault(Part.WEBHOOK, "cad", 660)]),
        (Part.MAIL, 10, []),
        (Part.MAIL, 11, [NoteFault(Part.MAIL, "cad", 660)]),
        (Part.COMPANY, 10, []),
        (Part.COMPANY, 11, [NoteFault(Part.COMPANY, "cad", 660)]),
    ],
)
def test_a_source_may_fail_for_five_minutes_and_a_receiver_for_ten(
    part: Part, minutes: float, found: list[NoteFault]
) -> None:
    assert failing_faults([Failing(part, "cad", NOON)], noon(minutes), USUAL) == found


def test_all_of_it_goes_by_the_book() -> None:
    assert queue_faults("app-1", 5.01, book("system.queue", "waited", 10)) == []
    assert pause_faults(seconds(20), 0, book("system.idle", "after", 30)) == []
    assert pause_faults(seconds(1), 11, book("system.database", "after", 20)) == []
    assert disk_faults("app-1", "/", Disk(2 * GIB, 10 * GIB), book("system.disk", "gib", 3)) != []
    assert disk_faults("app-1", "/", Disk(20 * GIB, 100 * GIB), book("system.disk", "percent", 25)) != []
    for part, rule in ((Part.FEED, "feed.failing"), (Part.WEBHOOK, "webhook.failing")):
        assert failing_faults([Failing(part, "cad", NOON)], noon(12), book(rule, "after", 15)) == []
