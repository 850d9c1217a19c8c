"""A session with a LifeScan meter that speaks binary frames: clock, number of records, every record, then the clock set.

UltraEasy and UltraMini number their frames modulo 2 and want each one acknowledged; a frame they repeat because the
acknowledgement was lost is acknowledged again and not taken twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.lifescan_binary import (
    LifeScanFrame,
    Link,
    Meal,
    MeterRecord,
    UltraEasy,
    VerioIQ,
    encode_frame,
    stream,
)
from device_drivers.protocols.machine import Actions, Keep, Result
from device_drivers.protocols.meter_session import MeterSession, control_flag, within
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import Reading

LOW, HIGH = 20, 600  # mg/dL, the range of all these meters
_MEALS = {Meal.NONE: "", Meal.BEFORE: "preprandial", Meal.AFTER: "postprandial"}
_GOODBYE = Link.DISCONNECT


class LifeScanSession(MeterSession[LifeScanFrame]):
    """One cable with a VerioIQ: a question, an answer, no link control."""

    dialect: type[UltraEasy] | type[VerioIQ] = VerioIQ

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._count = 0
        self._index = 0
        self._hears: Callable[[bytes, bytes], Actions] = self._greeted

    def new_stream(self) -> TapedStream[LifeScanFrame]:
        """The decoder of what the meter sends."""
        return TapedStream(stream(), lambda frame: len(frame.payload) + 6)

    def greeting(self) -> bytes:
        """The clock is the shortest question there is."""
        self._hears = self._greeted
        return self.framed(self.dialect.READ_CLOCK)

    # --- the link: overridden where frames are numbered ----------------------------------------------------------------
    def framed(self, payload: bytes) -> bytes:
        """One frame to the meter."""
        return encode_frame(LifeScanFrame(0, payload))

    def framed_in(self, frame: LifeScanFrame, raw: bytes) -> Actions:
        """One frame from the meter."""
        return self._hears(frame.payload, raw) if self.asking else [Keep(self.channel, raw)]

    # --- the conversation ----------------------------------------------------------------------------------------------
    def put(self, payload: bytes, hears: Callable[[bytes, bytes], Actions]) -> Actions:
        """Asks, and says who understands the answer."""
        self._hears = hears
        return self.ask(self.framed(payload))

    def _greeted(self, payload: bytes, raw: bytes) -> Actions:
        self.dialect.decode_clock(payload)
        return self.welcome(lambda: self.read_clock(payload, raw))

    def read_clock(self, payload: bytes, raw: bytes) -> Actions:
        """The meter's clock before anything else is asked."""
        clock = self.dialect.decode_clock(payload)
        return [Keep(self.channel, raw), *self.compare_clock(clock), *self.put(self.dialect.COUNT, self._counted)]

    def _counted(self, payload: bytes, raw: bytes) -> Actions:
        self._count, self._index = self.dialect.decode_count(payload), 0
        return [Keep(self.channel, raw), *self._next()]

    def _next(self) -> Actions:
        if self._index < self._count:
            return self.put(self.dialect.record(self._index), self._recorded)
        if self.clock_is_off:
            return self.put(self.dialect.write_clock(self.wall() + timedelta(milliseconds=500)), self._clock_set)
        return self.over()

    def _recorded(self, payload: bytes, raw: bytes) -> Actions:
        reading = self._reading(self.dialect.decode_record(payload), raw)
        self._index += 1
        return [Result(self.channel, raw, (reading,)), *self._next()]

    def _clock_set(self, payload: bytes, raw: bytes) -> Actions:
        return [Keep(self.channel, raw), *self.over()]

    def over(self) -> Actions:
        """Everything was taken."""
        return self.drained()

    def _reading(self, record: MeterRecord, raw: bytes) -> Reading:
        return self.reading(
            within(record.value, LOW, HIGH),
            DeviceTime.of(record.taken),
            raw,
            flags=control_flag(record.control),
            meal=_MEALS[record.meal],
        )


class UltraEasySession(LifeScanSession):
    """One cable with an UltraEasy or UltraMini: frames are numbered modulo 2 and acknowledged."""

    dialect = UltraEasy
    numbered = True

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._sent = 0
        self._expected = 0
        self._unacknowledged = False
        self._greeting = False

    def greeting(self) -> bytes:
        """A disconnect brings both sides back to frame 0."""
        self._sent = self._expected = 0
        self._unacknowledged = False
        self._greeting = True
        return encode_frame(LifeScanFrame(_GOODBYE))

    def farewell(self) -> Actions:
        """A disconnect ends the meter's PC mode."""
        return self.say(encode_frame(LifeScanFrame(_GOODBYE | self._numbers())))

    def framed(self, payload: bytes) -> bytes:
        """One numbered frame to the meter."""
        self._unacknowledged = True
        return encode_frame(LifeScanFrame(self._numbers(), payload))

    def framed_in(self, frame: LifeScanFrame, raw: bytes) -> Actions:
        """An acknowledgement, an answer, or an answer repeated."""
        if frame.has(Link.DISCONNECT):
            return self._disconnected(frame)
        if self._greeting:
            return [Keep(self.channel, raw)]  # said before the meter went back to frame 0
        if self._unacknowledged and frame.has(Link.EXPECTED) != bool(self._sent):
            # also an answer says what its sender waits for next: its acknowledgement may have been lost
            self._sent ^= 1
            self._unacknowledged = False
        if not frame.payload:
            return []
        if frame.has(Link.SEQUENCE) != bool(self._expected):
            return self._acknowledge()  # a repeat: ours was lost
        self._expected ^= 1
        return self._acknowledged_in(frame.payload, raw)

    def _acknowledged_in(self, payload: bytes, raw: bytes) -> Actions:
        """The answer is durable before the meter hears that it arrived, and that before the next question."""
        heard = self._hears(payload, raw) if self.asking else [Keep(self.channel, raw)]
        acknowledgement = self._acknowledge()
        kept = [action for action in heard if isinstance(action, Keep | Result)]
        return [*kept, *acknowledgement, *(action for action in heard if action not in kept)]

    def _disconnected(self, frame: LifeScanFrame) -> Actions:
        if not frame.has(Link.ACKNOWLEDGE):
            return self.greet()  # the meter itself went back to frame 0
        if not self._greeting:
            return []
        self._greeting = False
        return self.welcome(lambda: self.put(self.dialect.READ_CLOCK, self.read_clock))

    def _acknowledge(self) -> Actions:
        return self.say(encode_frame(LifeScanFrame(self._numbers() | Link.ACKNOWLEDGE)))

    def _numbers(self) -> Link:
        return Link(self._sent) | (Link.EXPECTED if self._expected else Link(0))
