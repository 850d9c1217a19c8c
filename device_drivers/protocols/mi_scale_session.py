"""A Xiaomi Mi scale: its adverts are the weighing; over a connection it tells what it has stored.

A load gives one weighing: the first frame that is stable with the load still on. What the scale repeats after somebody
stepped off is not a new one. History is asked for and never acknowledged, for that would move the scale's own mark.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from device_drivers.errors import Reason
from device_drivers.protocols.clock_channel import CURRENT_TIME, clock_bytes, read_clock
from device_drivers.protocols.machine import (
    Action,
    Actions,
    Cancel,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Heard,
    Keep,
    Notified,
    OperationFailed,
    Read,
    ReadDone,
    Refuse,
    Result,
    Session,
    State,
    Subscribe,
    Subscribed,
    Write,
    WriteDone,
)
from device_drivers.protocols.mi_scale import V1_SERVICE, V2_SERVICE, Weighing, decode_v1, decode_v2
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.readings import DeviceState, Kind, Quantity, Reading

HISTORY = "00002a2f-0000-3512-2118-0009af100700"
HOW_MANY, SEND = b"\x01\xff\xff\xff\xff", b"\x02"
_COUNT, _END = 0x01, 0x03
INACTIVE_SECONDS = 8.0
FRESH_SECONDS = 30.0  # a climbing number and a stable one so near to each other are one weighing
_LAYOUTS: dict[str, Callable[[bytes], Weighing]] = {V1_SERVICE: decode_v1, V2_SERVICE: decode_v2}
_SIZES = {10: decode_v1, 13: decode_v2}


class MiScaleSession(Session):
    """One time of being heard, or one connection."""

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._offset: float | None = None
        self._climbing_at: float | None = None  # when an unstable number was last heard
        self._taken = False  # the load that is on has given its weighing
        self._refused: set[bytes] = set()
        self._drained = False
        self._has_clock = False

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                return self._open(channels)
            case Heard(_, data):
                return [action for service, frame in data if service in _LAYOUTS for action in self._advert(service, frame)]
            case ReadDone(_, data) if (shown := read_clock(CURRENT_TIME, data)) is not None:
                self._offset = self.offset_from(shown)
                return [State(DeviceState.CONNECTED, clock_offset_s=self._offset)]
            case Subscribed():
                return self._ask(HOW_MANY)
            case Notified(_, data):
                return self._told(data)
            case WriteDone() | OperationFailed():
                return self._answered(event)
            case Cancel():
                return [Failed(Reason.CANCELLED)]
            case Disconnected():
                return [Done()] if self._drained else [Failed(Reason.LOST)]
        return []

    # --- adverts -------------------------------------------------------------------------------------------------------
    def _advert(self, service: str, frame: bytes) -> Actions:
        """Adverts repeat many times a second: only what is new is told, and only a weighing is journalled."""
        try:
            weighing = _LAYOUTS[service](frame)
        except (Refused, Quarantine) as error:
            return self._refuse_once(service, frame, error.reason)
        if weighing.load_removed or not weighing.raw:
            self._taken, self._climbing_at = False, None
            return []
        if not weighing.stabilized:
            return self._climbing(weighing)
        if self._taken:
            return []
        self._taken = True
        seen = self._climbing_at is not None and self.now - self._climbing_at <= FRESH_SECONDS
        return [Result(service, frame, (self._reading(weighing, frame, seen=seen),)), State(DeviceState.DRAINED)]

    def _climbing(self, weighing: Weighing) -> Actions:
        first, self._climbing_at = self._climbing_at is None, self.now
        self._taken = False
        shown = weighing.time.local()
        if not first or shown is None:
            return []
        self._offset = self.offset_from(shown)  # the stamp of an unstable frame is the scale's clock of this moment
        return [State(DeviceState.MEASURING, clock_offset_s=self._offset)]

    def _refuse_once(self, service: str, frame: bytes, reason: str) -> Actions:
        if frame in self._refused or len(self._refused) > 64:
            return []
        self._refused.add(frame)
        return [Refuse(service, frame, reason)]

    # --- history -------------------------------------------------------------------------------------------------------
    def _open(self, channels: frozenset[str]) -> Actions:
        if not channels:
            return []  # heard only
        if HISTORY not in channels:
            return [Failed(Reason.NOT_SUPPORTED)]
        clock: Actions = [Read(CURRENT_TIME)] if CURRENT_TIME in channels else []
        self._has_clock = bool(clock)
        return [State(DeviceState.CONNECTED), *clock, Subscribe(HISTORY)]

    def _ask(self, request: bytes) -> Actions:
        self.alarm("inactive", INACTIVE_SECONDS, lambda: [Failed(Reason.TIMEOUT)])
        return [State(DeviceState.TRANSFERRING), Write(HISTORY, request)]

    def _told(self, data: bytes) -> Actions:
        self.alarm("inactive", INACTIVE_SECONDS, lambda: [Failed(Reason.TIMEOUT)])
        if data[:1] == bytes((_COUNT,)) and len(data) in (6, 7):
            return [Keep(HISTORY, data), *(self._ask(SEND) if data[1] or data[2] != 0xFF else self._finish())]
        if data == bytes((_END,)):
            return [Keep(HISTORY, data), *self._finish()]
        return [self._stored(data)]

    def _stored(self, data: bytes) -> Action:
        """One or two records of the size of an advert."""
        size = next((size for size in (13, 10) if data and len(data) % size == 0), None)
        if size is None:
            return Refuse(HISTORY, data, "length")
        readings = []
        for at in range(0, len(data), size):
            record = data[at : at + size]
            try:
                weighing = _SIZES[size](record)
            except Quarantine:
                continue
            if weighing.stabilized and not weighing.load_removed:
                readings.append(self._reading(weighing, record, seen=False))
        return Result(HISTORY, data, tuple(readings)) if readings else Refuse(HISTORY, data, "no_value")

    def _finish(self) -> Actions:
        self.quiet()
        self._drained = True
        if self._has_clock:
            self.alarm("inactive", INACTIVE_SECONDS, lambda: [Done()])
            return [State(DeviceState.DRAINED), Write(CURRENT_TIME, clock_bytes(CURRENT_TIME, self.wall()))]
        return [State(DeviceState.DRAINED), Done()]

    def _answered(self, event: WriteDone | OperationFailed) -> Actions:
        if event.channel == CURRENT_TIME:
            return [Done()] if self._drained else []
        return [Failed(Reason.PROTOCOL)] if isinstance(event, OperationFailed) else []

    # --- readings ------------------------------------------------------------------------------------------------------
    def _reading(self, weighing: Weighing, raw: bytes, *, seen: bool) -> Reading:
        in_pounds = weighing.unit == "lb"
        weight = Quantity(weighing.shown, "[lb_av]") if in_pounds else Quantity(weighing.weight_kg, "kg")
        impedance = Quantity(Decimal(weighing.impedance_ohm or 0), "Ohm")
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=Kind.WEIGHT,
            values=(("weight", weight), *((("impedance", impedance),) if weighing.impedance_valid else ())),
            device_time=weighing.time.text(),
            clock_offset_s=self._offset,
            sequence=None,
            user_slot=None,
            flags=(),
            context=(),
            seen_taken=seen,
            raw=raw,
        )
