"""Virtual Contec cuffs: 08A on USB or Bluetooth, ABPM50."""

from __future__ import annotations

from device_drivers.protocols import contec_08a, contec_abpm
from device_drivers.protocols.contec_08a import Command, CountHeader, Record
from device_drivers.protocols.contec_abpm import AMBULATORY, CASUAL, Counts, Mode, Packet, Pressures, Pulse
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import HID
from device_drivers.virtual.cable_cuff import CableCuff, CuffCore, Pressed, ReportCuff
from device_drivers.virtual.device_clock import DeviceClock

_COMMAND_SIZES = {0x40: 6, 0x42: 6, 0x43: 6, 0x4A: 4, 0x4C: 9}
_TAKEN, _NOT_TAKEN = bytes.fromhex("4a430100"), bytes.fromhex("4a430000")
_GREETING = bytes.fromhex("484102130102")
_USERS = {Command.REQUEST_USER_1: 1, Command.REQUEST_USER_2: 2, Command.REQUEST_USER_3: 3}


class Contec08aCore(CuffCore):
    """Three users. switched_off: it is on the cable and answers, but gives nothing. acknowledged: bursts the host confirmed.

    announced_more: tells so many records more than it sends. broken_date: so many records leave with a month no year has.
    """

    driver = "contec-08a-usb"
    slots = (1, 2, 3)

    def __init__(self, clock: DeviceClock, model: str = "Contec 08A", channel: str = HID) -> None:
        super().__init__(clock, model)
        self.driver = "contec-08a-usb" if channel == HID else "contec-08a-spp"
        self.commands: list[bytes] = []
        self.switched_off = False
        self.acknowledged = 0
        self.announced_more = 0
        self.broken_date = 0
        self._channel = channel
        self._heard = b""

    def hear(self, data: bytes) -> list[bytes]:
        """Every command in what the host sent; a report holds one."""
        self._heard = data if self._channel == HID else self._heard + data
        answers: list[bytes] = []
        while self._heard and len(self._heard) >= (size := _COMMAND_SIZES.get(self._heard[0], 1)):
            command, self._heard = self._heard[:size], self._heard[size:]
            if any(command):
                answers += self._obey(command)
        return [contec_08a.to_report(answer) for answer in answers] if self._channel == HID else answers

    def _obey(self, command: bytes) -> list[bytes]:
        self.commands.append(command)
        if command[0] == 0x4C:
            return self._set_clock(command)
        match Command(command):
            case Command.HANDSHAKE:
                return [_GREETING]
            case Command.TIME_NOTICE:
                return [_TAKEN]
            case Command.GOT_RECORDS:
                self.acknowledged += 1
                return []
            case Command.REQUEST_ALL:
                return self._burst(self.memory, 0)
            case known:
                user = _USERS[known]
                return self._burst([record for record in self.memory if record.slot == user], user)

    def _burst(self, records: list[Pressed], user: int) -> list[bytes]:
        if self.switched_off:
            return [_NOT_TAKEN]
        header = contec_08a.encode_count_header(CountHeader(len(records) + self.announced_more, user))
        return [_TAKEN, header, *map(self._record, records)]

    def _record(self, pressed: Pressed) -> bytes:
        time = pressed.time
        if self.broken_date:
            self.broken_date -= 1
            time = DeviceTime(time.year, 13, time.day, time.hour, time.minute, time.second)
        values = (pressed.systolic, pressed.diastolic, pressed.mean, pressed.pulse)
        return contec_08a.encode_record(Record(*values, time, pressed.slot))

    def _set_clock(self, command: bytes) -> list[bytes]:
        local = contec_08a.decode_clock(command).local()
        if local is not None:
            self.clock.set(local)
        return [bytes.fromhex("4a4c0100")]


class ContecAbpmCore(CuffCore):
    """A recorder that gives a record and waits until it is acknowledged. series: its records are of a day's series.

    fail_next: so many records leave with a test code.
    """

    driver = "contec-abpm50"
    seconds = False

    def __init__(self, clock: DeviceClock, model: str = "Contec ABPM50W", *, series: bool = False) -> None:
        super().__init__(clock, model)
        self.series = series
        self.fail_next = 0
        self._unsent: list[Pressed] = []

    def plugged(self) -> list[bytes]:
        """Tells how many records it has."""
        self._unsent = list(self.memory)
        count = len(self._unsent)
        return [contec_abpm.encode(Counts(0, count) if self.series else Counts(count, 0))]

    def hear(self, data: bytes) -> list[bytes]:
        """Acknowledgements, one after the other."""
        answers: list[bytes] = []
        for at in range(0, len(data), 4):
            answers += self._acknowledged(data[at : at + 4])
        return answers

    def _acknowledged(self, said: bytes) -> list[bytes]:
        match Command(said):
            case Command.ABPM_GOT_COUNT if self._unsent:
                return [contec_abpm.encode(Mode(AMBULATORY if self.series else CASUAL))]
            case Command.ABPM_GOT_MODE:
                return self._record()
            case Command.ABPM_GOT_RECORD:
                self._unsent = self._unsent[1:]
                return self._record()
        return []

    def _record(self) -> list[bytes]:
        if not self._unsent:
            return []
        record = self._unsent[0]
        code = 3 if self.fail_next else 0
        self.fail_next = max(0, self.fail_next - 1)
        packets: tuple[Packet, ...] = (record.time, Pressures(record.systolic, record.mean, record.diastolic), Pulse(record.pulse, code))
        return [b"".join(map(contec_abpm.encode, packets))]


async def make(_: object, number: int, clock: DeviceClock) -> ReportCuff:
    """An 08A on USB with two measurements of somebody else."""
    core = Contec08aCore(clock)
    core.fill(2, clock.now().replace(hour=0, minute=10), slot=2)
    return ReportCuff(core, f"contec-{number}")


async def make_recorder(_: object, number: int, clock: DeviceClock) -> CableCuff:
    """An ABPM50 on a serial line."""
    cuff = CableCuff(ContecAbpmCore(clock), f"ABPM50 {number}")
    await cuff.listen()
    return cuff
