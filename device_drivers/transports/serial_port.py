"""Serial ports and socket:// urls through pyserial."""

from __future__ import annotations

import errno
import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols.machine import SERIAL, BytesIn
from device_drivers.transports.threaded import READ_SECONDS, WRITE_SECONDS, ThreadedLink

if TYPE_CHECKING:
    from serial import Serial

log = logging.getLogger(__name__)

_BITS, _PARITIES, _STOPS = "78", "NEO", "12"


class SerialLink(ThreadedLink):
    """One port. url: 'COM3', '/dev/ttyUSB0' or 'socket://127.0.0.1:4001' (a serial server). form: as '8N1' or '7E1'."""

    def __init__(self, url: str, baud: int, form: str = "8N1") -> None:
        if not is_format(form):
            raise ValueError(f"no serial format: {form}")
        super().__init__(url, frozenset({SERIAL}), lambda: _SystemPort(url, baud, form), _reason, BytesIn)

    async def write(self, channel: str, data: bytes, response: bool) -> None:
        """Hands a few bytes to the system's buffer, which takes no time; a byte stream has no acknowledgement."""
        port = self._port
        if port is None:
            raise DeviceError(Reason.LOST, port=self._name)
        try:
            port.write(channel, data)
        except OSError as error:
            raise DeviceError(Reason.LOST, port=self._name) from error


def is_format(form: str) -> bool:
    """Whether it is data bits, parity and stop bits as '8N1'."""
    return len(form) == 3 and form[0] in _BITS and form[1] in _PARITIES and form[2] in _STOPS


class _SystemPort:
    """pyserial's port as the thread wants it."""

    def __init__(self, url: str, baud: int, form: str) -> None:
        self._port = _open_port(url, baud, form)

    def read(self) -> bytes:
        """One byte is waited for, what lies behind it is taken along."""
        first: bytes = self._port.read(1)
        return first + self._port.read(self._port.in_waiting) if first else b""

    def write(self, _: str, data: bytes) -> None:
        """Into the system's buffer."""
        self._port.write(data)

    def close(self) -> None:
        """A pump's abort may still be in the buffer: Windows drops it on close, so it is flushed first.

        pyserial's socket:// forgets its socket without closing it when the other side hung up first.
        """
        inner = getattr(self._port, "_socket", None)
        try:
            self._port.flush()
        except Exception as error:  # an unplugged adapter raises what its system's driver raises, termios.error among others
            log.info("flushing the port failed: %s", error)
        with suppress(OSError):
            self._port.close()
        if inner is not None:
            inner.close()


def _open_port(url: str, baud: int, form: str) -> Serial:
    import serial

    settings: dict[str, Any] = {"bytesize": int(form[0]), "parity": form[1], "stopbits": int(form[2])}
    if "://" in url:
        port = serial.serial_for_url(url, do_not_open=True, baudrate=baud, timeout=READ_SECONDS, write_timeout=WRITE_SECONDS, **settings)
        # on opening it would drop what a serial server kept, or what a device says at once
        port.reset_input_buffer = lambda: None  # type: ignore[method-assign]
        port.open()
        return port
    # two programs on one port would tear each other's frames apart
    return serial.Serial(url, baud, timeout=READ_SECONDS, write_timeout=WRITE_SECONDS, exclusive=True, **settings)


def _reason(error: Exception) -> Reason:
    number = getattr(error, "errno", None)
    said = str(error).lower()
    if "access is denied" in said:
        return Reason.PORT_BUSY  # Windows says so of a port another program holds
    if number in (errno.EACCES, errno.EPERM) or "permission denied" in said:
        return Reason.PORT_DENIED
    if number in (errno.EBUSY, errno.EAGAIN) or "exclusively lock" in said:
        return Reason.PORT_BUSY
    return Reason.PORT_MISSING


# --- hot-plug ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PortSeen:
    """A serial port of this computer. usb: vendor and product of the adapter, None for a built-in one."""

    address: str
    title: str
    usb: tuple[int, int] | None


def ports() -> tuple[PortSeen, ...]:
    """Every serial port the system lists; takes some milliseconds, Windows tens of them."""
    from serial.tools import list_ports

    return tuple(
        PortSeen(port.device, port.description or port.device, (port.vid, port.pid) if port.vid is not None else None)
        for port in list_ports.comports()
    )


def is_present(address: str) -> bool:
    """Whether the port is there to be opened; a serial server at an url always is."""
    if "://" in address:
        return True
    if os.name == "posix":
        return Path(address).exists()
    return any(port.address.upper() == address.upper() for port in ports())
