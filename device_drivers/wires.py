"""Devices at a cable, a pipe or a door: one session after the other while they are plugged in or call."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from device_drivers import plugs
from device_drivers.errors import DeviceError, Reason
from device_drivers.readings import DeviceState
from device_drivers.transports import tcp
from device_drivers.transports.link import Link
from device_drivers.watch import FAILURE_SECONDS, Watch

PLUG_SECONDS = 1.0  # how long a device may be plugged in before it is noticed

Session = Callable[[Watch, Link], Awaitable[float]]
"""Runs one session; the seconds to leave the device alone."""


class Tell(Protocol):
    """News of a watch."""

    def __call__(self, watch: Watch, state: DeviceState, reason: Reason | None = None) -> None:
        """Must not block."""


class Wires:
    """Serves one watch at a time, as often as asked, each in a task of its own."""

    def __init__(self, session: Session, tell: Tell) -> None:
        self._session = session
        self._tell = tell

    async def serve(self, watch: Watch) -> None:
        """Until the watch is closing."""
        if watch.known.address.startswith(tcp.SCHEME):
            await self._serve_callers(watch)
        else:
            await self._serve_port(watch)

    async def _serve_port(self, watch: Watch) -> None:
        """One session after the other while the device is plugged in; plugging it in begins one at once."""
        while not watch.closing:
            await self._until_plugged_in(watch)
            try:
                link = plugs.link_to(watch.known, watch.driver.manifest)
            except DeviceError as error:
                self._tell(watch, DeviceState.FAILED, error.reason)
                await asyncio.sleep(FAILURE_SECONDS[-1])
                continue
            pause = await self._session(watch, link)
            if not watch.closing:
                await self._rest(watch, pause)

    async def _until_plugged_in(self, watch: Watch) -> None:
        transport, told = watch.driver.manifest.transport, False
        while not await plugs.is_plugged_in(watch.known.address, transport):
            if not told:
                self._tell(watch, DeviceState.FAILED, plugs.MISSING.get(transport, Reason.PORT_MISSING))
            told = True
            await asyncio.sleep(PLUG_SECONDS)
        watch.failures = 0 if told else watch.failures

    async def _rest(self, watch: Watch, pause: float) -> None:
        """Leaves the device alone, unless it is pulled out meanwhile: whoever plugs it in again wants it now."""
        while pause > 0 and await plugs.is_plugged_in(watch.known.address, watch.driver.manifest.transport):
            await asyncio.sleep(min(pause, PLUG_SECONDS))
            pause -= PLUG_SECONDS

    async def _serve_callers(self, watch: Watch) -> None:
        """One session for each connection of an analyser."""
        listener = tcp.Listener(watch.known.address, lambda: self._tell_refused(watch))
        try:
            await self._start_listening(watch, listener)
            while not watch.closing:
                await self._session(watch, await listener.next())
                if not watch.closing:
                    self._tell(watch, DeviceState.IDLE)
        finally:
            await listener.close()

    async def _start_listening(self, watch: Watch, listener: tcp.Listener) -> None:
        while True:
            try:
                return await listener.start()
            except DeviceError as error:
                self._tell(watch, DeviceState.FAILED, error.reason)
                await asyncio.sleep(watch.pause_after_failure())

    def _tell_refused(self, watch: Watch) -> None:
        self._tell(watch, DeviceState.CONNECTED if watch.runner is not None else DeviceState.IDLE, Reason.PEER_REFUSED)
