"""One attempt to hand a message over, with bounds on everything; its failures are plain words."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import httpx2

from controlroom import __version__
from controlroom.clock import Clock, monotonic
from controlroom.errors import Refused
from controlroom.retry_after import retry_after
from controlroom.webhooks.address import check_address
from controlroom.webhooks.outbox import Delivery
from controlroom.webhooks.patience import Outcome
from controlroom.webhooks.signature import signed

WITHIN_S: Final = 10.0
"""From looking up the name to the answer's head."""
READ_AT_MOST: Final = 4096
READ_WITHIN_S: Final = 1.0
"""Of what an answer says: only so that a short one leaves its connection fit for the next message."""


def _make_client() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        follow_redirects=False,
        trust_env=False,
        timeout=None,  # there is one around the whole attempt
        limits=httpx2.Limits(max_connections=None, max_keepalive_connections=50, keepalive_expiry=30),
        headers={"user-agent": f"controlroom/{__version__}", "content-type": "application/json"},
    )


class Post:
    def __init__(self, clock: Clock, *, plain_http: bool, within_s: float = WITHIN_S) -> None:
        self._clock = clock
        self._plain_http = plain_http
        self._within_s = within_s

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """While messages are handed over."""
        async with _make_client() as self._client:
            yield

    async def hand_over(self, delivery: Delivery) -> Outcome:
        began = monotonic()
        status, why, asked_s = await self._try(delivery)
        return Outcome(status, why, round((monotonic() - began) * 1000), asked_s)

    async def _try(self, delivery: Delivery) -> tuple[int | None, str | None, float]:
        """The answer's status, why that is no success, and for how long it asks to be left alone."""
        try:
            check_address(delivery.url, plain_http=self._plain_http)
            async with asyncio.timeout(self._within_s):
                answer = await self._send(delivery)
        except Refused as error:
            return None, error.detail, 0.0
        except (TimeoutError, httpx2.TimeoutException):
            return None, f"no answer within {self._within_s:g} s", 0.0
        except httpx2.ConnectError as error:
            return None, _why_not_reached(error), 0.0
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            return None, f"the answer broke off ({type(error).__name__})", 0.0
        if answer.is_success:
            return answer.status_code, None, 0.0
        asked_s = retry_after(answer.headers.get("retry-after"), self._clock.now())
        return answer.status_code, f"it answered {answer.status_code}", asked_s

    async def _send(self, delivery: Delivery) -> httpx2.Response:
        body = delivery.body.encode()
        headers = signed(delivery.secrets, delivery.id, self._clock.now(), body)
        async with self._client.stream("POST", delivery.url, content=body, headers=headers) as answer:
            with suppress(TimeoutError, httpx2.TransportError):
                async with asyncio.timeout(READ_WITHIN_S):
                    await _read_a_little(answer)
            return answer


def _why_not_reached(error: BaseException) -> str:
    """The cause lies some errors deep; what the errors say may hold the address."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return f"no TLS that is trusted ({cause.reason})"
        cause = cause.__cause__ or cause.__context__
    return "it cannot be reached"


async def _read_a_little(answer: httpx2.Response) -> None:
    read = 0
    async for chunk in answer.aiter_raw():
        read += len(chunk)
        if read > READ_AT_MOST:
            return
