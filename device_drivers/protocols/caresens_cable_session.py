"""A session with a CareSens meter: clock, number, results in pages of 27, the clock set where it is off.

Over HID the cable's own chip (Silicon Labs CP2110, AN434) is told the line's speed first; the number of a report is then
how many bytes it carries.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from device_drivers.errors import Reason
from device_drivers.protocols import caresens_cable as caresens
from device_drivers.protocols.caresens_cable import CareSensFrame
from device_drivers.protocols.machine import HID, HID_FEATURE, Actions, Connected, Event, Failed, Keep, Refuse, Result, Write
from device_drivers.protocols.meter_session import MeterSession, control_flag
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import Reading

T = TypeVar("T")

UART_9600_8N1 = bytes.fromhex("50 00002580 00 00 03 00")
UART_ON = bytes.fromhex("4101")
REPORT_ROOM = 63
REPORT = 64


class CareSensSession(MeterSession[CareSensFrame]):
    """One serial cable."""

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._count = self._first = self._asked = 0
        self._hears: Callable[[CareSensFrame, bytes], Actions] = self._greeted

    def new_stream(self) -> TapedStream[CareSensFrame]:
        """The decoder of what the meter sends."""
        return TapedStream(caresens.stream(), lambda frame: len(frame.data) + 13)

    def greeting(self) -> bytes:
        """The clock is the shortest question there is."""
        self._hears = self._greeted
        return caresens.encode_frame(CareSensFrame(caresens.READ_CLOCK))

    def framed_in(self, frame: CareSensFrame, raw: bytes) -> Actions:
        """One frame."""
        if not self.asking:
            return [Keep(self.channel, raw)]
        if frame.command in caresens.ERRORS:
            return [Keep(self.channel, raw), *self.say_again()]
        return self._hears(frame, raw)

    def _put(self, question: bytes, hears: Callable[[CareSensFrame, bytes], Actions]) -> Actions:
        self._hears = hears
        return self.ask(question)

    def _greeted(self, frame: CareSensFrame, raw: bytes) -> Actions:
        clock = _answer(frame, caresens.READ_CLOCK, caresens.decode_clock).local()
        count = caresens.encode_frame(CareSensFrame(caresens.COUNT))
        return self.welcome(lambda: [Keep(self.channel, raw), *self.compare_clock(clock), *self._put(count, self._counted)])

    def _counted(self, frame: CareSensFrame, raw: bytes) -> Actions:
        self._count, self._first = _answer(frame, caresens.COUNT, caresens.decode_count), 1
        return [Keep(self.channel, raw), *self._next()]

    def _next(self) -> Actions:
        left = self._count - self._first + 1
        if left > 0:
            self._asked = min(left, caresens.PER_REQUEST)
            return self._put(caresens.request(self._first, self._asked), self._told)
        if self.clock_is_off:
            return self._put(caresens.write_clock(self.wall() + timedelta(milliseconds=500)), self._clock_set)
        return self.drained()

    def _told(self, frame: CareSensFrame, raw: bytes) -> Actions:
        results = _answer(frame, caresens.RESULTS, lambda data: caresens.split_results(data, self._asked))
        self._first += self._asked
        taken = [self._taken(result) for result in results]
        readings = tuple(one for one in taken if isinstance(one, Reading))
        refusals = [one for one in taken if isinstance(one, Refuse)]
        return [Result(self.channel, raw, readings), *refusals, *self._next()]

    def _taken(self, data: bytes) -> Reading | Refuse:
        try:
            result = caresens.decode_result(data)
        except (Refused, Quarantine) as error:
            return Refuse(self.channel, data, error.reason)
        name = "ketone" if result.ketone else "glucose"
        return self.reading(result.value, result.taken, data, name=name, flags=control_flag(result.control), meal=result.meal)

    def _clock_set(self, frame: CareSensFrame, raw: bytes) -> Actions:
        return [Keep(self.channel, raw), *self.drained()]


class CareSensHidSession(CareSensSession):
    """The same bytes through a cable that is a HID device."""

    channel = HID

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        actions = super().receive(event)
        if not isinstance(event, Connected):
            return actions
        if HID_FEATURE not in event.channels:
            return [Failed(Reason.NOT_SUPPORTED)]
        return [Write(HID_FEATURE, UART_9600_8N1), Write(HID_FEATURE, UART_ON), *actions]

    def unpacked(self, data: bytes) -> bytes:
        """The bytes of a report, by its number."""
        if not data or not 0 < data[0] <= REPORT_ROOM or data[0] >= len(data):
            raise Refused("length")
        return data[1 : 1 + data[0]]

    def say(self, *data: bytes) -> Actions:
        """Bytes to the meter, in reports."""
        whole = b"".join(data)
        parts = [whole[at : at + REPORT_ROOM] for at in range(0, len(whole), REPORT_ROOM)]
        return super().say(*((bytes((len(part),)) + part).ljust(REPORT, b"\0") for part in parts))


def _answer(frame: CareSensFrame, command: bytes, decode: Callable[[bytes], T]) -> T:
    """What an answer to that command says."""
    if frame.command != command:
        raise Refused("unknown")
    return decode(frame.data)
