"""The common shape of all device sessions: events in, actions out, no I/O and no clock but the one it is told.

A machine is driven by one runner: `receive(event)` for what happened, `tick(now)` for the passing of time. Both return
actions in the order in which they must be carried out. The runner calls `tick` before every `receive`, and again when
`due` is reached.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from device_drivers.errors import Reason
from device_drivers.readings import Card, DeviceState, EcgBlock, Patient, Reading, Recording, Scan

SERIAL = "serial"  # the only channel of a byte stream
HID = "hid"  # whole reports of a HID device, each one Notified or Write, without report number where that is 0
HID_FEATURE = "hid-feature"  # feature reports of a HID device, to Write only
BULK = "bulk"  # transfers over a USB device's bulk pipes


# --- events -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Connected:
    """The link is up. channels: what the device offers. wall: the host's local time at this moment, without zone."""

    channels: frozenset[str]
    wall: datetime


@dataclass(frozen=True, slots=True)
class Subscribed:
    """Notifications or indications of the channel are on."""

    channel: str


@dataclass(frozen=True, slots=True)
class Notified:
    """The device sent a notification or an indication; an indication is confirmed only after `receive` and journal."""

    channel: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReadDone:
    """The answer to a Read."""

    channel: str
    data: bytes


@dataclass(frozen=True, slots=True)
class WriteDone:
    """The device acknowledged a write with response."""

    channel: str


@dataclass(frozen=True, slots=True)
class OperationFailed:
    """The device refused a read, write or subscription. code: ATT error code, 0 where the system hides it."""

    channel: str
    code: int


@dataclass(frozen=True, slots=True)
class BytesIn:
    """Bytes of a stream, cut anywhere."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Heard:
    """An advert of the device. maker: manufacturer data by company id; data: service data by service ('181B')."""

    maker: tuple[tuple[int, bytes], ...] = ()
    data: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The link is gone, whoever ended it."""


@dataclass(frozen=True, slots=True)
class Start:
    """A person wants a measurement now."""

    patient: Patient = Patient.ADULT


@dataclass(frozen=True, slots=True)
class Cancel:
    """A person wants the running measurement to stop; the link stays."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The link will be closed next; what must be said before (a pump's abort) is said now, nothing after."""


Event = (
    Connected | Subscribed | Notified | ReadDone | WriteDone | OperationFailed | BytesIn | Heard | Disconnected | Start | Cancel | Closing
)


# --- actions ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Write:
    """Send bytes; response: wait for the device's acknowledgement."""

    channel: str
    data: bytes
    response: bool = True


@dataclass(frozen=True, slots=True)
class Read:
    """Read a characteristic."""

    channel: str


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Turn notifications or indications on."""

    channel: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Pause before the next write, read or subscription."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Keep:
    """Journal these bytes; they complete no reading yet."""

    channel: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """Journal these bytes together with the readings they complete."""

    channel: str
    raw: bytes
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Refuse:
    """Journal these bytes as quarantined: no value is taken from them. reason: a code such as 'checksum'."""

    channel: str
    raw: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """Samples of a stream; not journalled here, the recorder keeps them."""

    block: EcgBlock


@dataclass(frozen=True, slots=True)
class Recorded:
    """Journal these bytes, which complete a stored recording, and tell it. raw: the last frame of the transfer."""

    channel: str
    raw: bytes
    recording: Recording


@dataclass(frozen=True, slots=True)
class State:
    """News of the device; None leaves what was known, except live_pressure, which holds for this moment only."""

    state: DeviceState
    reason: Reason | None = None
    battery: int | None = None
    clock_offset_s: float | None = None
    live_pressure: int | None = None


@dataclass(frozen=True, slots=True)
class Paired:
    """The device agreed on a secret by its own protocol; KnownDevice.key of every later session."""

    key: bytes


@dataclass(frozen=True, slots=True)
class Presented:
    """A person's card or a code was held before the reader; told, not journalled."""

    what: Card | Scan


@dataclass(frozen=True, slots=True)
class Done:
    """The session is over as it should be."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The session cannot go on."""

    reason: Reason


Action = Write | Read | Subscribe | Wait | Keep | Result | Refuse | Block | Recorded | State | Paired | Presented | Done | Failed
Actions = list[Action]


class Machine(Protocol):
    """One session with one device."""

    @property
    def due(self) -> float | None:
        """When `tick` is wanted next, on the scale of `tick`'s now; None = no alarm set."""

    def receive(self, event: Event) -> Actions:
        """What to do about an event."""

    def tick(self, now: float) -> Actions:
        """What to do because time has passed. now: seconds on a clock that never goes back."""


class Session:
    """What every machine has: for whom it speaks, the time it was told, and its alarms."""

    def __init__(self, device: str, driver: str) -> None:
        self.device = device
        self.driver = driver
        self.now = 0.0
        self._wall_at: tuple[float, datetime] | None = None
        self._alarms: dict[str, tuple[float, Callable[[], Actions]]] = {}

    @property
    def due(self) -> float | None:
        """When the earliest alarm rings; None = none is set."""
        return min([at for at, _ in self._alarms.values()], default=None)

    def tick(self, now: float) -> Actions:
        """Rings every alarm that is due, the earliest first."""
        self.now = now
        due = self.due
        if due is None or due > now:
            return []
        actions: Actions = []
        while ringing := [(at, name) for name, (at, _) in self._alarms.items() if at <= now]:
            actions += self._alarms.pop(min(ringing)[1])[1]()
        return actions

    def alarm(self, name: str, seconds: float, ring: Callable[[], Actions]) -> None:
        """Calls `ring` in so many seconds; replaces an alarm of the same name."""
        self._alarms[name] = (self.now + seconds, ring)

    def quiet(self, *names: str) -> None:
        """Clears the named alarms, all where none is named."""
        for name in names or tuple(self._alarms):
            self._alarms.pop(name, None)

    def told_wall(self, wall: datetime) -> None:
        """Remembers the host's local time for this moment."""
        self._wall_at = (self.now, wall)

    def wall(self) -> datetime:
        """The host's local time now, without zone. LookupError before the link was up."""
        if self._wall_at is None:
            raise LookupError("no wall clock before Connected")
        at, wall = self._wall_at
        return wall + timedelta(seconds=self.now - at)

    def offset_from(self, device_time: datetime) -> float:
        """Host minus device clock in seconds, both local."""
        return (self.wall() - device_time).total_seconds()


def read_if_offered(channels: frozenset[str], wanted: Sequence[str]) -> Actions:
    """A Read for each wanted channel the device has."""
    return [Read(channel) for channel in wanted if channel in channels]
