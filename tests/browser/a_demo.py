"""The real program, started as a script starts it."""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

from playwright.sync_api import Locator, Page

ROOT = Path(__file__).parents[2]


@dataclass
class Demo:
    """`controlroom demo --json`, as a script starts it."""

    process: subprocess.Popen[str]
    said: dict[str, Any]

    @property
    def wall(self) -> str:
        return str(self.said["wall"])

    @property
    def base(self) -> str:
        return str(self.said["base"])

    def report(self, feed: str, call_sign: str, **body: Any) -> dict[str, Any]:
        """As curl would send it."""
        token = next(u["token"] for u in self.said["units"] if u["call_sign"] == call_sign)
        report = {"id": str(uuid4()), "at": datetime.now(UTC).isoformat(), **body}
        request = Request(
            f"{self.base}/feeds/{feed}",
            json.dumps(report).encode(),
            {"authorization": f"Bearer {token}", "content-type": "application/json"},
        )
        with urlopen(request, timeout=10) as answer:
            assert answer.status == 201
            accepted: dict[str, Any] = json.load(answer)
        return accepted

    def sign_in(self, page: Page, name: str) -> None:
        user = next(u for u in self.said["users"] if u["name"] == name)
        page.goto(f"{self.base}/desk")
        page.fill("input[name=name]", user["name"])
        page.fill("input[name=password]", user["password"])
        page.keyboard.press("Enter")
        page.wait_for_selector("#panel-alerts")
        page.wait_for_load_state()  # its scripts have run: a key that is pressed now is heard


def start(*options: str) -> Demo:
    command = [sys.executable, "-m", "controlroom", "demo", "--json", "--no-simulator", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return Demo(process, json.loads(process.stdout.readline()))


def walk_to(row: Locator) -> None:
    """Down the queue by j, until this alert has the focus."""
    for _ in range(20):
        row.page.keyboard.press("j")
        if row.evaluate("row => row === document.activeElement"):
            return
    raise AssertionError("j does not lead to this alert")


def end(demo: Demo, how: signal.Signals = signal.SIGTERM) -> None:
    demo.process.send_signal(signal.SIGCONT)
    demo.process.send_signal(how)
    assert demo.process.wait(timeout=20) in (0, -how, 128 + how)
    assert demo.process.stdout
    demo.process.stdout.close()
