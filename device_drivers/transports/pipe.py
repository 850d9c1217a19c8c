"""A link in memory: what the machine writes goes to a list and a listener, what is sent comes in as events.

A virtual device plugs itself in under a name; a known device with the address `pipe:<name>` is then served through its
pipe by the hub, whatever transport its driver names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols.machine import SERIAL, BytesIn, Disconnected, Event, Notified
from device_drivers.transports.link import Deliver, Link

PREFIX = "pipe:"

_plugged: dict[str, Callable[[], Link]] = {}


def plug(name: str, make: Callable[[], Link]) -> str:
    """Something is plugged in: make() gives a new link for every session, in the hub's loop. Returns its address."""
    _plugged[name] = make
    return PREFIX + name


def unplug(name: str) -> None:
    """It is pulled out: no new session; a running one ends when its link hangs up."""
    _plugged.pop(name, None)


def is_pipe(address: str) -> bool:
    """Whether an address names something in memory."""
    return address.startswith(PREFIX)


def is_present(address: str) -> bool:
    """Whether anything is plugged in there."""
    return address.removeprefix(PREFIX) in _plugged


def connect(address: str) -> Link:
    """A link to what is plugged in there. DeviceError(PORT_MISSING)."""
    make = _plugged.get(address.removeprefix(PREFIX))
    if make is None:
        raise DeviceError(Reason.PORT_MISSING, port=address)
    return make()


class PipeLink:
    """Packets in memory, both ends in the loop's thread.

    channels: on offer. values: what reads answer. on_write(pipe, channel, data): the other end, may answer through
    `notify`, `send` or `hang_up`.
    """

    def __init__(
        self,
        channels: frozenset[str] = frozenset({SERIAL}),
        values: Mapping[str, bytes] | None = None,
        on_write: Callable[[PipeLink, str, bytes], None] | None = None,
    ) -> None:
        self._channels = channels
        self._values = dict(values or {})
        self._on_write = on_write
        self._deliver: Deliver | None = None
        self.written: list[tuple[str, bytes]] = []
        self.subscribed: list[str] = []

    @property
    def is_open(self) -> bool:
        """True between open and close or hang-up."""
        return self._deliver is not None

    async def open(self, deliver: Deliver) -> frozenset[str]:
        """Connects at once."""
        self._deliver = deliver
        return self._channels

    async def write(self, channel: str, data: bytes, response: bool) -> None:
        """Remembers the bytes and hands them to the other end."""
        self._need_open()
        self.written.append((channel, data))
        if self._on_write is not None:
            self._on_write(self, channel, data)

    async def read(self, channel: str) -> bytes:
        """The value given for that channel."""
        self._need_open()
        if channel not in self._values:
            raise DeviceError(Reason.NOT_SUPPORTED, channel=channel)
        return self._values[channel]

    async def subscribe(self, channel: str) -> None:
        """Remembers the subscription."""
        self._need_open()
        self.subscribed.append(channel)

    async def close(self) -> None:
        """Ends the connection."""
        self._deliver = None

    def notify(self, channel: str, data: bytes) -> None:
        """The other end notifies or indicates."""
        self._tell(Notified(channel, data))

    def send(self, data: bytes) -> None:
        """The other end sends bytes."""
        self._tell(BytesIn(data))

    def hang_up(self) -> None:
        """The other end goes away."""
        deliver, self._deliver = self._deliver, None
        if deliver is not None:
            deliver(Disconnected())

    def _tell(self, event: Event) -> None:
        if self._deliver is not None:
            self._deliver(event)

    def _need_open(self) -> None:
        if self._deliver is None:
            raise DeviceError(Reason.LOST)
