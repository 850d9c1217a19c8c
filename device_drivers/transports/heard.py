"""A device that is only heard: its adverts are the whole conversation, and nothing is ever sent to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from device_drivers.errors import DeviceError, Reason
from device_drivers.manifest import Advert
from device_drivers.protocols.machine import Heard
from device_drivers.transports.link import Deliver

SILENCE_SECONDS = 30.0  # a scale repeats itself for ten to twenty seconds after somebody stepped off


class HeardLink:
    """One time of being heard. silent(): called when nothing was heard for SILENCE_SECONDS."""

    def __init__(self, silent: Callable[[], None]) -> None:
        self._silent = silent
        self._early: list[Heard] = []
        self._deliver: Deliver | None = None
        self._timer: asyncio.TimerHandle | None = None

    def hear(self, advert: Advert) -> None:
        """An advert came in; those before the session listens are kept for it."""
        event = Heard(advert.maker, advert.data)
        if self._deliver is None:
            self._early.append(event)
        else:
            self._listen_on()
            self._deliver(event)

    async def open(self, deliver: Deliver) -> frozenset[str]:
        """Nothing to connect; what was heard already follows once the session has begun."""
        asyncio.get_running_loop().call_soon(self._begin, deliver)
        return frozenset()

    def _begin(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._listen_on()
        for event in self._early:
            deliver(event)
        self._early.clear()

    def _listen_on(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(SILENCE_SECONDS, self._silent)

    async def write(self, channel: str, data: bytes, response: bool) -> None:
        """Nothing can be sent."""
        raise DeviceError(Reason.NOT_SUPPORTED, channel=channel)

    async def read(self, channel: str) -> bytes:
        """Nothing can be asked."""
        raise DeviceError(Reason.NOT_SUPPORTED, channel=channel)

    async def subscribe(self, channel: str) -> None:
        """There is nothing to subscribe to."""
        raise DeviceError(Reason.NOT_SUPPORTED, channel=channel)

    async def close(self) -> None:
        """Listens no longer."""
        self._deliver = lambda _: None
        if self._timer is not None:
            self._timer.cancel()
