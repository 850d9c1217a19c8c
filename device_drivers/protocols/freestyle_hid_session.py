"""A session with a FreeStyle Neo on USB: hello, date, time, all records under their sums, the clock set where it is off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from device_drivers.protocols import freestyle_hid as abbott
from device_drivers.protocols.freestyle_hid import AbbottReport
from device_drivers.protocols.machine import HID, Actions, Keep, Refuse, Result
from device_drivers.protocols.meter_session import MeterSession, control_flag
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import Reading

RESULT_SECONDS = 4.0  # without a report


class FreeStyleHidSession(MeterSession[AbbottReport]):
    """One plugged-in meter."""

    channel = HID

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._hello: list[int] = []
        self._text = b""
        self._date = b""
        self._hears: Callable[[bytes, bytes], Actions] | None = None  # message, whole text; None = the hello goes on

    def new_stream(self) -> TapedStream[AbbottReport]:
        """The decoder of what the meter sends."""
        return TapedStream(abbott.stream(), lambda report: len(report.data) + 2)

    def greeting(self) -> bytes:
        """The first of four words."""
        self._hello, self._hears = list(abbott.HELLO), None
        return abbott.pack_reports(self._hello[0], b"")[0]

    def rest(self) -> Actions:
        """Nothing more until it is plugged in again."""
        self.answered()
        return []

    def unpacked(self, data: bytes) -> bytes:
        """A report without its padding."""
        return abbott.unpack_report(data)

    def framed_in(self, frame: AbbottReport, raw: bytes) -> Actions:
        """One report."""
        if frame.kind == abbott.SYNCHRONISATION or not self.asking:
            return []
        if self._hears is None:
            return self._greeted()
        if frame.kind != abbott.TEXT:
            return [Keep(self.channel, raw)]
        return self._told(frame.data)

    def broken_off(self) -> Actions:
        """The text so far stands for nothing."""
        text, self._text = self._text, b""
        return [Refuse(self.channel, text, "short")] if text else []

    def _greeted(self) -> Actions:
        del self._hello[0]
        if self._hello:
            return self.ask(abbott.pack_reports(self._hello[0], b"")[0], silent=self.nobody)
        return self.welcome(lambda: self._put(abbott.READ_DATE, self._told_date))

    def _put(self, command: str, hears: Callable[[bytes, bytes], Actions], seconds: float = RESULT_SECONDS) -> Actions:
        self._hears, self._text = hears, b""
        return self.ask(*abbott.pack_reports(abbott.TEXT, command.encode("ascii")), seconds=seconds)

    def _told(self, data: bytes) -> Actions:
        self._text += data
        if not abbott.is_whole(self._text) and len(self._text) < abbott.MOST_TEXT:
            self.still_answering()
            return []
        text, self._text = self._text, b""
        try:
            return self._heard(abbott.message_of(text), text)
        except (Refused, Quarantine) as error:
            return [Refuse(self.channel, text, error.reason), *self.say_again()]

    def _heard(self, message: bytes, text: bytes) -> Actions:
        return [] if self._hears is None else self._hears(message, text)

    def _told_date(self, message: bytes, text: bytes) -> Actions:
        self._date = message
        return [Keep(self.channel, text), *self._put(abbott.READ_TIME, self._told_time)]

    def _told_time(self, message: bytes, text: bytes) -> Actions:
        clock = abbott.decode_clock(self._date, message).local()
        return [Keep(self.channel, text), *self.compare_clock(clock), *self._put(abbott.READ_RESULTS, self._recorded)]

    def _recorded(self, message: bytes, text: bytes) -> Actions:
        taken = [self._taken(line) for line in abbott.records_of(message) if abbott.is_result(line)]
        readings = tuple(one for one in taken if isinstance(one, Reading))
        refusals = [one for one in taken if isinstance(one, Refuse)]
        return [Result(self.channel, text, readings), *refusals, *self._all_read()]

    def _taken(self, line: bytes) -> Reading | Refuse:
        try:
            result = abbott.decode_result(line)
        except (Refused, Quarantine) as error:
            return Refuse(self.channel, line, error.reason)
        name = "ketone" if result.ketone else "glucose"
        return self.reading(result.value, result.taken, line, name=name, flags=control_flag(result.control))

    def _all_read(self) -> Actions:
        if not self.clock_is_off:
            return self.drained()
        return self._put(abbott.set_clock(self._nearest_minute())[0], self._date_set)

    def _date_set(self, _: bytes, text: bytes) -> Actions:
        time = abbott.set_clock(self._nearest_minute())[1]
        return [Keep(self.channel, text), *self._put(time, lambda _, text: [Keep(self.channel, text), *self.drained()])]

    def _nearest_minute(self) -> datetime:
        return self.wall() + timedelta(seconds=30)
