"""A session with an Omron HEM-7322U or HEM-7131U on USB: the memory frames of the Bluetooth cuffs behind report number 02.

Only reads: where their clock lies in the memory is not known. Source: obpm (addresses, block size, users).
"""

from __future__ import annotations

from device_drivers.errors import Reason
from device_drivers.protocols import omron, omron_records
from device_drivers.protocols.asking import AskingSession
from device_drivers.protocols.machine import (
    HID,
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
from device_drivers.protocols.omron import OmronFrame, Op
from device_drivers.protocols.omron_records import OmronRecord, RecordLayout
from device_drivers.protocols.pressure_reading import stored_pressure
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import DeviceState, Reading

REPORT_NUMBER = b"\x02"
FIRST_ADDRESS, BLOCK = 0x02AC, 0x28
RECORD_SIZE, USERS = 14, 2
POLL_SECONDS = 30.0


class OmronUsbSession(AskingSession):
    """One plugged cable. slots: records per user. The cuff answers while it is on: START/STOP wakes it."""

    def __init__(self, device: str, driver: str, slots: int) -> None:
        super().__init__(device, driver)
        self._slots = slots
        self._memory = b""  # what was read of the records so far
        self._done = 0  # records taken out of it
        self._asked = Op.START

    @property
    def _size(self) -> int:
        return USERS * self._slots * RECORD_SIZE

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected():
                return [State(DeviceState.CONNECTED), *self._start()]
            case Notified(channel, data) if channel == HID:
                return self._report(data)
            case Closing():
                self.quiet()
                return [_write(omron.end())]
            case Disconnected():
                self.quiet()
                return [Failed(Reason.LOST)]
        return []

    def _start(self) -> Actions:
        self._asked, self._memory, self._done = Op.START, b"", 0
        return self.ask(_write(omron.start()), otherwise=self._asleep)

    def _asleep(self) -> Actions:
        """Not an error: it is on the cable, and off."""
        self.answered()
        self.quiet()
        self.alarm("poll", POLL_SECONDS, self._start)
        return [State(DeviceState.CONNECTED, Reason.TIMEOUT)]

    def _report(self, report: bytes) -> Actions:
        try:
            frame = omron.decode_frame(_frame_of(report))
        except Refused as error:
            return [Refuse(HID, report, error.reason), *(self.ask_again() if self.waiting else [])]
        if frame.type != self._asked | 0x8000 or frame.result:
            return [Refuse(HID, report, "unknown")]
        self.answered()
        match self._asked:
            case Op.START:
                return [Keep(HID, report), State(DeviceState.TRANSFERRING), *self._read()]
            case Op.READ:
                return self._block(frame, report)
        return self._ended(report)

    def _read(self) -> Actions:
        self._asked = Op.READ
        address = FIRST_ADDRESS + len(self._memory)
        return self.ask(_write(omron.read(address, min(BLOCK, self._size - len(self._memory)))))

    def _block(self, frame: OmronFrame, report: bytes) -> Actions:
        if frame.address != FIRST_ADDRESS + len(self._memory) or not frame.payload:
            return [Refuse(HID, report, "unknown"), *self.ask_again()]  # an answer to the question before
        self._memory += frame.payload
        kept = self._new_records(report)
        if len(self._memory) < self._size:
            return [*kept, *self._read()]
        self._asked = Op.END
        return [*kept, *self.ask(_write(omron.end()), otherwise=lambda: self._ended(b""))]

    def _ended(self, report: bytes) -> Actions:
        self.answered()
        self.quiet()
        self.alarm("poll", POLL_SECONDS, self._start)
        kept: Actions = [Keep(HID, report)] if report else []
        return [*kept, State(DeviceState.DRAINED)]

    def _new_records(self, report: bytes) -> Actions:
        """The records this block completed, with the block they came in; spoilt ones beside them."""
        readings: list[Reading] = []
        refused: Actions = []
        whole = min(len(self._memory) // RECORD_SIZE, USERS * self._slots)
        for place in range(self._done, whole):
            raw = self._memory[place * RECORD_SIZE : (place + 1) * RECORD_SIZE]
            slot = place // self._slots + 1
            try:
                record = omron_records.decode_record(RecordLayout.BE14, raw)
            except Refused as error:
                refused.append(Refuse(HID, raw, error.reason))
                continue
            if record is not None and self.is_news(bytes((slot,)) + raw):
                readings.append(self._reading(record, slot, raw))
        self._done = whole
        return [Result(HID, report, tuple(readings)) if readings else Keep(HID, report), *refused]

    def _reading(self, record: OmronRecord, slot: int, raw: bytes) -> Reading:
        values = (("systolic", record.systolic), ("diastolic", record.diastolic), ("pulse", record.pulse_rate))
        return stored_pressure(self, raw, record.time, values, slot=slot, flags=record.status_names)


def _write(frame: bytes) -> Write:
    return Write(HID, REPORT_NUMBER + frame, response=False)


def _frame_of(report: bytes) -> bytes:
    """Behind the report number; the report is filled up behind the length the frame tells."""
    if not report.startswith(REPORT_NUMBER):
        raise Refused("unknown" if report else "short")
    frame = report[1:]
    return frame[: frame[0]] if frame else frame
