"""One conditional GET with bounds on everything; its failures are plain words without secrets."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import httpx2

from controlroom.clock import Clock
from controlroom.feeds.connectors.config import PollConfig
from controlroom.feeds.connectors.core import NotNow
from controlroom.retry_after import retry_after

MOST_REDIRECTS = 3
WHOLE_ANSWER = 5
"""Times timeout_s within which the whole answer must be there: a drip every second is no answer."""


class Marks(Protocol):
    @property
    def etag(self) -> str | None: ...

    @property
    def last_modified(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Fetched:
    body: bytes
    etag: str | None
    last_modified: str | None


async def fetch(
    client: httpx2.AsyncClient, config: PollConfig, secrets: Mapping[str, str], marks: Marks, clock: Clock
) -> Fetched | None:
    """What the address says now; None when that is what it said before; NotNow when it cannot be had."""
    host = httpx2.URL(config.url).host
    try:
        async with asyncio.timeout(config.timeout_s * WHOLE_ANSWER):
            return await _follow(client, config, secrets, marks, clock)
    except (httpx2.TimeoutException, TimeoutError) as error:
        raise NotNow(f"{host} did not answer in time") from error
    except httpx2.ConnectError as error:
        raise NotNow(f"{host} cannot be reached") from error
    except (httpx2.RequestError, httpx2.InvalidURL) as error:
        raise NotNow(f"the answer of {host} broke off ({type(error).__name__})") from error


async def _follow(
    client: httpx2.AsyncClient, config: PollConfig, secrets: Mapping[str, str], marks: Marks, clock: Clock
) -> Fetched | None:
    start = url = httpx2.URL(config.url)
    for _ in range(MOST_REDIRECTS + 1):
        headers = _conditions(marks) | (dict(secrets) if _same_origin(url, start) else {})
        async with client.stream("GET", url, headers=headers) as answer:
            if not answer.has_redirect_location:
                return await _read(answer, config, clock)
            url = _next_url(url, answer.headers["Location"])
    raise NotNow(f"{start.host} redirects more than {MOST_REDIRECTS} times")


def same_server(base: str, address: str) -> str | None:
    """Where this address leads from there; None if to another server, or nowhere."""
    try:
        start, goal = httpx2.URL(base), httpx2.URL(base).join(address)
    except httpx2.InvalidURL:
        return None
    return str(goal) if _same_origin(goal, start) else None


def _conditions(marks: Marks) -> dict[str, str]:
    headers = {"If-None-Match": marks.etag, "If-Modified-Since": marks.last_modified}
    return {name: value for name, value in headers.items() if value}


def _same_origin(one: httpx2.URL, other: httpx2.URL) -> bool:
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)


def _next_url(url: httpx2.URL, location: str) -> httpx2.URL:
    goal = url.join(location)
    if goal.scheme not in {url.scheme, "https"}:
        raise NotNow(f"{url.host} redirects from {url.scheme} to {goal.scheme}, which is not followed")
    return goal


async def _read(answer: httpx2.Response, config: PollConfig, clock: Clock) -> Fetched | None:
    if answer.status_code == 304:
        return None
    if answer.status_code != 200:
        asked_s = retry_after(answer.headers.get("Retry-After"), clock.now())
        raise NotNow(f"{answer.url.host} answered {answer.status_code}", asked_s)
    body = bytearray()
    async for chunk in answer.aiter_bytes():
        body += chunk
        if len(body) > config.max_bytes:
            raise NotNow(f"{answer.url.host} answers more than {config.max_bytes} bytes")
    return Fetched(bytes(body), answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
