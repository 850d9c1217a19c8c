"""What a runner needs of a transport, whatever carries the bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from device_drivers.protocols.machine import Event

Deliver = Callable[[Event], None]


class Link(Protocol):
    """One connection to one device.

    `open` returns the channels on offer and then calls `deliver` in the loop's thread for every notification, chunk of
    bytes and for the loss of the link. A notification is confirmed only after `deliver` returned; where it raises, the
    confirmation is withheld as far as the system allows. All methods raise DeviceError, reads, writes and subscriptions
    also AttributeRefused. `close` never raises and may be called at any time.
    """

    async def open(self, deliver: Deliver) -> frozenset[str]:
        """Connects; the channels on offer."""

    async def write(self, channel: str, data: bytes, response: bool) -> None:
        """Sends bytes; with response, returns once the device acknowledged."""

    async def read(self, channel: str) -> bytes:
        """Reads a characteristic."""

    async def subscribe(self, channel: str) -> None:
        """Turns notifications or indications on."""

    async def close(self) -> None:
        """Ends the connection."""
