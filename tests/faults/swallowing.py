"""A network between the watch and its database that can swallow everything without a word."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

HERE, THERE, PORT, RELAY_PORT = "10.213.7.1", "10.213.7.2", 7001, 7002
NETWORK = f"""
ip netns add swallow
ip link add swallow0 type veth peer name swallow1 netns swallow
ip addr add {HERE}/30 dev swallow0
ip link set swallow0 up
ip netns exec swallow ip addr add {THERE}/30 dev swallow1
ip netns exec swallow ip link set swallow1 up
"""
SWALLOW = f"""
ip neigh replace {THERE} lladdr 02:00:00:00:00:02 dev swallow0 nud permanent
ip netns exec swallow ip neigh replace {HERE} lladdr 02:00:00:00:00:01 dev swallow1 nud permanent
"""
PASS = f"""
ip neigh del {THERE} dev swallow0
ip netns exec swallow ip neigh del {HERE} dev swallow1
"""
RELAY = f"""
import asyncio
from tests.faults.swallowing import relay
asyncio.run(relay("{THERE}", {RELAY_PORT}, "{HERE}", {PORT}))
"""


@dataclass(frozen=True)
class Network:
    """`database_url` leads through it."""

    database_url: str

    def swallow(self) -> None:
        _do(SWALLOW)

    def let_pass(self) -> None:
        _do(PASS)


async def relay(host: str, port: int, to_host: str, to_port: int) -> None:
    async def carry(asking: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        answering, there = await asyncio.open_connection(to_host, to_port)
        await asyncio.gather(_pour(asking, there), _pour(answering, back), return_exceptions=True)

    async with await asyncio.start_server(carry, host, port) as server:
        await server.serve_forever()


async def _pour(source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            into.write(data)
    finally:
        into.close()


def _do(commands: str) -> None:
    for command in commands.strip().splitlines():
        subprocess.run(command.split(), check=True, capture_output=True)


@asynccontextmanager
async def a_network(database_url: str) -> AsyncIterator[Network]:
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("a network of its own needs root and iproute2")
    port = urlsplit(database_url).port
    assert port
    try:
        _do(NETWORK)
    except subprocess.CalledProcessError as refused:
        pytest.skip(f"no network of its own here: {refused.stderr.decode()}")
    far = await asyncio.create_subprocess_exec("ip", "netns", "exec", "swallow", sys.executable, "-c", RELAY)
    near = asyncio.create_task(relay(HERE, PORT, "127.0.0.1", port))
    try:
        await asyncio.sleep(2)
        yield Network(database_url.replace(f"127.0.0.1:{port}", f"{THERE}:{RELAY_PORT}"))
    finally:
        far.terminate()
        near.cancel()
        await far.wait()
        _do("ip link del swallow0\nip netns del swallow")
