"""An event loop whose time runs faster while it has nothing to do: timers keep their order and their distances, nobody waits.

What works is not hurried, so a busy computer does not make a device miss its turn as it would on a clock that always runs fast.
"""

from __future__ import annotations

import asyncio
import selectors
import sys
import time

PACE = 5.0  # seconds of the loop in one of ours
CAN_HURRY = sys.platform != "win32"  # there the hub's loop has no selector


class _Selector(selectors.DefaultSelector):
    """ahead: seconds by which the loop's time is in front of ours."""

    ahead = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Waits a part of `timeout` and counts it whole."""
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        began = time.monotonic()
        ready = super().select(timeout / PACE)
        self.ahead += min(time.monotonic() - began, timeout / PACE) * (PACE - 1)
        return ready


class HurriedLoop(asyncio.SelectorEventLoop):
    """See the module."""

    def __init__(self) -> None:
        self._waiting = _Selector()
        super().__init__(self._waiting)

    def time(self) -> float:
        """Ours, and what was saved."""
        return super().time() + self._waiting.ahead


def hurried_loop() -> asyncio.AbstractEventLoop:
    """A hurried loop where there can be one."""
    return HurriedLoop() if CAN_HURRY else asyncio.new_event_loop()
