"""What serial, HID and USB links share: one small thread per port opens it, reads it and closes it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols.machine import Disconnected, Event
from device_drivers.transports.link import Deliver

log = logging.getLogger(__name__)

READ_SECONDS = 0.1  # how long the reader may take to see that it should stop
WRITE_SECONDS = 1.0
CLOSE_SECONDS = 1.0

PORT_ERRORS = (OSError, TypeError, ValueError)
"""What a port that is gone raises: pyserial and hidapi also trip over a handle the system has taken away."""


class Port(Protocol):
    """An open port of the operating system; every method may raise one of PORT_ERRORS."""

    def read(self) -> bytes:
        """What came, after READ_SECONDS at the latest; b"" = nothing."""

    def write(self, channel: str, data: bytes) -> None:
        """Hands bytes to the system."""

    def close(self) -> None:
        """Sends out what is buffered and gives the port back."""


class ThreadedLink:
    """One port. name: for messages. open_port: called in the port's thread. reason_of: what a failure to open means."""

    def __init__(
        self,
        name: str,
        channels: frozenset[str],
        open_port: Callable[[], Port],
        reason_of: Callable[[Exception], Reason],
        arrived: Callable[[bytes], Event],
    ) -> None:
        self._name = name
        self._channels = channels
        self._open_port = open_port
        self._reason_of = reason_of
        self._arrived = arrived
        self._port: Port | None = None
        self._using = threading.Lock()  # a port is not closed while something is written
        self._gone = False
        self._stop = threading.Event()
        self._heeded = threading.Event()  # open() has returned: what is read sooner would be told before the connection is
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opened: asyncio.Future[None] | None = None
        self._closed = asyncio.Event()
        self._deliver: Deliver = lambda _: None

    async def open(self, deliver: Deliver) -> frozenset[str]:
        """Opens the port in its thread (a serial server may take seconds to answer). DeviceError: missing, busy, denied."""
        self._deliver = deliver
        self._loop = asyncio.get_running_loop()
        self._opened = self._loop.create_future()
        self._thread = threading.Thread(target=self._serve, name=f"port {self._name}", daemon=True)
        self._thread.start()
        await self._opened
        self._heeded.set()
        return self._channels

    # --- the port's thread ---------------------------------------------------------------------------------------------
    def _serve(self) -> None:
        try:
            port = self._open_port()
        except DeviceError as error:
            known = error
            self._in_loop(lambda: self._answer_open(None, known))
        except Exception as error:  # whatever a system's library raises for a port that cannot be had
            reason = DeviceError(self._reason_of(error), port=self._name)
            self._in_loop(lambda: self._answer_open(None, reason))
        else:
            self._in_loop(lambda: self._answer_open(port, None))
            self._heeded.wait()
            self._read_all(port)
            with self._using:
                self._gone = True
                port.close()
        self._in_loop(self._closed.set)

    def _read_all(self, port: Port) -> None:
        try:
            while not self._stop.is_set():
                data = port.read()
                if data:
                    event = self._arrived(data)
                    self._in_loop(lambda event=event: self._deliver(event))  # type: ignore[misc]
        except PORT_ERRORS:
            self._in_loop(lambda: self._deliver(Disconnected()))

    def _in_loop(self, call: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop is closed: the program is ending
            if self._loop is not None:
                self._loop.call_soon_threadsafe(call)

    # --- the loop's thread ---------------------------------------------------------------------------------------------
    def _answer_open(self, port: Port | None, error: DeviceError | None) -> None:
        self._port = port
        if self._opened is None or self._opened.done():
            return  # nobody waits any more; the thread sees _stop and closes
        if error is not None:
            self._opened.set_exception(error)
        else:
            self._opened.set_result(None)

    async def write(self, channel: str, data: bytes, response: bool) -> None:
        """Hands bytes to the system, beside the loop: USB may take a second over a device that does not answer."""
        port = self._port
        if port is None:
            raise DeviceError(Reason.LOST, port=self._name)
        try:
            await asyncio.to_thread(self._write, port, channel, data)
        except PORT_ERRORS as error:
            raise DeviceError(Reason.LOST, port=self._name) from error

    def _write(self, port: Port, channel: str, data: bytes) -> None:
        with self._using:
            if self._gone:
                raise OSError("closed meanwhile")
            port.write(channel, data)

    async def read(self, channel: str) -> bytes:
        """A port cannot be asked."""
        raise DeviceError(Reason.NOT_SUPPORTED, channel=channel)

    async def subscribe(self, channel: str) -> None:
        """A port always talks."""

    async def close(self) -> None:
        """Stops the thread, which sends out what is buffered and closes the port."""
        self._deliver = lambda _: None
        self._stop.set()
        self._heeded.set()
        self._port = None
        if self._thread is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._closed.wait()
