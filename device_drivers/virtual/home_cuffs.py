"""Virtual Microlife and Yonker cuffs."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

from device_drivers.protocols import microlife, yonker
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.microlife import MicrolifeFrame, MicrolifeRecord
from device_drivers.protocols.microlife_session import CHUNK, FROM, SERVICE, TO
from device_drivers.protocols.yonker import YonkerMeasurement
from device_drivers.virtual.brain import INFORMATION, Brain, Offered
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.gatt_device import GattDevice
from device_drivers.virtual.radio import VirtualRadio

CAPACITY = 99
_ACKNOWLEDGED = MicrolifeFrame(False, b"\x81")


def _minute(moment: datetime) -> DeviceTime:
    return DeviceTime(moment.year, moment.month, moment.day, moment.hour, moment.minute, None)


class MicrolifeBrain(Brain):
    """Keeps its records whatever a host does. asked: the commands it got. deaf: it answers nothing."""

    services = ((SERVICE, (Offered(FROM, notify=True), Offered(TO, write=True))), *INFORMATION)
    advertised = SERVICE

    def __init__(self, clock: DeviceClock, model: str = "A6 BT") -> None:
        super().__init__(clock, model, "Microlife")
        self.records: list[MicrolifeRecord] = []
        self.asked: list[MicrolifeFrame] = []
        self.deaf = False
        self._stream = microlife.stream()

    def press(self, systolic: int, diastolic: int, pulse: int, at: datetime | None = None) -> Taken:
        """A measurement; at: on the cuff's own clock, now where not given."""
        when = at or self.clock.now()
        self.records = [*self.records, MicrolifeRecord(systolic, diastolic, pulse, _minute(when))][-CAPACITY:]
        return _logged(self, when, systolic, diastolic, pulse)

    def connected(self) -> None:
        """A new host begins with a new frame."""
        super().connected()
        self._stream = microlife.stream()

    def written(self, channel: str, data: bytes) -> None:
        """Answers what it knows."""
        for frame in self._stream.feed(data):
            if not isinstance(frame, Refusal):
                self.asked.append(frame)
                if not self.deaf:
                    self._obey(frame)

    def _obey(self, frame: MicrolifeFrame) -> None:
        match frame.op:
            case "read_records":
                self._say(microlife.encode_records(self.records))
            case "set_time":
                local = frame.time.local() if frame.time else None
                if local is not None:
                    self.clock.set(local)
                self._say(microlife.encode_frame(_ACKNOWLEDGED))
            case "disconnect":
                self.off = True

    def _say(self, frame: bytes) -> None:
        self.outbox.extend((FROM, frame[at : at + CHUNK]) for at in range(0, len(frame), CHUNK))


class YonkerBrain(Brain):
    """Notifies a measurement once, to whoever listens then or next."""

    services = ((yonker.SERVICE, (Offered(yonker.MEASUREMENT, notify=True),)), *INFORMATION)
    advertised = yonker.SERVICE

    def __init__(self, clock: DeviceClock, model: str = "YK-IBPA1") -> None:
        super().__init__(clock, model, "Yonker")
        self.unsent: list[bytes] = []
        self._listened = False

    def press(self, systolic: int, diastolic: int, pulse: int, at: datetime | None = None) -> Taken:
        """A measurement; at: on the cuff's own clock, now where not given."""
        when = at or self.clock.now()
        self.unsent.append(yonker.encode_measurement(YonkerMeasurement(systolic, diastolic, pulse, _minute(when))))
        if self._listened:
            self._tell()
        return _logged(self, when, systolic, diastolic, pulse)

    def subscribed(self, channel: str) -> None:
        """Tells what it has."""
        self._listened = True
        self._tell()

    def gone(self) -> None:
        """What was not said is said to the next host."""
        super().gone()
        self._listened = False

    def _tell(self) -> None:
        self.outbox.extend((yonker.MEASUREMENT, frame) for frame in self.unsent if (yonker.MEASUREMENT, frame) not in self.outbox)

    def confirmed(self, channel: str, data: bytes) -> None:
        """What has left is not kept."""
        if data in self.unsent:
            self.unsent.remove(data)

    def wants_attention(self) -> bool:
        """While there is something to say."""
        return bool(self.unsent)


def _logged(brain: Brain, when: datetime, systolic: int, diastolic: int, pulse: int) -> Taken:
    numbers = (("systolic", systolic, "mmHg"), ("diastolic", diastolic, "mmHg"), ("pulse", pulse, "/min"))
    taken = Taken(brain.id, brain.clock.world(), when, tuple((name, Decimal(number), unit) for name, number, unit in numbers))
    brain.taken.append(taken)
    brain.stirred()
    return taken


class VirtualHomeCuff(GattDevice):
    """One of them on the air."""

    brain: MicrolifeBrain | YonkerBrain

    def __init__(self, radio: VirtualRadio, address: str, name: str, brain: MicrolifeBrain | YonkerBrain, model: str) -> None:
        self.driver = "microlife-ble" if isinstance(brain, MicrolifeBrain) else "yonker-ble"
        self.model = model
        super().__init__(radio, address, name, brain)

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.brain.taken

    async def take(self) -> Taken:
        """A plausible measurement now."""
        return self.brain.press(random.randint(105, 165), random.randint(62, 98), random.randint(58, 96))


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualHomeCuff:
    """A Microlife A6 BT, switched on."""
    device = VirtualHomeCuff(radio, f"C1:00:00:03:00:{number:02X}", "A6 BT", MicrolifeBrain(clock), "Microlife BP A6 BT")
    await device.power_on()
    return device


async def make_yonker(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualHomeCuff:
    """A Yonker YK-IBPA1, switched on."""
    device = VirtualHomeCuff(radio, f"C1:00:00:04:00:{number:02X}", "YK-IBPA1", YonkerBrain(clock), "Yonker YK-IBPA1")
    await device.power_on()
    return device
