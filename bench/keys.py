"""The desk under an officer's hands in a flood: from a key to the frame in which its answer is painted."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from playwright.async_api import Page

from bench.browser import a_page
from bench.findings import Bar, Findings, Table, at_most, number, percentile
from bench.officers import officers_of
from bench.stand import Stand, a_stand
from bench.traffic import Report, Sent, a_busy_hour, an_incident, report_steadily

HOW: Final = """a duty officer's desk in a real Chromium while units report twenty times a second and two
  serious incidents a second raise alerts of their own, so that the room is in a flood. Keys are pressed one
  after the other, as fast as they are answered. From the moment that the browser gives the key to the frame
  in which the answer is painted: the row that has the focus, the word of the watch that it is stored, the
  alert beside the queue. A search waits 120 ms for the next letter, and that is counted."""
PER_SECOND, FLOOD_EVERY = 22, 11
FLOODED_S: Final = 8.0
ROUNDS: Final = 40
ANSWERED_MS, SEARCHED_MS = 150, 300
ANSWER_WITHIN_S: Final = 30
WATCH: Final = """
window.until = {
  focus: (was) => document.activeElement?.matches(".alert") && document.activeElement.id !== was,
  said: () => document.querySelector("#said-status, #said-alert")?.parentElement.querySelector("p") !== null
    && window.mutated,
  beside: () => document.querySelector("#detail") !== null,
  board: () => document.querySelector("#beside")?.hidden,
  found: () => document.querySelector("#palette [data-found]")?.dataset.for
    === document.querySelector("#palette-q")?.value,
};
window.press = (what) => {
  const was = document.activeElement?.id;
  window.mutated = false;
  window.answered = new Promise((resolve) => {
    let began = 0;
    const begin = (event) => {
      began = event.timeStamp;
      look();
    };
    addEventListener("keydown", begin, { capture: true, once: true });
    const said = document.querySelector(".said");
    const all = new MutationObserver((list) => {
      if (list.some((one) => said.contains(one.target))) window.mutated = true;
      look();
    });
    const look = () => setTimeout(() => {
      if (!began || !window.until[what](was)) return;
      all.disconnect();
      removeEventListener("focusin", look);
      requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => resolve(performance.now() - began);
        after.port2.postMessage(0);
      });
    });
    all.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
    addEventListener("focusin", look);
  });
};
"""
"""A message that is sent within a frame is read after that frame was painted."""
NAMES: Final = {
    "next row": ("j", "focus"),
    "acknowledge": ("a", "said"),
    "take it back": ("u", "said"),
    "open beside the queue": ("Enter", "beside"),
    "back to the board": ("Escape", "board"),
}
AT_THE_LAST: Final = "() => document.activeElement.matches('.alert:last-of-type')"
"""Where `j` leads nowhere; the row before it is a next row as well."""
WORDS: Final = ("s 1", "grey", "post", "v 3", "site", "unit")


async def measure(rounds: int = ROUNDS) -> Findings:
    async with AsyncExitStack() as stack:
        stand = await stack.enter_async_context(a_stand())
        page = await stack.enter_async_context(a_desk(stand))
        told: list[Sent] = []
        await stack.enter_async_context(a_flood(stand, told))
        waited = await _hands(page, rounds)
        alerts = await page.locator("#panel-alerts .alert").count()
    return Findings(_bars(waited), [_table(waited, alerts, len(told))])


@asynccontextmanager
async def a_desk(stand: Stand) -> AsyncIterator[Page]:
    async with officers_of(stand, 1) as (officer,), a_page() as page:
        name, _, value = officer.cookie.partition("; ")[0].partition("=")
        await page.context.add_cookies([{"name": name, "value": value, "url": stand.url}])
        await page.add_init_script(WATCH)
        await page.goto(f"{stand.url}/desk")
        await page.locator(".pulse__live").wait_for()
        yield page


@asynccontextmanager
async def a_flood(stand: Stand, told: list[Sent]) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        reporting = group.create_task(report_steadily(stand, PER_SECOND, 3_600, told, make=_flooding))
        await asyncio.sleep(FLOODED_S)
        yield
        reporting.cancel()


def _flooding(n: int) -> Report:
    if n % FLOOD_EVERY:
        return a_busy_hour(n)
    path, said = an_incident(n)
    return path, {**said, "kind": "breach", "priority": 2}


async def _hands(page: Page, rounds: int) -> Mapping[str, list[float]]:
    waited: defaultdict[str, list[float]] = defaultdict(list)
    for turn in range(rounds):
        await page.keyboard.press("Escape")
        await page.keyboard.press("n")
        await page.keyboard.press("a")
        await page.wait_for_function("() => document.activeElement?.hasAttribute('data-unacked')")
        for name in ("acknowledge", "take it back", "open beside the queue", "back to the board", "next row"):
            key, answer = NAMES[name]
            if name == "next row" and await page.evaluate(AT_THE_LAST):
                key = "k"
            waited[name].append(await _press(page, key, answer))
        waited["search, each letter"] += await _search(page, WORDS[turn % len(WORDS)])
    return waited


async def _press(page: Page, key: str, answer: str) -> float:
    await page.evaluate("(what) => window.press(what)", answer)
    await page.keyboard.press(key)
    try:
        took: float = await asyncio.wait_for(page.evaluate("() => window.answered"), ANSWER_WITHIN_S)
    except TimeoutError as error:
        raise TimeoutError(f"{key} was not answered within {ANSWER_WITHIN_S} s") from error
    return took


async def _search(page: Page, word: str) -> list[float]:
    await page.keyboard.press("/")
    await page.locator("#palette-q").fill("")
    took = [await _press(page, letter, "found") for letter in word if letter != " "]
    await page.keyboard.press("Escape")
    return took


def _bars(waited: Mapping[str, Sequence[float]]) -> list[Bar]:
    keys = [ms for name in NAMES for ms in waited[name]]
    return [
        at_most("a key of the desk in a flood to its answer painted, p99", ANSWERED_MS, percentile(keys, 99)),
        at_most(
            "a letter typed in a search in a flood to what it finds painted, p99",
            SEARCHED_MS,
            percentile(waited["search, each letter"], 99),
        ),
    ]


def _table(waited: Mapping[str, Sequence[float]], alerts: int, reports: int) -> Table:
    rows: list[list[Any]] = [
        [name, str(len(ms)), *(number(percentile(ms, share)) for share in (50, 95, 99, 100))]
        for name, ms in waited.items()
    ]
    note = f"{alerts} alerts in the queue at the end; {reports:,} reports were stored meanwhile."
    return Table("Keys in a flood", ["key", "times", "p50 ms", "p95 ms", "p99 ms", "worst ms"], rows, [note])
