"""A session with a Microlife cuff (service FFF0): the whole memory is asked for, then its clock is set and it may hang up.

The cuff keeps its records; what time its clock shows cannot be asked, so the error of its records is not known.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from device_drivers.errors import Reason
from device_drivers.protocols import microlife
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.machine import (
    Actions,
    Closing,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    Notified,
    OperationFailed,
    ReadDone,
    Refuse,
    Result,
    Session,
    State,
    Subscribe,
    Subscribed,
    Write,
    read_if_offered,
)
from device_drivers.protocols.microlife import MicrolifeFrame, MicrolifeRecord
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.taped_stream import TapedStream, only_kept
from device_drivers.readings import DeviceState, Kind, Quantity, Reading

SERVICE, FROM, TO, BATTERY = "FFF0", "FFF1", "FFF2", "2A19"
CHUNK = 20
REPLY_SECONDS = 10.0
ACKNOWLEDGE_SECONDS = 2.0  # a cuff that sets its clock in silence is not asked again
LINGER_SECONDS = 3.0
ATTEMPTS = 3


class MicrolifeSession(Session):
    """One connection to one cuff."""

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._stream = TapedStream(microlife.stream(), lambda frame: frame.size)
        self._attempts = 0
        self._drained = False

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                if not {FROM, TO} <= channels:
                    return [Failed(Reason.NOT_SUPPORTED)]
                return [State(DeviceState.CONNECTED), *read_if_offered(channels, (BATTERY,)), Subscribe(FROM)]
            case ReadDone("2A19", data) if len(data) == 1:
                return [State(DeviceState.CONNECTED, battery=data[0])]
            case Subscribed("FFF1"):
                return [State(DeviceState.TRANSFERRING), *self._ask()]
            case Notified("FFF1", data):
                return [action for found, raw in self._stream.feed(data) for action in self._heard(found, raw)]
            case OperationFailed(channel, _) if channel != BATTERY:
                self.quiet()
                return [Failed(Reason.PROTOCOL)]
            case Disconnected() | Closing():
                rest, drained = only_kept(self._fell_silent()), self._drained
                self.quiet()
                return [*rest, Done() if drained else Failed(Reason.LOST)] if isinstance(event, Disconnected) else rest
        return []

    def _fell_silent(self) -> Actions:
        """What looked like the beginning of a frame was none; a whole one may hide behind it."""
        return [action for found, raw in self._stream.reset() for action in self._heard(found, raw)]

    def _unanswered(self) -> Actions:
        heard = self._fell_silent()
        return heard if self._drained else [*heard, *self._ask()]

    def _ask(self) -> Actions:
        if self._attempts == ATTEMPTS:
            self.quiet()
            return [Failed(Reason.TIMEOUT)]
        self._attempts += 1
        self.alarm("reply", REPLY_SECONDS, self._unanswered)
        return _chunks(microlife.read_records())

    def _heard(self, found: MicrolifeFrame | Refusal, raw: bytes) -> Actions:
        if isinstance(found, Refusal):
            return [Refuse(FROM, raw, found.reason)]
        if found.to_device or len(found.payload) < microlife.RECORDS_AT:
            return [Keep(FROM, raw)]
        return [*self._records(found, raw), *([] if self._drained else self._now_drained())]

    def _records(self, frame: MicrolifeFrame, raw: bytes) -> Actions:
        readings: list[Reading] = []
        refused: Actions = []
        for slot in microlife.record_slots(frame.payload):
            try:
                readings.append(self._reading(microlife.decode_record(slot), slot))
            except Refused as error:
                refused.append(Refuse(FROM, slot, error.reason))
        return [Result(FROM, raw, tuple(readings)) if readings else Keep(FROM, raw), *refused]

    def _reading(self, record: MicrolifeRecord, slot: bytes) -> Reading:
        named = (("systolic", record.systolic, "mmHg"), ("diastolic", record.diastolic, "mmHg"), ("pulse", record.pulse_rate, "/min"))
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=Kind.BLOOD_PRESSURE,
            values=tuple((name, Quantity(Decimal(number), unit)) for name, number, unit in named),
            device_time=record.time.text(),
            clock_offset_s=None,
            sequence=None,
            user_slot=None,
            flags=(),
            context=(),
            seen_taken=False,
            raw=slot,
        )

    # --- the end -------------------------------------------------------------------------------------------------------
    def _now_drained(self) -> Actions:
        self._drained = True
        self.quiet("reply")
        self.alarm("farewell", ACKNOWLEDGE_SECONDS, self._farewell)
        # to the nearest second, not down
        return [State(DeviceState.DRAINED), *_chunks(microlife.set_time(self.wall() + timedelta(milliseconds=500)))]

    def _farewell(self) -> Actions:
        self.alarm("linger", LINGER_SECONDS, lambda: [Done()])
        return _chunks(microlife.disconnect())


def _chunks(frame: bytes) -> Actions:
    return [Write(TO, frame[at : at + CHUNK], response=False) for at in range(0, len(frame), CHUNK)]
