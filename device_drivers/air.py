"""The one scanner all devices share: listens while wanted, pauses while somebody connects, comes back by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from device_drivers.errors import DeviceError, Reason
from device_drivers.manifest import Advert
from device_drivers.transports.ble import BleBackend, BleScanner
from device_drivers.transports.pairing import Agent, system_agent

if TYPE_CHECKING:
    from bleak.backends.device import BLEDevice

RETRY_SECONDS = (5.0, 10.0, 30.0, 60.0)  # an adapter that is off or unplugged
SILENCE_SECONDS = 90.0  # nothing heard at all: after suspend some systems forget the scan without a word


class Air:
    """Bluetooth reception. heard(advert, target) is called for every advert, down(reason) when the radio fails, up() when
    it works again."""

    def __init__(self, heard: Callable[[Advert, BLEDevice], None], down: Callable[[Reason], None], up: Callable[[], None]) -> None:
        self.backend: BleBackend | None = None
        self.agent: Agent | None = system_agent()
        self._heard = heard
        self._down = down
        self._up = up
        self._wanted = False
        self._changed = asyncio.Event()
        self._lock = asyncio.Lock()
        self._scanner: BleScanner | None = None
        self._task: asyncio.Task[None] | None = None
        self._count = 0

    def want(self, wanted: bool) -> None:
        """Listen from now on, or no longer."""
        self._wanted = wanted
        self._changed.set()
        if wanted and self._task is None:
            self._task = asyncio.create_task(self._listen(), name="air")

    def use(self, backend: BleBackend) -> None:
        """Another radio, tried at once: what was wrong with the one before says nothing of it."""
        self.backend, self.agent = backend, backend.agent
        self._changed.set()

    @asynccontextmanager
    async def quiet(self) -> AsyncIterator[None]:
        """Held while connecting: one connection at a time, no scan meanwhile."""
        async with self._lock:
            await self._stop_scanner()
            try:
                yield
            finally:
                self._changed.set()  # the listener starts the scanner again

    async def collect(self, seconds: float) -> None:
        """Listens for so many seconds, whether wanted otherwise or not. DeviceError where the radio does not work."""
        async with self._lock:
            await self._start_scanner()
        await asyncio.sleep(seconds)
        if not self._wanted:
            await self._stop_scanner()

    async def close(self) -> None:
        """Stops for good."""
        self._wanted = False
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._stop_scanner()

    async def _listen(self) -> None:
        failures = 0
        while True:
            self._changed.clear()
            try:
                async with self._lock:
                    await (self._start_scanner() if self._wanted else self._stop_scanner())
                if failures:
                    self._up()
                failures = 0
                await self._wait_for_change()
            except DeviceError as error:
                self._down(error.reason)
                await self._pause(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
                failures += 1

    async def _wait_for_change(self) -> None:
        before = self._count
        await self._pause(SILENCE_SECONDS)
        if self._count == before and self._wanted:
            await self._stop_scanner()

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    async def _start_scanner(self) -> None:
        if self._scanner is None:
            scanner = BleScanner(self._on_advert, self.backend)
            await scanner.start()
            self._scanner = scanner

    async def _stop_scanner(self) -> None:
        scanner, self._scanner = self._scanner, None
        if scanner is not None:
            await scanner.stop()

    def _on_advert(self, advert: Advert, target: BLEDevice) -> None:
        self._count += 1
        self._heard(advert, target)
