"""One way through a network, as a process of its own: packets come in, wait, are lost, or go on.

A TUN device has the far address behind it. What is sent there is read here, given `127.0.0.1` as its goal
and the far address as its origin, and put back. So any port of this machine is reached over the device by
real TCP of the kernel, which sees its packets late or never; both directions are treated alike. Nothing is
left behind: the device ends with this process, and this process when its standard input does.

Standard input takes lines `{"loss": 0.3, "delay_s": 0.2}`, standard output has a line of counts for each.
"""

import json
import os
import random
import select
import socket
import struct
import sys
from collections import deque
from fcntl import ioctl
from pathlib import Path
from time import monotonic

TUN = "/dev/net/tun"
TUNSETIFF, TUN_DEVICE, WITHOUT_PREFIX = 0x400454CA, 0x0001, 0x1000
SIOCGIFFLAGS, SIOCSIFFLAGS, SIOCSIFADDR, SIOCSIFDSTADDR = 0x8913, 0x8914, 0x8916, 0x8918
UP = 0x1
ROUTE_LOCALNET = "/proc/sys/net/ipv4/conf/{}/route_localnet"
FIRST_ADDRESS = (198 << 24) + (18 << 16)
"""198.18.0.0/15 is set aside for trials of networks (RFC 2544)."""
TCP = 6
LONGEST_PACKET = 2048
THIS_MACHINE = socket.inet_aton("127.0.0.1")


class Tunnel:
    """`here` is who asks, `there` the far address; `spoil` says what becomes of packets from now on."""

    def __init__(self, seed: int) -> None:
        self.fd = os.open(TUN, os.O_RDWR | os.O_NONBLOCK)
        asked = struct.pack("16sH22x", b"lossy%d", TUN_DEVICE | WITHOUT_PREFIX)
        self.name = ioctl(self.fd, TUNSETIFF, asked)[:16].rstrip(b"\0").decode()
        first = FIRST_ADDRESS + 4 * int(self.name.removeprefix("lossy"))
        self.here, self.there = struct.pack("!I", first + 1), struct.pack("!I", first + 2)
        self._loss, self._delay_s, self._chance = 0.0, 0.0, random.Random(seed)
        self._under_way: deque[tuple[float, bytes]] = deque()
        self.carried = self.lost = 0

    def open(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
            name = self.name.encode()
            for request, address in ((SIOCSIFADDR, self.here), (SIOCSIFDSTADDR, self.there)):
                ioctl(any_socket, request, struct.pack("16sHH4s16x", name, socket.AF_INET, 0, address))
            (flags,) = struct.unpack("16xH22x", ioctl(any_socket, SIOCGIFFLAGS, struct.pack("16s24x", name)))
            ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH22x", name, flags | UP))
        Path(ROUTE_LOCALNET.format(self.name)).write_text("1")

    def spoil(self, loss: float, delay_s: float) -> None:
        self._loss, self._delay_s = loss, delay_s
        if loss == 1:
            self.lost += len(self._under_way)
            self._under_way.clear()

    def due_in_s(self) -> float | None:
        return max(self._under_way[0][0] - monotonic(), 0) if self._under_way else None

    def take(self) -> None:
        """Read what the kernel sent; in order, since a network that is only slow does not overtake itself."""
        while packet := self._read():
            turned = self._turned(packet)
            if turned is None:
                continue
            if self._chance.random() < self._loss:
                self.lost += 1
            else:
                before = self._under_way[-1][0] if self._under_way else 0
                self._under_way.append((max(monotonic() + self._delay_s, before), turned))

    def put(self) -> None:
        now = monotonic()
        while self._under_way and self._under_way[0][0] <= now:
            os.write(self.fd, self._under_way.popleft()[1])
            self.carried += 1

    def _read(self) -> bytes:
        try:
            return os.read(self.fd, LONGEST_PACKET)
        except BlockingIOError:
            return b""

    def _turned(self, packet: bytes) -> bytes | None:
        """As it comes in at the other end; None for what else a kernel says on a new device."""
        if packet[0] >> 4 != 4 or packet[9] != TCP or packet[16:20] != self.there:
            return None
        goal = THIS_MACHINE if packet[12:16] == self.here else self.here
        return readdressed(packet, self.there + goal)


def readdressed(packet: bytes, addresses: bytes) -> bytes:
    """With other addresses, and both sums of the packet that cover them put right (RFC 1624)."""
    more = _sum(addresses) - _sum(packet[12:20])
    turned = bytearray(packet)
    turned[12:20] = addresses
    for at in (10, 4 * (packet[0] & 15) + 16):
        (before,) = struct.unpack_from("!H", packet, at)
        now = (0xFFFF - before) + more
        while not 0 <= now <= 0xFFFF:
            now = (now & 0xFFFF) + (now >> 16)
        struct.pack_into("!H", turned, at, 0xFFFF - now)
    return bytes(turned)


def _sum(words: bytes) -> int:
    return sum(struct.unpack(f"!{len(words) // 2}H", words))


def run(tunnel: Tunnel) -> None:
    """Until standard input ends."""
    while True:
        ready, _, _ = select.select([tunnel.fd, sys.stdin], [], [], tunnel.due_in_s())
        if tunnel.fd in ready:
            tunnel.take()
        if sys.stdin in ready:
            line = sys.stdin.readline()
            if not line:
                return
            tunnel.spoil(**json.loads(line))
            say({"carried": tunnel.carried, "lost": tunnel.lost})
        tunnel.put()


def say(what: dict[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def main() -> None:
    try:
        tunnel = Tunnel(seed=int(sys.argv[1]))
        tunnel.open()
    except (PermissionError, FileNotFoundError) as refused:
        say({"refused": f"{refused.filename or TUN}: {refused.strerror}"})
        return
    say({"device": tunnel.name, "there": socket.inet_ntoa(tunnel.there)})
    run(tunnel)


if __name__ == "__main__":
    main()
