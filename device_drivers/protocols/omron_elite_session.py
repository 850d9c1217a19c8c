"""A session with an Omron cuff on the HHX USB cable: its clock where it tells it, all records, then it is let go.

The 7301 has one memory and tells its clock; the 790IT has a bank per user and does not. Neither has a documented clock write.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from device_drivers.errors import Reason
from device_drivers.protocols import omron_elite
from device_drivers.protocols.asking import AskingSession
from device_drivers.protocols.machine import (
    HID,
    HID_FEATURE,
    Actions,
    Closing,
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
from device_drivers.protocols.omron_elite import EliteRecord
from device_drivers.protocols.pressure_reading import stored_pressure
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.readings import DeviceState, Reading

SILENCE_SECONDS = 0.2  # an answer that fills its last report is over when nothing follows


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one cuff wants to be asked. banks: its users, None = one memory without users."""

    mode: bytes
    wake: bytes
    end: bytes
    clock: bytes | None
    banks: tuple[int | None, ...]


ELITE = Dialect(omron_elite.MODE_PLAIN, omron_elite.WAKE * 2, omron_elite.END, omron_elite.READ_CLOCK, (None,))
BANKS = Dialect(omron_elite.MODE_READINGS, omron_elite.CLEAR, omron_elite.BANK_END, None, (0, 1))


class OmronEliteSession(AskingSession):
    """One plugged cable. A cuff that is switched off does not answer: it is tried again when it is plugged anew."""

    def __init__(self, device: str, driver: str, dialect: Dialect) -> None:
        super().__init__(device, driver)
        self._dialect = dialect
        self._answer = b""
        self._raw = b""
        self._next: Callable[[bytes], Actions] = self._woken
        self._bank = 0  # place in dialect.banks
        self._count = 0
        self._index = 0
        self._offset: float | None = None

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(wall=wall):
                self.told_wall(wall)
                mode = Write(HID_FEATURE, self._dialect.mode, response=False)
                return [State(DeviceState.CONNECTED), mode, *self._say(self._dialect.wake, self._woken)]
            case Notified(channel, data) if channel == HID:
                return self._part(data)
            case Closing():
                self.quiet()
                return [*self._writes(self._dialect.end)]
            case Disconnected():
                self.quiet()
                return [Failed(Reason.LOST)]
        return []

    # --- answers out of reports ----------------------------------------------------------------------------------------
    def _say(self, command: bytes, following: Callable[[bytes], Actions]) -> Actions:
        self._next, self._answer, self._raw = following, b"", b""
        return self.ask(*self._writes(command))

    def _writes(self, command: bytes) -> list[Write]:
        return [Write(HID, report, response=False) for report in omron_elite.reports(command)]

    def _part(self, report: bytes) -> Actions:
        try:
            part = omron_elite.from_report(report)
        except Refused as error:
            return [Refuse(HID, report, error.reason)]
        self._answer, self._raw = self._answer + part, self._raw + report
        if omron_elite.ends(part):
            return self._whole()
        self.keep_waiting()
        self.alarm("silence", SILENCE_SECONDS, self._whole)
        return []

    def _whole(self) -> Actions:
        self.quiet("silence")
        answer, raw, self._answer = self._answer, self._raw, b""
        if not answer or not any(answer):
            return []  # zeros while it wakes
        if not self.waiting:
            return [Keep(HID, raw)]  # its good-bye
        try:
            data = omron_elite.decode_answer(answer)
        except Refused as error:
            return [Refuse(HID, raw, error.reason), *self.ask_again()]
        return [Keep(HID, raw)] if data is None else self._answered(data, raw)  # NO: not yet, the question is repeated

    def _answered(self, data: bytes, raw: bytes) -> Actions:
        self.answered()
        try:
            return self._next(data)
        except Refused as error:
            return [Refuse(HID, raw, error.reason), *self.ask_again()]
        except Quarantine as error:  # a date no calendar has: it would come again, so it is passed over
            return [Refuse(HID, raw, error.reason), *(self._ask_count() if self._next == self._clock_told else self._following())]

    # --- the conversation ----------------------------------------------------------------------------------------------
    def _woken(self, _: bytes) -> Actions:
        clock = self._dialect.clock
        return self._say(clock, self._clock_told) if clock is not None else self._ask_count()

    def _clock_told(self, data: bytes) -> Actions:
        local = omron_elite.decode_clock(data).local()
        self._offset = None if local is None else self.offset_from(local)
        return [Keep(HID, self._raw), State(DeviceState.TRANSFERRING, clock_offset_s=self._offset), *self._ask_count()]

    def _ask_count(self) -> Actions:
        bank = self._dialect.banks[self._bank]
        command = omron_elite.COUNT if bank is None else omron_elite.ask_bank_count(bank)
        return self._say(command, self._counted)

    def _counted(self, data: bytes) -> Actions:
        bank = self._dialect.banks[self._bank]
        self._count = omron_elite.decode_count(data) if bank is None else omron_elite.decode_bank_count(data)
        self._index = -1
        return [Keep(HID, self._raw), *self._following()]

    def _following(self) -> Actions:
        """The next record, else the next bank, else the end."""
        self._index += 1
        if self._index < self._count:
            bank = self._dialect.banks[self._bank]
            asked = omron_elite.ask_record(self._index) if bank is None else omron_elite.ask_bank_record(bank, self._index)
            return self._say(asked, self._recorded)
        self._bank += 1
        if self._bank < len(self._dialect.banks):
            return self._ask_count()
        self.answered()
        self.quiet()
        return [*self._writes(self._dialect.end), State(DeviceState.DRAINED)]

    def _recorded(self, data: bytes) -> Actions:
        record = omron_elite.decode_record(data)
        if record is None:
            return [Keep(HID, self._raw), *self._following()]
        return [Result(HID, self._raw, (self._reading(record, self._raw),)), *self._following()]

    def _reading(self, record: EliteRecord, raw: bytes) -> Reading:
        values = (("systolic", record.systolic), ("diastolic", record.diastolic), ("pulse", record.pulse_rate))
        return stored_pressure(self, raw, record.time, values, slot=self._dialect.banks[self._bank], offset=self._offset)
