"""The queue on a unit's disk: a report is here before it is sent, and leaves when the server answered."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self, cast

from controlroom.errors import ControlRoomError
from controlroom.feeds.derived_ids import canonical
from controlroom.feeds.report_fields import FeedName

TABLES = """
CREATE TABLE IF NOT EXISTS waiting (
    n INTEGER PRIMARY KEY AUTOINCREMENT, feed TEXT NOT NULL, digest BLOB NOT NULL UNIQUE, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS refused (
    n INTEGER PRIMARY KEY AUTOINCREMENT, feed TEXT NOT NULL, body TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS destination (only INTEGER PRIMARY KEY CHECK (only = 1), url TEXT NOT NULL);
"""


class QueueRefused(ControlRoomError):
    """The queue cannot be used for this: another process sends from it, or it waits for another server."""

    slug = "queue-refused"
    title = "The queue cannot be used"


@dataclass(frozen=True, slots=True)
class Waiting:
    n: int
    feed: FeedName
    body: str


@dataclass(frozen=True, slots=True)
class RefusedReport:
    feed: str
    body: str
    reason: str


class Outbox:
    """One directory, one server, one process that sends; sqlite with fsync at each commit."""

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        self._lock: sqlite3.Connection | None = None
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._db = sqlite3.connect(directory / "outbox.db" if directory else ":memory:", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(TABLES)

    @classmethod
    def in_memory(cls) -> Self:
        """For a simulator or a test: nothing survives the process."""
        return cls(None)

    def claim(self, url: str) -> None:
        """Before sending: no other process sends from here, and what waits is meant for this server."""
        self._take_lock()
        row = self._db.execute("SELECT url FROM destination").fetchone()
        if row and row[0] != url and self.count():
            raise QueueRefused(
                f"{self.count()} reports wait here for {row[0]}: send them there first"
                f" (controlroom feed resend --url {row[0]}), or use another --queue-dir"
            )
        self._db.execute("INSERT OR REPLACE INTO destination VALUES (1, ?)", (url,))

    def _take_lock(self) -> None:
        """A lock that the system frees when the process dies, on every system that sqlite runs on."""
        if self._directory is None or self._lock is not None:
            return
        lock = sqlite3.connect(self._directory / "sending.lock", isolation_level=None, timeout=0)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            lock.close()
            raise QueueRefused(f"another process is sending from {self._directory}") from error
        self._lock = lock

    def put(self, feed: FeedName, reports: Iterable[dict[str, Any]]) -> int:
        """How many were added; on disk when it returns. A report that waits already is not added again."""
        before = self._db.total_changes
        rows = ((feed, _digest(feed, body), body) for body in map(canonical, reports))
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.executemany("INSERT OR IGNORE INTO waiting (feed, digest, body) VALUES (?, ?, ?)", rows)
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        return self._db.total_changes - before

    def refuse(self, feed: FeedName, body: str, reason: str) -> None:
        """Keep apart what could not even become a report."""
        self._db.execute("INSERT INTO refused (feed, body, reason) VALUES (?, ?, ?)", (feed, body, reason))

    def next_batch(self, size: int) -> list[Waiting]:
        """The oldest reports, up to where another feed begins."""
        rows = self._db.execute("SELECT n, feed, body FROM waiting ORDER BY n LIMIT ?", (size,)).fetchall()
        batch = [Waiting(n, cast(FeedName, feed), body) for n, feed, body in rows]
        return [report for place, report in enumerate(batch) if _same_feed(batch[: place + 1])]

    def settle(self, answered: Sequence[Waiting], refused: Sequence[tuple[Waiting, str]]) -> None:
        """In one transaction: `answered` leave, `refused` move apart with their reasons."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT INTO refused (feed, body, reason) VALUES (?, ?, ?)",
            [(report.feed, report.body, reason) for report, reason in refused],
        )
        gone = [*answered, *(report for report, _ in refused)]
        self._db.executemany("DELETE FROM waiting WHERE n = ?", [(report.n,) for report in gone])
        self._db.execute("COMMIT")

    def count(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM waiting").fetchone()[0])

    def destination(self) -> str | None:
        row = self._db.execute("SELECT url FROM destination").fetchone()
        return None if row is None else str(row[0])

    def refused(self) -> list[RefusedReport]:
        rows = self._db.execute("SELECT feed, body, reason FROM refused ORDER BY n")
        return [RefusedReport(*row) for row in rows]

    def queue_refused_again(self) -> int:
        """Give what the server refused another chance, for instance after a site was registered."""
        again = [report for report in self.refused() if _is_report(report.body)]
        for report in again:
            self.put(cast(FeedName, report.feed), [json.loads(report.body)])
        self._db.executemany("DELETE FROM refused WHERE body = ?", [(report.body,) for report in again])
        return len(again)

    def close(self) -> None:
        self._db.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _digest(feed: str, body: str) -> bytes:
    return sha256(f"{feed}\n{body}".encode()).digest()


def _same_feed(batch: Sequence[Waiting]) -> bool:
    return len({report.feed for report in batch}) == 1


def _is_report(body: str) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False
