"""Processes that belong to the demo: they start without root's rights and die with whoever started them."""

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from controlroom.errors import ControlRoomError

POLL_S = 0.02
PATIENCE_S = 10.0
UNPRIVILEGED = "nobody"


class EmbeddedFailed(ControlRoomError):
    slug = "embedded-failed"
    title = "An embedded database did not start"


@dataclass(slots=True)
class Child:
    """One process of ours, and the signal that ends it politely."""

    process: asyncio.subprocess.Process
    farewell: signal.Signals

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def ended(self) -> bool:
        return self.process.returncode is not None

    async def stop(self) -> None:
        if self.ended:
            return
        self.process.send_signal(self.farewell)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


async def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    farewell: signal.Signals,
    reaches: Sequence[Path],
    stdin: bytes = b"",
) -> Child:
    """Start `command` in a session of its own (Ctrl-C is ours to handle), writing to `log`."""
    with log.open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            *_wrapped(command, farewell, reaches),
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    if process.stdin is not None:
        process.stdin.write(stdin)
        process.stdin.close()
    return Child(process, farewell)


def _wrapped(command: Sequence[str | Path], farewell: signal.Signals, reaches: Sequence[Path]) -> list[str]:
    words = [str(word) for word in command]
    if _setpriv() is None:
        if os.geteuid() == 0:
            raise EmbeddedFailed(
                "as root the demo needs `setpriv` (package util-linux); or start it as another user"
            )
        return words
    return [*_without_privileges(reaches), "--pdeathsig", farewell.name.removeprefix("SIG"), "--", *words]


def _without_privileges(reaches: Sequence[Path]) -> list[str]:
    """As root: become `nobody`, who may pass the closed directories above `reaches`; none is opened."""
    if os.geteuid() != 0:
        return ["setpriv"]
    user = pwd.getpwnam(UNPRIVILEGED)
    words = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    if all(map(_open_to_all, reaches)):
        return [*words, "--inh-caps=-all"]
    # access(2), by which PostgreSQL looks for its own programs, heeds a capability only with this securebit
    passing = [
        "--securebits=+no_setuid_fixup",
        "--inh-caps=-all,+dac_override",
        "--ambient-caps=-all,+dac_override",
    ]
    return [*words, *passing]


def _open_to_all(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


@cache
def _setpriv() -> str | None:
    """The `setpriv` of util-linux; the one of busybox cannot tie a child to its parent."""
    found = shutil.which("setpriv")
    if found is None:
        return None
    tried = subprocess.run([found, "--pdeathsig", "TERM", "--", "true"], capture_output=True, check=False)
    return found if tried.returncode == 0 else None


def give_to_unprivileged(path: Path) -> None:
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        os.chown(path, user.pw_uid, user.pw_gid)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
