"""Long polls of the feed: who waits is woken by the next commit, by the end of his time, or by the end of the hub."""

from __future__ import annotations

import asyncio

LONGEST = 25.0
"""Seconds; below the read time-out of every client and of the routers between."""


class Bell:
    """Rung from any thread; awaited in one event loop."""

    def __init__(self) -> None:
        self.rings = 0
        self.closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[asyncio.Event] = set()

    def ring(self) -> None:
        """Something was committed."""
        self.rings += 1
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._wake)

    def close(self) -> None:
        """Nobody waits any more."""
        self.closed = True
        self.ring()

    async def wait(self, rings: int, seconds: float) -> None:
        """Until it rang more often than ``rings``, for so many seconds at most."""
        self._loop = asyncio.get_running_loop()
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            if self.rings == rings and not self.closed:
                await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._waiting.discard(event)

    def _wake(self) -> None:
        for event in self._waiting:
            event.set()


def seconds_of(text: str | None) -> float:
    """How long a request wants to wait, 0 where it does not say so or says something else."""
    try:
        return max(0.0, min(float(text or 0), LONGEST))
    except ValueError:
        return 0.0
