"""What a virtual device thinks, without a wire: characteristics that are read, written and notified, and a log of its truth.

The same brain is put behind a virtual radio (gatt_device), behind a serial line (talking_peer), or driven straight by a test.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from device_drivers.protocols.clock_channel import CURRENT_TIME, DATE_TIME, read_clock
from device_drivers.protocols.date_time import CurrentTime, DeviceTime, encode_current_time, encode_date_time
from device_drivers.virtual.device_clock import DeviceClock, Taken

SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class Offered:
    """A characteristic; `bonded`: for bonded hosts only."""

    channel: str
    read: bool = False
    write: bool = False
    notify: bool = False
    indicate: bool = False
    bonded: bool = False


Services = tuple[tuple[str, tuple[Offered, ...]], ...]
INFORMATION: Services = (
    ("180F", (Offered("2A19", read=True),)),
    ("180A", (Offered("2A24", read=True), Offered("2A29", read=True))),
)


class Brain:
    """Base of all: clock, battery, model; what it wants to say waits in `outbox` as (channel, bytes).

    taken: everything it measured. id: as the hub names the device, set by whatever carries the brain. off: it wants to hang
    up. stirred(): called when the outbox was filled by something else than a host.
    """

    services: Services = ()
    advertised = ""

    def __init__(self, clock: DeviceClock, model: str = "", maker: str = "") -> None:
        self.clock = clock
        self.id = ""
        self.taken: list[Taken] = []
        self.outbox: deque[tuple[str, bytes]] = deque()
        self.off = False
        self.battery = 80
        self.written_log: list[tuple[str, bytes]] = []
        self.stirred: Callable[[], None] = lambda: None
        self._texts = {"2A24": model.encode(), "2A29": maker.encode()}

    def channels(self) -> frozenset[str]:
        """What it offers."""
        return frozenset(one.channel for _, offered in self.services for one in offered) or frozenset({SERIAL})

    def offered(self, channel: str) -> Offered:
        """The characteristic of that name."""
        return next(one for _, offered in self.services for one in offered if one.channel == channel)

    def read(self, channel: str) -> bytes:
        """The answer to a read."""
        now = DeviceTime.of(self.clock.now())
        if channel == CURRENT_TIME:
            return encode_current_time(CurrentTime(now, self.clock.now().isoweekday(), 0, 0))
        if channel == DATE_TIME:
            return encode_date_time(now)
        return bytes((self.battery,)) if channel == "2A19" else self._texts.get(channel, b"")

    def write(self, channel: str, data: bytes) -> None:
        """A host wrote; kept in `written_log`."""
        self.written_log.append((channel, data))
        if channel in (CURRENT_TIME, DATE_TIME):
            local = read_clock(channel, data)
            if local is not None:
                self.clock.set(local)
        else:
            self.written(channel, data)

    def connected(self) -> None:
        """A host is there."""
        self.off = False

    def gone(self) -> None:
        """The host is gone: what was not said is dropped, what is stored stays."""
        self.outbox.clear()

    def subscribed(self, channel: str) -> None:
        """A host subscribed."""

    def written(self, channel: str, data: bytes) -> None:
        """A host wrote something else than the clock."""

    def confirmed(self, channel: str, data: bytes) -> None:
        """An indication was confirmed, or a notification has left."""

    def wants_attention(self) -> bool:
        """Whether it advertises."""
        return True

    def measured(self, *values: tuple[str, Decimal, str], sequence: int | None = None, note: str = "") -> Taken:
        """Writes a line of the log."""
        taken = Taken(self.id, self.clock.world(), self.clock.now(), values, sequence, note)
        self.taken.append(taken)
        return taken
