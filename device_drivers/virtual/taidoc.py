"""Virtual TaiDoc meters: cuff, strip meter, thermometer, oximeter, scale and the dual one, on the air or on a cable."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from device_drivers.protocols import taidoc
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.taidoc import Command, ScaleResult, TaiDocFrame
from device_drivers.protocols.taidoc_session import CHANNEL, SERVICE
from device_drivers.virtual.brain import INFORMATION, SERIAL, Brain, Offered
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.gatt_device import GattDevice
from device_drivers.virtual.radio import VirtualRadio

MODELS = {"pressure": "3128", "pressure-users": "3140", "dual": "3261", "strip": "4257", "thermometer": "1241"}
MODELS |= {"oximeter-live": "8255", "scale": "2555"}
CAPACITY = 450


@dataclass(frozen=True, slots=True)
class Stored:
    """One record: when (the device's clock), its four bytes, whose."""

    time: datetime
    value: bytes
    user: int = 0
    is_pressure: bool = False
    irregular: bool = False


class TaiDocBrain(Brain):
    """profile: a key of drivers.taidoc.TALKS. memory: the newest first. asked: commands hosts sent.

    deaf_to: commands it does not answer. busy_hello: says that it is ready in the middle of the transfer.
    """

    services = (("00001523-1212-efde-1523-785feabcd123", (Offered(CHANNEL, write=True, notify=True),)), *INFORMATION)
    advertised = SERVICE

    def __init__(self, clock: DeviceClock, profile: str, *, cable: bool = False) -> None:
        super().__init__(clock, f"TD-{MODELS[profile]}", "TaiDoc")
        self.profile = profile
        self.memory: list[Stored] = []
        self.weighing: ScaleResult | None = None
        self.finger: tuple[int, int] | None = None
        self.asked: list[int] = []
        self.deaf_to: set[int] = set()
        self.unsent = False
        self._channel = SERIAL if cable else CHANNEL
        if cable:
            self.services = ()
        self._stream = taidoc.host_stream()

    # --- what a person does --------------------------------------------------------------------------------------------
    def press(self, systolic: int, diastolic: int, pulse: int, user: int = 0, *, irregular: bool = False) -> Taken:
        """START on a cuff."""
        value = taidoc.encode_pressure(taidoc.BpResult(systolic, diastolic, pulse))
        self._store(Stored(self.clock.now(), value, user, True, irregular))
        numbers = (("systolic", systolic, "mmHg"), ("diastolic", diastolic, "mmHg"), ("pulse", pulse, "/min"))
        return self.measured(*((name, Decimal(number), unit) for name, number, unit in numbers))

    def strip(self, raw: int, shown: tuple[str, Decimal, str] | None = None, *, test: int = 0, note: int = 0, user: int = 0) -> Taken:
        """A drop on a strip; raw: as the meter stores it. test: its number. note: 1 before, 2 after a meal, 3 control."""
        value = raw.to_bytes(2, "little") + bytes((22, test << 2 | note << 6))
        self._store(Stored(self.clock.now(), value, user))
        return self.measured(shown or ("glucose", Decimal(raw), "mg/dL"), note="control" if note == 3 else "")

    def forehead(self, tenths: int) -> Taken:
        """A thermometer's button; tenths of a degree Celsius."""
        self._store(Stored(self.clock.now(), tenths.to_bytes(2, "little") + bytes(2)))
        return self.measured(("temperature", Decimal(tenths) / 10, "Cel"))

    def step_on(self, weight: Decimal, height_cm: int = 0, user: int = 2) -> Taken:
        """Somebody steps on the scale."""
        self.weighing = ScaleResult(DeviceTime.of(self.clock.now()), user, weight, height_cm)
        self._wake()
        return self.measured(("weight", weight, "kg"))

    def put_on(self, saturation: int, pulse: int) -> Taken:
        """A finger in the oximeter."""
        self.finger = (saturation, pulse)
        self._wake()
        return self.measured(("spo2", Decimal(saturation), "%"), ("pulse", Decimal(pulse), "/min"))

    def _store(self, record: Stored) -> None:
        self.memory = [record, *self.memory][:CAPACITY]
        self._wake()

    def _wake(self) -> None:
        self.unsent = True
        self._say(TaiDocFrame(taidoc.HELLO, bytes(4), from_meter=True))
        self.stirred()

    # --- what a host sees ----------------------------------------------------------------------------------------------
    def wants_attention(self) -> bool:
        """After a measurement, until it is switched off."""
        return self.unsent

    def gone(self) -> None:
        """A new host begins with a new frame."""
        super().gone()
        self._stream = taidoc.host_stream()

    def written(self, _: str, data: bytes) -> None:
        """Answers every question it is not deaf to."""
        for frame in self._stream.feed(data):
            if isinstance(frame, Refusal) or frame.from_meter:
                continue
            self.asked.append(frame.command)
            if frame.command not in self.deaf_to:
                self._answer(frame)

    def _answer(self, frame: TaiDocFrame) -> None:
        match frame.command:
            case Command.READ_SCALE:
                self.outbox.append((self._channel, taidoc.encode_scale(self.weighing)))
                return
            case Command.POWER_OFF:
                self.unsent, self.off = False, self._channel != SERIAL
        payload = self._payload(frame)
        if payload is not None:
            self._say(TaiDocFrame(frame.command, payload, from_meter=True))

    def _payload(self, frame: TaiDocFrame) -> bytes | None:
        match frame.command:
            case Command.CONNECT | Command.POWER_OFF:
                return bytes(4)
            case Command.READ_MODEL:
                return bytes.fromhex(MODELS[self.profile])[::-1] + bytes(2)
            case Command.READ_CLOCK:
                return taidoc.encode_date_word(DeviceTime.of(self.clock.now()))
            case Command.SET_CLOCK:
                local = taidoc.record_time(frame.payload).time.local()
                if local is not None:
                    self.clock.set(local)
                return frame.payload
            case Command.READ_SPO2:
                saturation, pulse = self.finger or (0, 0)
                return bytes((saturation, 0, 0, pulse))
            case Command.READ_COUNT:
                return len(self._of(frame.payload[0])).to_bytes(2, "little") + bytes(2)
            case Command.READ_RESULT_TIME | Command.READ_RESULT_VALUE:
                return self._record(frame)
        return None

    def _record(self, frame: TaiDocFrame) -> bytes:
        records, index = self._of(frame.payload[3]), int.from_bytes(frame.payload[:2], "little")
        if index >= len(records):
            return b"\xff" * 4
        one = records[index]
        if frame.command == Command.READ_RESULT_VALUE:
            return one.value
        return taidoc.encode_date_word(DeviceTime.of(one.time), is_pressure=one.is_pressure, irregular=one.irregular)

    def _of(self, user: int) -> list[Stored]:
        return [one for one in self.memory if not user or one.user == user]

    def _say(self, frame: TaiDocFrame) -> None:
        self.outbox.append((self._channel, taidoc.encode_frame(frame)))


class VirtualTaiDoc(GattDevice):
    """One of them on the air."""

    driver = "taidoc"
    brain: TaiDocBrain

    def __init__(self, radio: VirtualRadio, address: str, name: str, clock: DeviceClock, profile: str, model: str) -> None:
        super().__init__(radio, address, name, TaiDocBrain(clock, profile))
        self.model = model

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.brain.taken

    async def take(self) -> Taken:
        """A plausible measurement now."""
        return self.brain.press(random.randint(105, 165), random.randint(62, 98), random.randint(58, 96), user=1)


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualTaiDoc:
    """A FORA P30 Plus, switched on."""
    device = VirtualTaiDoc(radio, f"C1:00:00:01:00:{number:02X}", "FORA P30 PLUS", clock, "pressure-users", "FORA P30 Plus")
    await device.power_on()
    return device
