"""What a test inside an event loop waits for: what a link delivers or, where nothing shall come, that the loop has gone round."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from device_drivers.protocols.machine import BytesIn, Disconnected, Event

PATIENCE = 15.0


class Ear:
    """Where a link delivers to; events: everything it delivered, oldest first. What does not come in time fails the test by name."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._came = asyncio.Event()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self._came.set()

    @property
    def data(self) -> bytes:
        return b"".join(event.data for event in self.events if isinstance(event, BytesIn))

    async def hear(self, count: int) -> list[Event]:
        """All events, as soon as there are `count`."""
        await self._until(lambda: len(self.events) >= count, f"{count} events")
        return self.events

    async def hear_bytes(self, count: int) -> bytes:
        """All bytes, as soon as there are `count`."""
        await self._until(lambda: len(self.data) >= count, f"{count} bytes")
        return self.data

    async def hear_loss(self) -> None:
        """Until the link is lost."""
        await self._until(lambda: Disconnected() in self.events, "the loss of the link")

    async def _until(self, heard: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not heard():
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            pytest.fail(f"waited for {what}, heard {self.events}")


async def rounds(count: int) -> None:
    """The loop goes round `count` times: what was ready to happen has happened, and what that made ready, and so on."""
    for _ in range(count):
        await asyncio.sleep(0)
