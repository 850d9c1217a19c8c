"""A device that says again what it once said: a recorded session as a link, as fast as the driver takes it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

from device_drivers.errors import AttributeRefused, DeviceError, Reason
from device_drivers.protocols.machine import (
    BytesIn,
    Connected,
    Disconnected,
    Event,
    Heard,
    Notified,
    OperationFailed,
    ReadDone,
    Subscribed,
    WriteDone,
)
from device_drivers.transports.link import Deliver

AT_ONCE = 64  # frames in one go of the loop; the runner's own work comes between
STALL_SECONDS = 0.2  # a driver that no longer asks what it asked then

_Answer = ReadDone | Subscribed | WriteDone | OperationFailed


class ReplayLink:
    """One recorded session. What the device said of itself comes as soon as what was asked before it has been asked."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = deque(event for event in events if isinstance(event, Notified | BytesIn | Heard | Disconnected | _Answer))
        connected = next((event for event in events if isinstance(event, Connected)), None)
        self._channels = connected.channels if connected is not None else frozenset[str]()
        self._deliver: Deliver | None = None
        self._next: asyncio.Handle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def open(self, deliver: Deliver) -> frozenset[str]:
        """Begins to speak once the session listens."""
        self._deliver = deliver
        self._loop = asyncio.get_running_loop()
        self._next = self._loop.call_soon(self._speak)
        return self._channels

    def _speak(self) -> None:
        for _ in range(AT_ONCE):
            if self._deliver is None or self._loop is None:
                return
            if not self._events:
                self._hang_up()
                return
            if isinstance(self._events[0], _Answer):
                self._next = self._loop.call_later(STALL_SECONDS, self._skip)
                return
            self._deliver(self._events.popleft())
        if self._loop is not None:
            self._next = self._loop.call_soon(self._speak)

    def _skip(self) -> None:
        if self._events and isinstance(self._events[0], _Answer):
            self._events.popleft()
        self._speak()

    def _hang_up(self) -> None:
        deliver, self._deliver = self._deliver, None
        if deliver is not None:
            deliver(Disconnected())

    def _answer(self, channel: str, *kinds: type[_Answer]) -> _Answer | None:
        """The recorded answer to what is asked now, None where nothing such was asked then."""
        if self._loop is None or self._deliver is None:
            raise DeviceError(Reason.LOST)
        waiting = self._events[0] if self._events else None
        if not isinstance(waiting, _Answer) or not isinstance(waiting, (*kinds, OperationFailed)) or waiting.channel != channel:
            return None
        self._events.popleft()
        if self._next is not None:
            self._next.cancel()
        self._next = self._loop.call_soon(self._speak)
        if isinstance(waiting, OperationFailed):
            raise AttributeRefused(channel, waiting.code)
        return waiting

    async def write(self, channel: str, data: bytes, response: bool) -> None:
        """Taken, whatever it says: a clock that is set says another time today."""
        if response:
            self._answer(channel, WriteDone)

    async def read(self, channel: str) -> bytes:
        """What the device answered then."""
        answer = self._answer(channel, ReadDone)
        if not isinstance(answer, ReadDone):
            raise DeviceError(Reason.NOT_SUPPORTED, channel=channel)
        return answer.data

    async def subscribe(self, channel: str) -> None:
        """Taken."""
        self._answer(channel, Subscribed)

    async def close(self) -> None:
        """Says no more."""
        self._deliver = None
        if self._next is not None:
            self._next.cancel()
