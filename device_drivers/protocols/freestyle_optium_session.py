"""A session with a FreeStyle Optium or Precision Xtra: clock, the whole memory under one sum, the clock set where it is off."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols import freestyle_optium as optium
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import Actions, Keep, Refuse, Result
from device_drivers.protocols.meter_session import MeterSession, control_flag
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.protocols.text_lines import ascii_of, line_stream
from device_drivers.readings import Reading

MEMORY_SECONDS = 3.0  # without a line
MOST_LINES = 1000  # the largest memory of the family has 450 results


class OptiumSession(MeterSession[bytes]):
    """One cable with one meter. No result stands before the sum over all of them holds."""

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._clock: tuple[DeviceTime, bytes] | None = None
        self._lines: list[bytes] = []
        self._hears: Callable[[bytes], Actions] = self._info

    def new_stream(self) -> TapedStream[bytes]:
        """The decoder of what the meter sends."""
        return line_stream()

    def greeting(self) -> bytes:
        """Asks the meter about itself. The first command after waking may be ignored: it is said twice."""
        self._hears, self._clock = self._info, None
        return optium.READ_INFO

    def framed_in(self, frame: bytes, raw: bytes) -> Actions:
        """One line; an echo of ours is none of the meter's."""
        if not self.asking or frame.startswith(b"$"):
            return []
        return self._hears(frame)

    def broken_off(self) -> Actions:
        """The lines so far stand for nothing."""
        lines, self._lines = self._lines, []
        return [Refuse(self.channel, b"".join(lines), "short")] if lines else []

    def _info(self, line: bytes) -> Actions:
        if line.startswith(b"Clock:"):
            self._clock = optium.decode_clock_line(line.rstrip(b"\r\n")), line
        if ascii_of(line) != optium.OK or self._clock is None:
            return []
        time, raw = self._clock
        return self.welcome(lambda: [Keep(self.channel, raw), *self.compare_clock(time.local()), *self._read_memory()])

    def _read_memory(self) -> Actions:
        self._hears, self._lines = self._memory, []
        return self.ask(optium.READ_MEMORY, seconds=MEMORY_SECONDS)

    def _memory(self, line: bytes) -> Actions:
        self._lines.append(line)
        if not line.rstrip().endswith(b"  END") and len(self._lines) < MOST_LINES:
            self.still_answering()
            return []
        raw, lines = b"".join(self._lines), self._lines
        self._lines = []
        try:
            results = optium.check_memory(lines)
        except Refused as error:
            return [Refuse(self.channel, raw, error.reason), *self.say_again()]
        return [*self._taken(results, raw), *self._memory_read()]

    def _taken(self, results: list[bytes], raw: bytes) -> Actions:
        readings: list[Reading] = []
        refusals: Actions = []
        for line in results:
            try:
                readings.append(self._reading(line))
            except (Refused, Quarantine) as error:
                refusals.append(Refuse(self.channel, line, error.reason))
        return [Result(self.channel, raw, tuple(readings)), *refusals]

    def _reading(self, line: bytes) -> Reading:
        result = optium.decode_result_line(line)
        flags = control_flag(result.control) + (("clock_had_stopped",) if result.lost_time else ())
        return self.reading(result.value, result.taken, line, name="ketone" if result.ketone else "glucose", flags=flags)

    def _memory_read(self) -> Actions:
        if not self.clock_is_off:
            return self.drained()
        self._hears = self._clock_set
        return self.ask(optium.set_clock(self.wall()))

    def _clock_set(self, line: bytes) -> Actions:
        return self.drained() if ascii_of(line) in (optium.OK, optium.FAIL) else []
