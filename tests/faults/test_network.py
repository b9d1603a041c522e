"""The networks of the other tests do what is said of them."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from controlroom.clock import monotonic
from tests.faults.network import Link, a_link

MUCH = b"0123456789" * 20_000


@asynccontextmanager
async def an_echo() -> AsyncIterator[int]:
    """A port that says back what it hears."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while heard := await reader.read(65536):
            writer.write(heard)
        writer.close()

    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def a_conversation(link: Link) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    async with an_echo() as port:
        reader, writer = await asyncio.open_connection(link.there, port)
        try:
            yield reader, writer
        finally:
            writer.transport.abort()


async def test_what_is_lost_on_the_way_is_sent_again_and_all_of_it_arrives() -> None:
    async with a_link() as link, a_conversation(link) as (reader, writer):
        await link.loss(0.05)
        writer.write(MUCH)
        async with asyncio.timeout(20):
            assert await reader.readexactly(len(MUCH)) == MUCH
        await link.let_pass()
        assert 0.02 < link.lost / (link.lost + link.carried) < 0.1


async def test_a_question_and_its_answer_take_the_delay_of_both_ways() -> None:
    async with a_link() as link, a_conversation(link) as (reader, writer):
        await link.delay(0.2)
        began = monotonic()
        writer.write(b"?")
        await reader.readexactly(1)
        assert 0.4 <= monotonic() - began < 0.6
        assert link.lost == 0


async def test_a_swallowed_word_closes_nothing_and_arrives_when_the_network_is_back() -> None:
    async with a_link() as link, a_conversation(link) as (reader, writer):
        await link.swallow()
        writer.write(b"?")
        answer = asyncio.create_task(reader.read(1))
        await asyncio.wait([answer], timeout=0.5)
        assert not answer.done()
        await link.let_pass()
        assert await answer == b"?"
        assert link.lost > 0


async def test_two_networks_are_apart_and_nothing_is_left_of_them() -> None:
    async with a_link() as one, a_link() as other:
        await one.swallow()
        async with a_conversation(other) as (reader, writer):
            writer.write(b"?")
            assert await reader.readexactly(1) == b"?"
        assert devices() >= {one.device, other.device}
    assert not devices() & {one.device, other.device}


def devices() -> set[str]:
    return {name for _, name in socket.if_nameindex()}
