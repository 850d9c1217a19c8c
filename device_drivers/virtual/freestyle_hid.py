"""A virtual FreeStyle Neo on USB: text answers in reports, a synchronisation report between."""

from __future__ import annotations

from device_drivers.protocols import freestyle_hid as abbott
from device_drivers.virtual.cable_meter import Drop, MeterCore, ReportMeter
from device_drivers.virtual.device_clock import DeviceClock

_HELLO_ANSWERS = {0x04: (0x34, b"\x01"), 0x05: (0x06, b"XAAA123-B4567\0"), 0x15: (0x35, b"1.00\0"), 0x01: (0x71, b"\x01")}


class NeoCore(MeterCore):
    """FreeStyle Precision Neo, Optium Neo. commands: what hosts said. entered: so many insulin records are among its results."""

    driver = "freestyle-hid"
    capacity = 1000
    seconds = False

    def __init__(self, clock: DeviceClock, model: str = "FreeStyle Optium Neo") -> None:
        super().__init__(clock, model)
        self.commands: list[str] = []
        self.entered = 0

    def hear(self, data: bytes) -> list[bytes]:
        """Answers one report."""
        kind, size = data[0], data[1]
        if kind in _HELLO_ANSWERS:
            return abbott.pack_reports(*_HELLO_ANSWERS[kind])
        if kind != abbott.TEXT:
            return abbott.pack_reports(0x30, b"\x85")
        command = data[2 : 2 + size].decode("ascii")
        self.commands.append(command)
        reports = abbott.pack_reports(abbott.TEXT, abbott.encode_answer(self._obey(command)))
        return [*reports[:3], abbott.pack_reports(abbott.SYNCHRONISATION, b"\x05")[0], *reports[3:]]

    def _obey(self, command: str) -> bytes:
        now = self.clock.now()
        if command == abbott.READ_DATE:
            return f"{now.month},{now.day},{now.year % 100}\r\n".encode("ascii")
        if command == abbott.READ_TIME:
            return f"{now.hour},{now.minute}\r\n".encode("ascii")
        if command == abbott.READ_RESULTS:
            return abbott.encode_records([*self._results(), *self._entries()])
        numbers = [int(number) for number in command.split(",")[1:]]
        if command.startswith("$date,"):
            self.clock.set(now.replace(month=numbers[0], day=numbers[1], year=2000 + numbers[2]))
        else:
            self.clock.set(now.replace(hour=numbers[0], minute=numbers[1], second=0))
        return b""

    def _results(self) -> list[bytes]:
        return [_record(number, drop) for number, drop in enumerate(reversed(self.memory))]

    def _entries(self) -> list[bytes]:
        return [f"10,{number},3,4,26,8,41,1,0,6,0,0,0".encode("ascii") for number in range(self.entered)]


def _record(number: int, drop: Drop) -> bytes:
    return abbott.encode_result(number, str(drop.value), drop.taken, ketone=drop.ketone, control=drop.control)


async def make(_: object, number: int, clock: DeviceClock) -> ReportMeter:
    """A FreeStyle Optium Neo plugged into memory."""
    return ReportMeter(NeoCore(clock), f"FreeStyle Optium Neo {number}")
