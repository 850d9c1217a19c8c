"""A session with a BGStar or MyStar Extra: clock, unit, number of records, every record. Its clock is left alone: how to
set it is not known in public."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols import bgstar
from device_drivers.protocols.machine import Actions, Keep, Refuse, Result
from device_drivers.protocols.meter_session import MeterSession
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.protocols.text_lines import line_stream


class BgStarSession(MeterSession[bytes]):
    """One cable with one meter."""

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._unit = ""
        self._count = self._index = 0
        self._hears: Callable[[list[str], bytes], Actions] = self._greeted

    def new_stream(self) -> TapedStream[bytes]:
        """The decoder of what the meter sends; whether CR or CR LF ends its lines differs."""
        return line_stream(b"\r\n")

    def greeting(self) -> bytes:
        """hello."""
        self._hears = self._greeted
        return bgstar.HELLO

    def framed_in(self, frame: bytes, raw: bytes) -> Actions:
        """One line."""
        if not frame.strip() or not self.asking:
            return []
        return self._hears(bgstar.words(frame), raw)

    def _put(self, question: bytes, hears: Callable[[list[str], bytes], Actions]) -> Actions:
        self._hears = hears
        return self.ask(question)

    def _greeted(self, said: list[str], raw: bytes) -> Actions:
        return self.welcome(lambda: [Keep(self.channel, raw), *self._put(bgstar.READ_CLOCK, self._clock)])

    def _clock(self, said: list[str], raw: bytes) -> Actions:
        clock = bgstar.decode_clock(said).local()
        return [Keep(self.channel, raw), *self.compare_clock(clock), *self._put(bgstar.READ_UNIT, self._told_unit)]

    def _told_unit(self, said: list[str], raw: bytes) -> Actions:
        self._unit = bgstar.decode_unit(said)
        return [Keep(self.channel, raw), *self._put(bgstar.COUNT, self._counted)]

    def _counted(self, said: list[str], raw: bytes) -> Actions:
        self._count, self._index = bgstar.decode_count(said), 0
        return [Keep(self.channel, raw), *self._next()]

    def _next(self) -> Actions:
        return self._put(bgstar.record(self._index), self._recorded) if self._index < self._count else self.drained()

    def _recorded(self, said: list[str], raw: bytes) -> Actions:
        record = bgstar.decode_record(said, self._unit)
        self._index += 1
        if record.value is None:
            return [Refuse(self.channel, raw, "device_error"), *self._next()]
        reading = self.reading(record.value, record.taken, raw, meal=record.meal)
        return [Result(self.channel, raw, (reading,)), *self._next()]
