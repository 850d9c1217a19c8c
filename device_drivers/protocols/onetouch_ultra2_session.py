"""A session with a OneTouch Ultra2: clock, the whole memory line by line, the clock set where it is off."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols import onetouch_ultra2 as ultra2
from device_drivers.protocols.machine import Actions, Keep, Result
from device_drivers.protocols.meter_session import MeterSession, control_flag
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.protocols.text_lines import line_stream

MEMORY_SECONDS = 3.0  # without a line


class Ultra2Session(MeterSession[bytes]):
    """One cable with one Ultra2. Every line has a sum of its own, so each result is kept as it comes."""

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._left = 0
        self._damaged = False
        self._hears: Callable[[str, bytes], Actions] = self._greeted

    def new_stream(self) -> TapedStream[bytes]:
        """The decoder of what the meter sends."""
        return line_stream()

    def greeting(self) -> bytes:
        """The clock is the shortest question there is."""
        self._hears = self._greeted
        return ultra2.READ_CLOCK

    def framed_in(self, frame: bytes, raw: bytes) -> Actions:
        """One line."""
        if not frame.strip():
            return []
        return self._hears(ultra2.checked_text(frame), raw) if self.asking else [Keep(self.channel, raw)]

    def unanswerable(self) -> Actions:
        """A damaged result: the memory is read once more when the rest has come."""
        if self._hears == self._counted:  # the first line was lost: the rest goes by, then the memory is asked for again
            return self._waiting()
        if not self._left:
            return super().unanswerable()
        self._damaged = True
        return self._one_less()

    def _greeted(self, text: str, raw: bytes) -> Actions:
        clock = ultra2.decode_clock(text).local()
        return self.welcome(lambda: [Keep(self.channel, raw), *self.compare_clock(clock), *self._read_memory()])

    def _read_memory(self) -> Actions:
        self._hears, self._left, self._damaged = self._counted, 0, False
        return self.ask(ultra2.READ_MEMORY, seconds=MEMORY_SECONDS)

    def _counted(self, text: str, raw: bytes) -> Actions:
        self._left = ultra2.decode_count(text)
        self._hears = self._result
        return [Keep(self.channel, raw), *(self._waiting() if self._left else self._memory_read())]

    def _result(self, text: str, raw: bytes) -> Actions:
        if not text.startswith('P "'):  # the memory was asked for again and begins anew
            return self._counted(text, raw)
        result = ultra2.decode_result(text)
        reading = self.reading(result.value, result.taken, raw, flags=control_flag(result.control), meal=result.meal)
        return [Result(self.channel, raw, (reading,)), *self._one_less()]

    def _one_less(self) -> Actions:
        self._left -= 1
        return self._waiting() if self._left else self._memory_read()

    def _waiting(self) -> Actions:
        self.still_answering()
        return []

    def _memory_read(self) -> Actions:
        if self._damaged:
            self._damaged, self._hears = False, self._counted
            return self.say_again()
        if not self.clock_is_off:
            return self.drained()
        self._hears = self._clock_set
        return self.ask(ultra2.set_clock(self.wall()))

    def _clock_set(self, text: str, raw: bytes) -> Actions:
        ultra2.decode_clock(text)
        return [Keep(self.channel, raw), *self.drained()]
