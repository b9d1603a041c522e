"""Take the pictures of docs/img from a demo that runs for it: python -m tools.pictures [FOLDER]."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

from playwright.sync_api import Browser, Page, sync_playwright

from tools.browser import installed

ROOT = Path(__file__).parents[1]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LOOK_AFTER_MS = 40_000
"""By then the units of the demo have reported, and what they report late has raised its alerts."""
OPACITY = "e => getComputedStyle(e).opacity"
"""The mark of a P1 blinks: the picture is taken when it has just come on."""
VAN = "White van for the third day in a row, two men, engine running"


@contextmanager
def demo() -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """`controlroom demo`, and what it says of itself."""
    command = [sys.executable, "-m", "controlroom", "demo", "--json", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process, json.loads(process.stdout.readline() if process.stdout else "")
    finally:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wall(browser: Browser, said: dict[str, Any], width: int, height: int, wish: str = "") -> Page:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(said["wall"])
    if wish:
        page.goto(f"{said['base']}/wall?{wish}")
    page.wait_for_selector("html[data-beat]", state="attached")
    return page


def desk(browser: Browser, said: dict[str, Any], width: int, height: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(said["desk"])
    page.fill("input[name=name]", said["users"][0]["name"])
    page.fill("input[name=password]", said["users"][0]["password"])
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-beat]", state="attached")
    return page


def report(said: dict[str, Any], call_sign: str, **words: Any) -> None:
    token = next(unit["token"] for unit in said["units"] if unit["call_sign"] == call_sign)
    body = {"id": str(uuid4()), "at": datetime.now(UTC).isoformat(), **words}
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    request = Request(f"{said['base']}/feeds/incidents", json.dumps(body).encode(), headers)  # noqa: S310 - the demo
    urlopen(request).close()  # noqa: S310


def take(browser: Browser, process: subprocess.Popen[str], said: dict[str, Any], folder: Path) -> None:
    pages = {
        "wall-1080p": wall(browser, said, 1920, 1080),
        "wall-2160p": wall(browser, said, 3840, 2160),
        "wall-three-columns": wall(browser, said, 1920, 1080, "k=0.76"),
        "wall-day": wall(browser, said, 1920, 1080, "theme=day"),
        "desk": desk(browser, said, 1440, 900),
        "desk-phone": desk(browser, said, 390, 844),
    }
    first = pages["wall-1080p"]
    first.wait_for_timeout(LOOK_AFTER_MS)
    report(said, "EU-01B", kind="suspicious_vehicle", site="EEAS", priority=2, text=VAN)
    first.wait_for_timeout(3_500)
    for name, page in pages.items():
        page.screenshot(path=folder / f"{name}.png")
    os.kill(process.pid, signal.SIGSTOP)
    first.wait_for_timeout(8_000)
    first.screenshot(path=folder / "stale.png")
    os.kill(process.pid, signal.SIGCONT)
    report(said, "EU-01A", kind="breach", site="EUROPA", priority=1, text="A man climbed the fence at gate 2")
    first.wait_for_selector(".takeover", timeout=15_000)
    first.wait_for_timeout(1_500)
    for opacity in "01":
        while first.locator(".emergency .shape").evaluate(OPACITY) != opacity:
            first.wait_for_timeout(20)
    first.screenshot(path=folder / "takeover.png")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "img"
    folder.mkdir(parents=True, exist_ok=True)
    with demo() as (process, said), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=ARGUMENTS)
        take(browser, process, said, folder)
        browser.close()


if __name__ == "__main__":
    main()
