"""A listener for analysers that call us (HL7 over MLLP, ASTM, POCT1-A): nothing listens before a device is taken on.

The address of such a device says where to listen and who may call: `tcp://192.168.1.5:5600?from=192.168.1.20,10.0.0.0/24`.
Nobody may call where nobody is named. Plain TCP: the clinic's own network is the protection, hence bound address and list.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols.machine import SERIAL, BytesIn, Disconnected
from device_drivers.transports.link import Deliver

log = logging.getLogger(__name__)

SCHEME = "tcp:"
READ_MOST = 16 * 1024  # bytes of one read
CONNECTION_MOST = 64 * 1024 * 1024  # bytes of one connection; a day of a busy analyser is a hundredth of it
WAITING_MOST = 4  # callers that may wait for their turn
WRITE_SECONDS = 5.0

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Door:
    """Where to listen and who may call."""

    host: str
    port: int
    allowed: tuple[Network, ...]

    @classmethod
    def read(cls, address: str) -> Door:
        """See the module. DeviceError(LISTEN_FAILED) for an address without host or port, or a caller that is none."""
        try:
            parts = urlsplit(address)
            callers = ",".join(parse_qs(parts.query).get("from", [])).split(",")
            allowed = tuple(ipaddress.ip_network(one.strip(), strict=False) for one in callers if one.strip())
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise DeviceError(Reason.LISTEN_FAILED, port=address) from error
        if parts.scheme != "tcp" or not host or port is None:
            raise DeviceError(Reason.LISTEN_FAILED, port=address)
        return cls(host, port, allowed)

    def lets_in(self, caller: str) -> bool:
        """Whether that address is on the list."""
        try:
            address = ipaddress.ip_address(caller)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in network for network in self.allowed)


class TcpLink:
    """One caller's connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, caller: str) -> None:
        self.caller = caller
        self._reader = reader
        self._writer = writer
        self._task: asyncio.Task[None] | None = None
        self._deliver: Deliver = lambda _: None

    async def open(self, deliver: Deliver) -> frozenset[str]:
        """Begins to listen to the caller."""
        self._deliver = deliver
        self._task = asyncio.create_task(self._listen(), name=f"tcp {self.caller}")
        return frozenset({SERIAL})

    async def _listen(self) -> None:
        left = CONNECTION_MOST
        with suppress(OSError):
            while left > 0 and (data := await self._reader.read(READ_MOST)):
                left -= len(data)
                self._deliver(BytesIn(data))
        if left <= 0:
            log.warning("an analyser sent more than %d bytes over one connection", CONNECTION_MOST)
        self.hang_up()

    def hang_up(self) -> None:
        """The connection is over."""
        self._writer.close()
        deliver, self._deliver = self._deliver, lambda _: None
        deliver(Disconnected())

    async def write(self, channel: str, data: bytes, response: bool) -> None:
        """Sends bytes; waits while the caller does not take them."""
        if self._writer.is_closing():
            raise DeviceError(Reason.LOST, port=self.caller)
        self._writer.write(data)
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                await self._writer.drain()
        except OSError as error:  # TimeoutError too
            raise DeviceError(Reason.LOST, port=self.caller) from error

    async def read(self, channel: str) -> bytes:
        """A byte stream cannot be asked."""
        raise DeviceError(Reason.NOT_SUPPORTED, channel=channel)

    async def subscribe(self, channel: str) -> None:
        """A byte stream always talks."""

    async def close(self) -> None:
        """Ends the connection."""
        self._deliver = lambda _: None
        self._writer.close()
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
            await asyncio.wait({self._task})


class Listener:
    """Takes callers in, one session for each connection, one at a time; others wait for their turn.

    refused(): called for a caller that is not on the list. A caller that calls again has lost its old connection: the
    analyser was switched off and on, and TCP has not noticed.
    """

    def __init__(self, address: str, refused: Callable[[], None]) -> None:
        self._door = Door.read(address)
        self._address = address
        self._refused = refused
        self._server: asyncio.Server | None = None
        self._waiting: asyncio.Queue[TcpLink] = asyncio.Queue(WAITING_MOST)
        self._current: TcpLink | None = None

    @property
    def port(self) -> int:
        """The port it listens on, also where 0 was asked for."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server is not None else self._door.port

    async def start(self) -> None:
        """Begins to listen. DeviceError(LISTEN_FAILED)."""
        try:
            self._server = await asyncio.start_server(self._called, self._door.host, self._door.port, limit=READ_MOST)
        except OSError as error:
            raise DeviceError(Reason.LISTEN_FAILED, port=self._address) from error

    async def next(self) -> TcpLink:
        """The next caller's connection, whenever it comes."""
        self._current = await self._waiting.get()
        return self._current

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        caller = str((writer.get_extra_info("peername") or ("",))[0])
        link = TcpLink(reader, writer, caller)
        if not self._door.lets_in(caller):
            log.warning("a caller that is not on the list was refused")
            writer.close()
            self._refused()
            return
        if self._current is not None and self._current.caller == caller:
            self._current.hang_up()
        try:
            self._waiting.put_nowait(link)
        except asyncio.QueueFull:
            writer.close()

    async def close(self) -> None:
        """Listens no longer; who waits is sent away."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        while not self._waiting.empty():
            await self._waiting.get_nowait().close()
