"""Who is asked for the digits on a device's label while the system pairs with it."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import Protocol

Ask = Callable[[str], Awaitable[int | None]]
"""Bluetooth address in capitals → the number, None = nobody answered or the person gave up."""


class Agent(Protocol):
    """The system's way of asking."""

    async def start(self, ask: Ask) -> None:
        """From now on the system asks here. DeviceError(NO_AGENT)."""

    async def stop(self) -> None:
        """The system asks elsewhere again; never raises."""


def system_agent() -> Agent | None:
    """BlueZ's on Linux. None: Windows and macOS ask in a window of their own."""
    if sys.platform != "linux":
        return None
    from device_drivers.transports.bluez_agent import BluezAgent

    return BluezAgent()
