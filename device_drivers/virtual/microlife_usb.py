"""A virtual Microlife cuff on USB."""

from __future__ import annotations

from device_drivers.protocols import microlife_usb
from device_drivers.protocols.microlife_usb import ACKNOWLEDGE, Command, MicrolifeRecord
from device_drivers.virtual.cable_cuff import CuffCore, Pressed, ReportCuff
from device_drivers.virtual.device_clock import DeviceClock

_COMMAND_SIZE, _ARGUMENT_SIZE = 4, 82


class MicrolifeUsbCore(CuffCore):
    """One user. deaf: so many clock settings are not heard."""

    driver = "microlife-usb"
    capacity = 200
    mean = False
    seconds = False

    def __init__(self, clock: DeviceClock, model: str = "Microlife BP3GX1-5X") -> None:
        super().__init__(clock, model)
        self.commands: list[int] = []
        self.deaf = 0
        self._heard = b""
        self._setting = False

    def hear(self, data: bytes) -> list[bytes]:
        """Gathers a command, or what follows the one that sets the clock."""
        self._heard += microlife_usb.from_report(data)
        if len(self._heard) < (_ARGUMENT_SIZE if self._setting else _COMMAND_SIZE):
            return []
        heard, self._heard = self._heard, b""
        return self._set_clock(heard) if self._setting else self._obey(heard[-1])

    def _obey(self, code: int) -> list[bytes]:
        self.commands.append(code)
        match Command(code):
            case Command.READ_CLOCK:
                return self._answer(microlife_usb.encode_clock(self.clock.now()))
            case Command.READ_RECORDS:
                return self._answer(microlife_usb.encode_records(list(map(_record, self.memory))))
        if self.deaf:
            self.deaf -= 1
            return []
        self._setting = True
        return microlife_usb.reports(ACKNOWLEDGE)

    def _answer(self, text: str) -> list[bytes]:
        return microlife_usb.reports(microlife_usb.encode_answer(text))

    def _set_clock(self, argument: bytes) -> list[bytes]:
        self._setting = False
        local = microlife_usb.decode_clock_argument(argument).local()
        if local is not None:
            self.clock.set(local)
        return microlife_usb.reports(ACKNOWLEDGE)


def _record(pressed: Pressed) -> MicrolifeRecord:
    return MicrolifeRecord(pressed.systolic, pressed.diastolic, pressed.pulse, pressed.time)


async def make(_: object, number: int, clock: DeviceClock) -> ReportCuff:
    """A cuff that is plugged in."""
    return ReportCuff(MicrolifeUsbCore(clock), f"microlife-{number}")
