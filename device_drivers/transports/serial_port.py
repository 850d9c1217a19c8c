"""Serial ports and socket:// urls through pyserial: one small thread per port opens it, reads it and closes it."""

from __future__ import annotations

import asyncio
import errno
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols.machine import SERIAL, BytesIn, Disconnected
from device_drivers.transports.link import Deliver

if TYPE_CHECKING:
    from serial import Serial

log = logging.getLogger(__name__)

READ_SECONDS = 0.1  # how long the reader may take to see that it should stop
WRITE_SECONDS = 1.0
CLOSE_SECONDS = 1.0


class SerialLink:
    """One port, 8N1. url: 'COM3', '/dev/ttyUSB0' or 'socket://127.0.0.1:4001' (a serial server)."""

    def __init__(self, url: str, baud: int) -> None:
        self._url = url
        self._baud = baud
        self._port: Serial | None = None
        self._stop = threading.Event()
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
        self._thread = threading.Thread(target=self._serve, name=f"serial {self._url}", daemon=True)
        self._thread.start()
        await self._opened
        return frozenset({SERIAL})

    # --- the port's thread ---------------------------------------------------------------------------------------------
    def _serve(self) -> None:
        try:
            port = _open_port(self._url, self._baud)
        except (OSError, ValueError) as error:  # SerialException is an OSError; ValueError: no such url or setting
            reason = _reason(error)
            self._in_loop(lambda: self._answer_open(None, reason))
        else:
            self._in_loop(lambda: self._answer_open(port, None))
            self._read_all(port)
            _close_port(port)
        self._in_loop(self._closed.set)

    def _read_all(self, port: Serial) -> None:
        try:
            while not self._stop.is_set():
                first = port.read(1)
                if first:
                    data = first + port.read(port.in_waiting)
                    self._in_loop(lambda data=data: self._deliver(BytesIn(data)))  # type: ignore[misc]
        except (OSError, TypeError, ValueError):
            # an unplugged adapter; pyserial may also trip over a handle the system has taken away
            self._in_loop(lambda: self._deliver(Disconnected()))

    def _in_loop(self, call: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop is closed: the program is ending
            if self._loop is not None:
                self._loop.call_soon_threadsafe(call)

    # --- the loop's thread ---------------------------------------------------------------------------------------------
    def _answer_open(self, port: Serial | None, reason: Reason | None) -> None:
        self._port = port
        if self._opened is None or self._opened.done():
            return  # nobody waits any more; the thread sees _stop and closes
        if reason is not None:
            self._opened.set_exception(DeviceError(reason, port=self._url))
        else:
            self._opened.set_result(None)

    async def write(self, channel: str, data: bytes, response: bool) -> None:
        """Hands a few bytes to the system's buffer; a byte stream has no acknowledgement of its own."""
        if self._port is None:
            raise DeviceError(Reason.LOST, port=self._url)
        try:
            self._port.write(data)
        except OSError as error:
            raise DeviceError(Reason.LOST, port=self._url) from error

    async def read(self, channel: str) -> bytes:
        """A byte stream cannot be asked."""
        raise DeviceError(Reason.NOT_SUPPORTED, channel=channel)

    async def subscribe(self, channel: str) -> None:
        """A byte stream always talks."""

    async def close(self) -> None:
        """Stops the thread, which sends out what is buffered and closes the port."""
        self._deliver = lambda _: None
        self._stop.set()
        self._port = None
        if self._thread is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._closed.wait()


def _open_port(url: str, baud: int) -> Serial:
    import serial

    if "://" in url:
        return serial.serial_for_url(url, baudrate=baud, timeout=READ_SECONDS, write_timeout=WRITE_SECONDS)
    # two programs on one port would tear each other's frames apart
    return serial.Serial(url, baud, timeout=READ_SECONDS, write_timeout=WRITE_SECONDS, exclusive=True)


def _close_port(port: Serial) -> None:
    """A pump's abort may still be in the buffer: Windows drops it on close, so it is flushed first.

    pyserial's socket:// forgets its socket without closing it when the other side hung up first.
    """
    inner = getattr(port, "_socket", None)
    try:
        port.flush()
    except Exception as error:  # an unplugged adapter raises what its system's driver raises, termios.error among others
        log.info("flushing the port failed: %s", error)
    with suppress(OSError):
        port.close()
    if inner is not None:
        inner.close()


def _reason(error: OSError | ValueError) -> Reason:
    number = getattr(error, "errno", None)
    said = str(error).lower()
    if "access is denied" in said:
        return Reason.PORT_BUSY  # Windows says so of a port another program holds
    if number in (errno.EACCES, errno.EPERM) or "permission denied" in said:
        return Reason.PORT_DENIED
    if number in (errno.EBUSY, errno.EAGAIN) or "exclusively lock" in said:
        return Reason.PORT_BUSY
    return Reason.PORT_MISSING
