"""A virtual OpenBCI Cyton on a serial line: eight channels of one made-up heart."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from decimal import Decimal

from device_drivers.protocols.afe_boards import CYTON_BEGIN, CYTON_GAIN, CYTON_HZ, CYTON_STOP, CYTON_VREF, CytonSample, encode_cyton
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.heart import Heart
from device_drivers.virtual.serial_peers import SerialPeer

FULL_SCALE = 2**23 - 1
AT_ONCE = 50  # bytes per write: packets never arrive whole


class CytonInside:
    """log: counts of every packet made, in order."""

    def __init__(self, rate: float = 66.0) -> None:
        self.streaming = False
        self.log: list[tuple[int, ...]] = []
        self._heart = Heart(rate)

    def hear(self, data: bytes) -> None:
        """Letters the host sends."""
        for letter in data:
            if bytes((letter,)) == CYTON_BEGIN:
                self.streaming = True
            elif bytes((letter,)) == CYTON_STOP:
                self.streaming = False

    def packet(self) -> bytes:
        """The next one."""
        number = len(self.log)
        volts = self._heart.millivolts(number / CYTON_HZ) / 1000
        counts = tuple(round(volts * share / 8 * CYTON_GAIN / CYTON_VREF * FULL_SCALE) for share in range(1, 9))
        self.log.append(counts)
        return encode_cyton(CytonSample(number % 256, counts))


class CytonPeer(SerialPeer):
    """On the line. inside: what it sent. spoil: so many packets leave damaged."""

    driver = "openbci-cyton"
    model = "OpenBCI Cyton"
    name = "OpenBCI Cyton"

    def __init__(self, clock: DeviceClock) -> None:
        super().__init__()
        self.clock = clock
        self.inside = CytonInside()
        self.spoil = 0
        self.taken: list[Taken] = []

    @property
    def id(self) -> str:
        """As the hub names it."""
        return f"serial:{self.url}"

    async def take(self) -> Taken:
        """A heart rate, as its owner would note it."""
        taken = Taken(self.id, self.clock.world(), self.clock.now(), (("heart_rate", Decimal(66), "/min"),))
        self.taken.append(taken)
        return taken

    def heard(self, data: bytes) -> None:
        """Starts and stops."""
        was = self.inside.streaming
        self.inside.hear(data)
        if self.inside.streaming and not was:
            self.spawn(self._stream())

    async def _stream(self) -> None:
        loop = asyncio.get_running_loop()
        began, sent = loop.time(), 0
        while self.inside.streaming:
            await asyncio.sleep(0.02)
            due = int((loop.time() - began) * CYTON_HZ)
            wire = b"".join(self._next() for _ in range(due - sent))
            sent = due
            for at in range(0, len(wire), AT_ONCE):
                with suppress(OSError):
                    await self._put(wire[at : at + AT_ONCE])

    def _next(self) -> bytes:
        packet = self.inside.packet()
        if self.spoil:
            self.spoil -= 1
            packet = packet[:-1] + b"\x00"
        return packet


async def make(_: object, number: int, clock: DeviceClock) -> CytonPeer:
    """A board that is plugged in; number is not needed, its port is its own."""
    board = CytonPeer(clock)
    await board.listen()
    return board
