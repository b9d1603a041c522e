"""The units of the scenario, reporting over HTTP as real ones would."""

import asyncio
from collections.abc import Iterable, Mapping
from random import Random

import httpx2

from controlroom.clock import Clock
from controlroom.demo.field.sending import Sending
from controlroom.demo.radio import Radio


async def simulate(
    url: str, tokens: Mapping[str, str], sendings: Iterable[Sending], *, clock: Clock, seed: int
) -> None:
    """Report for every unit that has a token, until cancelled; `url` is the server's base."""
    limits = httpx2.Limits(max_connections=8)
    async with (
        httpx2.AsyncClient(base_url=url, timeout=10, limits=limits, trust_env=False) as client,
        asyncio.TaskGroup() as group,
    ):
        radios = {
            unit: Radio(unit, token, client, clock, chance=Random(f"{seed}/{unit}/radio").random)
            for unit, token in tokens.items()
        }
        for radio in radios.values():
            group.create_task(radio.keep_sending())
        await hand_out(sendings, radios, clock)


async def hand_out(sendings: Iterable[Sending], radios: Mapping[str, Radio], clock: Clock) -> None:
    """Give each sending to its unit's radio when its time has come; a unit without a radio says nothing."""
    for sending in sendings:
        if sending.unit not in radios:
            continue
        wait = (sending.due_at - clock.now()).total_seconds()
        if wait > 0:
            await asyncio.sleep(wait)
        radios[sending.unit].hand(sending)
