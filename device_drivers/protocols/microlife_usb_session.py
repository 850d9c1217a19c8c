"""A session with a Microlife cuff on USB: its clock, all records, then the clock is set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from device_drivers.errors import Reason
from device_drivers.protocols import microlife_usb
from device_drivers.protocols.asking import AskingSession
from device_drivers.protocols.machine import (
    HID,
    Actions,
    Connected,
    Disconnected,
    Event,
    Failed,
    Keep,
    Notified,
    Refuse,
    Result,
    State,
    Write,
)
from device_drivers.protocols.microlife_usb import ACKNOWLEDGE, Command, MicrolifeRecord
from device_drivers.protocols.pressure_reading import stored_pressure
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.readings import DeviceState, Reading

SILENCE_SECONDS = 0.2  # no report for so long: the answer is over, its length stands nowhere


class MicrolifeUsbSession(AskingSession):
    """One plugged cable."""

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._answer = b""
        self._raw = b""
        self._next: Callable[[str], Actions] = self._clock_told
        self._setting = False
        self._told_at: datetime | None = None  # when the last report of an answer came
        self._offset: float | None = None

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(wall=wall):
                self.told_wall(wall)
                return [State(DeviceState.CONNECTED), *self._say(Command.READ_CLOCK, self._clock_told)]
            case Notified(channel, data) if channel == HID:
                return self._part(data)
            case Disconnected():
                self.quiet()
                return [Failed(Reason.LOST)]
        return []

    def _say(self, command: Command, following: Callable[[str], Actions]) -> Actions:
        self._next, self._answer, self._raw = following, b"", b""
        return self.ask(*_writes(microlife_usb.encode_command(command)))

    def _part(self, report: bytes) -> Actions:
        try:
            part = microlife_usb.from_report(report)
        except Refused as error:
            return [Refuse(HID, report, error.reason)]
        self._answer, self._raw, self._told_at = self._answer + part, self._raw + report, self.wall()
        if self._setting and self._answer == ACKNOWLEDGE:
            return self._may_set()
        self.keep_waiting()
        self.alarm("silence", SILENCE_SECONDS, self._whole)
        return []

    def _whole(self) -> Actions:
        answer, raw, self._answer, self._raw = self._answer, self._raw, b"", b""
        if self._setting or not answer:
            return []
        if not self.waiting:
            return [Keep(HID, raw)]
        try:
            text = microlife_usb.decode_answer(answer)
            self.answered()
            return [Keep(HID, raw), *self._next(text)]
        except Refused as error:
            return [Refuse(HID, raw, error.reason), *self.ask_again()]
        except Quarantine as error:
            return [Refuse(HID, raw, error.reason), *self._read_records()]  # a clock with a date no calendar has

    def _clock_told(self, text: str) -> Actions:
        local = microlife_usb.decode_clock(text).local()
        if local is not None and self._told_at is not None:
            self._offset = (self._told_at - local).total_seconds()
        return [State(DeviceState.TRANSFERRING, clock_offset_s=self._offset), *self._read_records()]

    def _read_records(self) -> Actions:
        return self._say(Command.READ_RECORDS, self._told_records)

    def _told_records(self, text: str) -> Actions:
        found = [action for record in microlife_usb.decode_records(text) for action in self._recorded(record)]
        self._setting = True
        return [*found, *self._ask_to_set()]

    def _recorded(self, text: str) -> Actions:
        raw = text.encode("ascii")
        try:
            record = microlife_usb.decode_record(text)
        except (Refused, Quarantine) as error:
            return [Refuse(HID, raw, error.reason)]
        return [Result(HID, raw, (self._reading(record, raw),))]

    def _ask_to_set(self) -> Actions:
        self._answer = b""
        return self.ask(*_writes(microlife_usb.encode_command(Command.SET_CLOCK)), otherwise=self._drained)

    def _may_set(self) -> Actions:
        return [*_writes(microlife_usb.clock_argument(self.wall())), *self._drained()]

    def _drained(self) -> Actions:
        self.answered()
        self.quiet()
        self._setting = False
        return [State(DeviceState.DRAINED)]

    def _reading(self, record: MicrolifeRecord, raw: bytes) -> Reading:
        values = (("systolic", record.systolic), ("diastolic", record.diastolic), ("pulse", record.pulse_rate))
        return stored_pressure(self, raw, record.time, values, offset=self._offset)


def _writes(data: bytes) -> list[Write]:
    return [Write(HID, report, response=False) for report in microlife_usb.reports(data)]
