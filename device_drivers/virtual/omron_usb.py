"""Virtual Omron cuffs on USB: with the HHX cable, and with a memory that is read in blocks."""

from __future__ import annotations

from device_drivers.protocols import omron, omron_elite, omron_records
from device_drivers.protocols.omron import OmronFrame, Op
from device_drivers.protocols.omron_elite import EliteRecord
from device_drivers.protocols.omron_elite_session import BANKS, ELITE
from device_drivers.protocols.omron_records import OmronRecord, RecordLayout
from device_drivers.protocols.omron_usb_session import FIRST_ADDRESS, RECORD_SIZE, REPORT_NUMBER, USERS
from device_drivers.virtual.cable_cuff import CuffCore, Pressed, ReportCuff
from device_drivers.virtual.device_clock import DeviceClock

REPORT_SIZE = 64
_SIZES = {b"GCL": 5, b"CNT": 5, b"MES": 7, b"GDC": 8, b"GME": 8, b"END": 5}


class OmronCableCore(CuffCore):
    """With banks like the 790IT, else like the 7301. sulks: so many records are answered NO. asleep: it does not answer."""

    driver = "omron-hhx"
    mean = False

    def __init__(self, clock: DeviceClock, model: str = "Omron MIT Elite Plus HEM-7301-ITKE7", *, banks: bool = False) -> None:
        super().__init__(clock, model)
        self.dialect = BANKS if banks else ELITE
        self.slots = (0, 1) if banks else (1,)
        self.sulks = 0
        self.asleep = False
        self.commands: list[bytes] = []
        self._heard = b""

    def hear(self, data: bytes) -> list[bytes]:
        """Gathers a command out of reports; the mode must have been chosen by a feature report."""
        if self.asleep or self.features[-1:] != [self.dialect.mode]:
            return []
        self._heard += omron_elite.from_report(data)
        if len(self._heard) < self._wanted():
            return []
        command, self._heard = self._heard, b""
        self.commands.append(command)
        return [report for answer in self._answers(command) for report in omron_elite.reports(answer)]

    def _wanted(self) -> int:
        return _SIZES.get(self._heard[:3], len(self.dialect.wake))

    def _answers(self, command: bytes) -> list[bytes]:
        match command[:3]:
            case b"\0\0\0":
                return [omron_elite.encode_answer(b"")]
            case b"GCL":
                return [omron_elite.encode_answer(omron_elite.encode_clock(self.clock.now()))]
            case b"CNT":
                return [omron_elite.encode_answer(bytes((0, 0, len(self.memory))))]
            case b"GDC":
                return [omron_elite.encode_answer(bytes((0, 0, 0x0A, 0, len(self._bank(command[4])))))]
            case b"MES":
                return [self._told(self.memory, command[6])]
            case b"GME":
                return [self._told(self._bank(command[4]), command[6])]
        return [b"OFF\r\n"]

    def _bank(self, bank: int) -> list[Pressed]:
        return [record for record in self.memory if record.slot == bank]

    def _told(self, records: list[Pressed], index: int) -> bytes:
        """Record 0 is the newest."""
        if self.sulks:
            self.sulks -= 1
            return omron_elite.encode_answer(None)
        pressed = records[-1 - index]
        record = EliteRecord(pressed.systolic, pressed.diastolic, pressed.pulse, pressed.time)
        return omron_elite.encode_answer(omron_elite.encode_record(record))


class OmronMemoryCore(CuffCore):
    """Two users, records in rings. asleep: on the cable and switched off. frames: what it was asked. broken_date: a record with
    the date all zeros lies first in the memory of user 1."""

    driver = "omron-usb"
    mean = False
    slots = (1, 2)

    def __init__(self, clock: DeviceClock, model: str = "Omron M6 Comfort IT HEM-7322U", *, capacity: int = 100) -> None:
        super().__init__(clock, model)
        self.capacity = capacity
        self.asleep = False
        self.frames: list[OmronFrame] = []
        self.broken_date = False

    def hear(self, data: bytes) -> list[bytes]:
        """One frame behind the report number."""
        if self.asleep or not data.startswith(REPORT_NUMBER):
            return []
        frame = omron.decode_frame(data[1 : 1 + data[1]])
        self.frames.append(frame)
        answer = omron.encode_frame(OmronFrame(frame.answer_to, frame.address, frame.size, self._payload(frame)))
        return [(REPORT_NUMBER + answer).ljust(REPORT_SIZE, b"\0")]

    def _payload(self, frame: OmronFrame) -> bytes:
        match frame.op:
            case Op.START:
                return bytes(frame.size)
            case Op.READ:
                at = frame.address - FIRST_ADDRESS
                return self._image()[at : at + frame.size]
        return b""

    def _image(self) -> bytes:
        return b"".join(self._user(slot) for slot in range(1, USERS + 1))

    def _user(self, slot: int) -> bytes:
        own = [record for record in self.memory if record.slot == slot]
        stored = list(map(self._record, own))
        if self.broken_date and slot == 1:
            stored[0] = stored[0][:4] + bytes(2) + stored[0][6:]
        return b"".join(stored).ljust(self.capacity * RECORD_SIZE, b"\xff")

    def _record(self, pressed: Pressed) -> bytes:
        record = OmronRecord(pressed.systolic, pressed.diastolic, pressed.pulse, pressed.time)
        return omron_records.encode_record(RecordLayout.BE14, record, RECORD_SIZE)


async def make(_: object, number: int, clock: DeviceClock) -> ReportCuff:
    """A 7322U with a few measurements of both users."""
    core = OmronMemoryCore(clock)
    core.fill(3, clock.now().replace(hour=0, minute=5), slot=1)
    core.fill(2, clock.now().replace(hour=1, minute=5), slot=2)
    return ReportCuff(core, f"omron-usb-{number}")


async def make_cable(_: object, number: int, clock: DeviceClock) -> ReportCuff:
    """A 7301 on the HHX cable."""
    return ReportCuff(OmronCableCore(clock), f"omron-hhx-{number}")
