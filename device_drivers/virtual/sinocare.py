"""Virtual Sinocare meters, on the air or as a serial port."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

from device_drivers.protocols import sinocare
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.sinocare import Command, GlucoseResult, RecordPacket, SinocareFrame
from device_drivers.virtual.brain import INFORMATION, SERIAL, Brain, Offered
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.gatt_device import GattDevice
from device_drivers.virtual.radio import VirtualRadio

PER_PACKET = 2
CAPACITY = 480
_NUMBER = bytes.fromhex("00112233445566")  # seven bytes of the meter's own


class SinocareBrain(Brain):
    """machine: the model's code. old: a clock without seconds. asked: commands hosts sent. deaf_to: those it ignores.

    write_on: which of its two characteristics takes commands.
    """

    advertised = "FFB0"

    def __init__(self, clock: DeviceClock, machine: str, *, old: bool = False, port: bool = False, write_on: str = "FFB2") -> None:
        super().__init__(clock, "SN", "Sinocare")
        self.machine = bytes.fromhex(machine)
        self.old = old
        self.memory: list[GlucoseResult] = []
        self.asked: list[int] = []
        self.deaf_to: set[int] = set()
        self.unsent = False
        self._channel = SERIAL if port else write_on
        talking = Offered(write_on, write=True, notify=True)
        self.services = () if port else (("FFB0", (talking,)), *INFORMATION)
        self._stream = sinocare.stream()

    def drop(self, glucose: Decimal) -> Taken:
        """A drop on the strip: the result is sent at once, and stored."""
        result = GlucoseResult(DeviceTime.of(self.clock.now()), glucose)
        self._store(result)
        self._say(Command.LIVE_RESULT, sinocare.encode_result(result))
        self.stirred()
        return self.measured(("glucose", glucose, "mmol/L"))

    def preload(self, taken: datetime, glucose: Decimal) -> None:
        """A result from earlier. taken: on the meter's own clock."""
        self._store(GlucoseResult(DeviceTime.of(taken), glucose))
        self.taken.append(Taken(self.id, self.clock.world(), taken, (("glucose", glucose, "mmol/L"),), note="stored earlier"))

    def fail(self) -> None:
        """The strip was bad."""
        self._say(sinocare.ERROR, bytes((3, 0)))
        self.stirred()

    def say_other(self, machine: str, payload: bytes) -> None:
        """A frame as a meter for uric acid sends it."""
        self.outbox.append((self._channel, sinocare.encode_frame(SinocareFrame(bytes.fromhex(machine), Command.LIVE_RESULT, payload))))
        self.stirred()

    def _store(self, result: GlucoseResult) -> None:
        self.memory = [*self.memory, result][-CAPACITY:]
        self.unsent = True

    def wants_attention(self) -> bool:
        """While it is on."""
        return self.unsent

    def gone(self) -> None:
        """A new host begins with a new frame."""
        super().gone()
        self._stream = sinocare.stream()

    def written(self, _: str, data: bytes) -> None:
        """Answers every question it is not deaf to."""
        for frame in self._stream.feed(data):
            if not isinstance(frame, Refusal):
                self.asked.append(frame.command)
                if frame.command not in self.deaf_to:
                    self._answer(frame)

    def _answer(self, frame: SinocareFrame) -> None:
        match frame.command:
            case Command.READ_DEVICE_ID:
                self._tell_clock()
            case Command.SET_TIME:
                local = sinocare.time_of(frame.payload).local()
                if local is not None:
                    self.clock.set(local)
                self._tell_clock()
            case Command.READ_RECORDS:
                self._tell_records()

    def _tell_clock(self) -> None:
        now = self.clock.now()
        clock = bytes((now.year % 100, now.month, now.day, now.hour, now.minute, now.second))
        self._say(Command.READ_DEVICE_ID, _NUMBER + (clock[:5] if self.old else clock))

    def _tell_records(self) -> None:
        records = [sinocare.encode_record(result) for result in self.memory]
        packets = [tuple(records[at : at + PER_PACKET]) for at in range(0, len(records), PER_PACKET)]
        if not packets:
            self._say(Command.READ_RECORDS, bytes(2))
        for number, part in enumerate(packets, start=1):
            packet = RecordPacket(len(packets), number, part)
            self.outbox.append((self._channel, sinocare.encode_record_packet(self.machine, packet)))

    def _say(self, command: int, payload: bytes) -> None:
        self.outbox.append((self._channel, sinocare.encode_frame(SinocareFrame(self.machine, command, payload))))


class VirtualSinocare(GattDevice):
    """One of them on the air."""

    driver, model = "sinocare-sn", "三诺 安稳+Air"
    brain: SinocareBrain

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.brain.taken

    async def take(self) -> Taken:
        """A plausible measurement now."""
        return self.brain.drop(Decimal(random.randint(42, 128)) / 10)


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualSinocare:
    """An 安稳+Air, switched on."""
    device = VirtualSinocare(radio, f"C1:00:00:02:00:{number:02X}", "AW+AIR", SinocareBrain(clock, "0012"))
    await device.power_on()
    return device
