"""A session with a Sinocare glucose meter, over Bluetooth or a serial port: its clock, what it stored, then what it measures.

Results come by themselves as they are taken. Only machine codes of meters that measure glucose and nothing else are read:
the same frames of the others may carry uric acid. Nothing is ever deleted or started.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from device_drivers.errors import Reason
from device_drivers.protocols import sinocare
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.machine import (
    SERIAL,
    Action,
    Actions,
    BytesIn,
    Cancel,
    Closing,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    Notified,
    OperationFailed,
    Refuse,
    Result,
    Session,
    State,
    Subscribe,
    Subscribed,
    Write,
)
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.sinocare import Command, GlucoseResult, SinocareFrame
from device_drivers.protocols.taped_stream import TapedStream, only_kept
from device_drivers.readings import DeviceState, Kind, Quantity, Reading

SERVICE = "FFB0"
CHANNELS = ("FFB2", "FFB1")  # both are written and notified by one program or another: the first that works is used

ANSWER_SECONDS = 2.0
TRIES = 3
LINGER_SECONDS = 180.0  # the link stays for the next drop
TOLERANCE_S = {True: 5.0, False: 90.0}  # clocks with and without seconds
NEW_METER_LENGTH = 16  # a longer answer to 07 carries seconds
CLOCK_AT = 7  # in the answer to 07, behind the number
HIGHEST = {"mmol/L": Decimal("33.3"), "mg/dL": Decimal(600)}
GLUCOSE_ONLY = frozenset(bytes.fromhex(code) for code in ("0002", "0004", "0009", "0012", "001b", "001c"))


class SinocareSession(Session):
    """One connection. machine: the model's code, for the questions."""

    def __init__(self, device: str, driver: str, machine: bytes) -> None:
        super().__init__(device, driver)
        self._machine = machine
        self._channel = SERIAL
        self._others: list[str] = []
        self._stream: TapedStream[SinocareFrame] = TapedStream(sinocare.stream(), lambda frame: frame.size)
        self._offset: float | None = None
        self._seconds = True
        self._asked: Command | None = None
        self._tries = 0
        self._packets: set[int] = set()
        self._damaged = False  # something did not arrive whole since the records were asked for
        self._drained = False
        self._quiet_since: datetime | None = None  # when all that was stored had been told
        self._clock_set = False

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                return self._open(channels)
            case Subscribed(channel):
                self._channel = channel
                return self._ask(Command.READ_DEVICE_ID) if self._asked is None else []
            case Notified(_, data) | BytesIn(data):
                return [action for frame, raw in self._stream.feed(data) for action in self._heard(frame, raw)]
            case OperationFailed():
                return self._another_channel()
            case Cancel():
                return [Failed(Reason.CANCELLED)]
            case Closing():
                return only_kept(self._fell_silent())
            case Disconnected():
                return [*only_kept(self._fell_silent()), Done() if self._drained else Failed(Reason.LOST)]
        return []

    def _open(self, channels: frozenset[str]) -> Actions:
        connected = State(DeviceState.CONNECTED)
        if SERIAL in channels:
            return [connected, *self._ask(Command.READ_DEVICE_ID)]
        self._others = [channel for channel in CHANNELS if channel in channels]
        return [connected, *self._another_channel()]

    def _another_channel(self) -> Actions:
        if not self._others or (self._channel == SERIAL and self._asked):
            return [Failed(Reason.NOT_SUPPORTED)]
        self._asked = None
        return [Subscribe(self._others.pop(0))]

    # --- asking --------------------------------------------------------------------------------------------------------
    def _ask(self, command: Command) -> Actions:
        self._asked, self._tries = command, 1
        self.alarm("answer", ANSWER_SECONDS, self._unanswered)
        return [self._question(command)]

    def _question(self, command: Command) -> Action:
        match command:
            case Command.READ_RECORDS:
                data = sinocare.read_records(self._machine)
            case Command.SET_TIME:
                data = sinocare.set_time(self._machine, self.wall(), with_seconds=self._seconds)
            case _:
                data = sinocare.read_device_id(self._machine)
        return Write(self._channel, data)

    def _fell_silent(self) -> Actions:
        """What looked like the beginning of a frame was none; a whole one may hide behind it."""
        return [action for frame, raw in self._stream.reset() for action in self._heard(frame, raw)]

    def _unanswered(self) -> Actions:
        asked, heard = self._asked, self._fell_silent()
        return [*heard, *self._asked_again()] if self._asked is asked else heard

    def _asked_again(self) -> Actions:
        if self._asked is None:
            return []
        if self._tries < TRIES:
            self._tries += 1
            self.alarm("answer", ANSWER_SECONDS, self._unanswered)
            return [self._question(self._asked)]
        if self._asked is Command.READ_RECORDS and (self._packets or self._damaged):
            return [Failed(Reason.TIMEOUT)]  # it stopped in the middle, or what it said did not arrive
        return self._next()

    def _next(self) -> Actions:
        """What follows an answer, or a question that a meter does not know."""
        done, self._asked = self._asked, None
        self.quiet("answer")
        match done:
            case Command.READ_DEVICE_ID:
                self._packets.clear()
                self._damaged = False
                return [State(DeviceState.TRANSFERRING), *self._ask(Command.READ_RECORDS)]
            case Command.READ_RECORDS if self._offset is not None and abs(self._offset) > TOLERANCE_S[self._seconds]:
                return self._ask(Command.SET_TIME)
            case Command.SET_TIME:
                self._offset = None  # a result taken from now on is not off by what was measured before
                self._clock_set = True
        return self._wait_for_drops()

    def _wait_for_drops(self) -> Actions:
        self._drained = True
        self._quiet_since = self.wall()
        if self._channel != SERIAL:
            self.alarm("linger", LINGER_SECONDS, lambda: [Done()])
        return [State(DeviceState.DRAINED)]

    # --- answers -------------------------------------------------------------------------------------------------------
    def _heard(self, frame: SinocareFrame | Refusal, raw: bytes) -> Actions:
        if isinstance(frame, Refusal):
            self._damaged = True
            return [Refuse(self._channel, raw, frame.reason)]
        match frame.command:
            case Command.LIVE_RESULT:
                return self._measured(frame, raw, live=True)
            case sinocare.LATE_RESULT:
                return self._measured(frame, raw, live=False)
            case Command.READ_RECORDS:
                return self._told_records(frame, raw)
            case Command.READ_DEVICE_ID | Command.SET_TIME:
                return self._told_clock(frame, raw)
            case sinocare.ERROR:
                return [Refuse(self._channel, raw, "device_error")]
        return [Keep(self._channel, raw)]

    def _told_clock(self, frame: SinocareFrame, raw: bytes) -> Actions:
        kept: Actions = [Keep(self._channel, raw)]
        if self._asked is Command.SET_TIME:
            return [*kept, *self._next()]
        if self._asked is not Command.READ_DEVICE_ID:
            return kept
        self._machine = frame.machine
        self._seconds = frame.length > NEW_METER_LENGTH
        return [*kept, *self._compared(frame.payload[CLOCK_AT : CLOCK_AT + 5 + self._seconds]), *self._next()]

    def _compared(self, clock: bytes) -> Actions:
        try:
            shown = sinocare.time_of(clock).local()
        except (Refused, Quarantine):
            return []
        if shown is None:
            return []
        self._offset = self.offset_from(shown)
        return [State(DeviceState.CONNECTED, clock_offset_s=self._offset)]

    def _told_records(self, frame: SinocareFrame, raw: bytes) -> Actions:
        asked = self._asked is Command.READ_RECORDS
        if frame.payload[:1] == b"\x00":
            return [Keep(self._channel, raw), *(self._next() if asked else [])]
        if frame.machine not in GLUCOSE_ONLY:
            return [Refuse(self._channel, raw, "unknown_machine"), *(self._next() if asked else [])]
        try:
            packet = sinocare.record_packet(frame)
        except Refused as error:
            return [Refuse(self._channel, raw, error.reason)]
        self._packets.add(packet.number)
        actions: Actions = [self._records(packet.records, raw)]
        if asked and len(self._packets) < packet.total:
            self.alarm("answer", ANSWER_SECONDS, self._unanswered)
            return actions
        return [*actions, *(self._next() if asked else [])]

    def _records(self, records: tuple[bytes, ...], raw: bytes) -> Action:
        """One frame, one line in the journal; a record that cannot be read leaves its bytes there."""
        readings = []
        for record in records:
            try:
                result = sinocare.decode_record(record)
            except Quarantine:
                continue
            value = _quantity(result, "mmol/L")
            if value is not None:
                readings.append(self._reading(result, value, record, seen=False))
        return Result(self._channel, raw, tuple(readings)) if readings else Refuse(self._channel, raw, "no_value")

    # --- results -------------------------------------------------------------------------------------------------------
    def _measured(self, frame: SinocareFrame, raw: bytes, *, live: bool) -> Actions:
        if self._drained and self._channel != SERIAL:
            self.alarm("linger", LINGER_SECONDS, lambda: [Done()])
        if frame.machine not in GLUCOSE_ONLY:
            return [Refuse(self._channel, raw, "unknown_machine")]
        try:
            result = sinocare.result_of(frame.payload)
        except (Refused, Quarantine) as error:
            return [Refuse(self._channel, raw, error.reason)]
        value = _quantity(result, sinocare.unit_of(frame.payload))
        if value is None:
            return [Refuse(self._channel, raw, "implausible")]
        return [Result(self._channel, raw, (self._reading(result, value, raw, seen=live and self._is_fresh(result)),))]

    def _is_fresh(self, result: GlucoseResult) -> bool:
        """Whether a result that comes by itself was taken before our eyes: a meter that is switched on may tell its last one again."""
        taken, since = result.time.local(), self._quiet_since
        if taken is None or since is None or (self._offset is None and not self._clock_set):
            return False
        slack = timedelta(seconds=TOLERANCE_S[self._seconds])
        return taken + timedelta(seconds=self._offset or 0) >= since - slack

    def _reading(self, result: GlucoseResult, value: Quantity, raw: bytes, *, seen: bool) -> Reading:
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=Kind.GLUCOSE,
            values=(("glucose", value),),
            device_time=result.time.text(),
            clock_offset_s=self._offset,
            sequence=None,
            user_slot=None,
            flags=(),
            context=(),
            seen_taken=seen,
            raw=raw,
        )


def _quantity(result: GlucoseResult, unit: str) -> Quantity | None:
    """How HI and LO are sent is not public: a number outside of what the strips can measure is no value."""
    return Quantity(result.glucose, unit) if 0 < result.glucose <= HIGHEST[unit] else None
