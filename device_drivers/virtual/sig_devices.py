"""Virtual thermometers, oximeters, scales and straps of the Bluetooth SIG: they keep a record until it is confirmed."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

from device_drivers.protocols import body_composition, heart_rate, pulse_oximeter, thermometer, user_data, weight
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.heart_rate import HeartRateMeasurement
from device_drivers.protocols.ieee11073 import Number
from device_drivers.protocols.pulse_oximeter import Oximetry
from device_drivers.protocols.thermometer import Temperature, TemperatureUnit
from device_drivers.protocols.user_data import ConsentResult
from device_drivers.protocols.weight import WeightMeasurement
from device_drivers.virtual.brain import INFORMATION, Brain, Offered, Services
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.gatt_device import GattDevice
from device_drivers.virtual.radio import VirtualRadio

_CLOCK = Offered("2A2B", read=True, write=True, bonded=True)


class SigBrain(Brain):
    """records: (channel, bytes) not confirmed yet, the oldest first. `measured_at` overrides the stamp of the next record.

    capacity: the oldest record goes when there are more.
    """

    record_channel = ""
    capacity = 60

    def __init__(self, clock: DeviceClock, model: str, maker: str = "") -> None:
        super().__init__(clock, model, maker)
        self.records: list[tuple[str, bytes]] = []
        self.measured_at: datetime | None = None
        self._listening: set[str] = set()

    def stamp(self) -> DeviceTime:
        """What the next record is stamped with."""
        return DeviceTime.of(self.measured_at or self.clock.now())

    def keep(self, channel: str, data: bytes) -> None:
        """Files a record and sends it where a host listens."""
        self.records = [*self.records, (channel, data)][-self.capacity :]
        if channel in self._listening:
            self.outbox.append((channel, data))
            self.stirred()

    def wants_attention(self) -> bool:
        """Always while it is on."""
        return True

    def subscribed(self, channel: str) -> None:
        """What is not confirmed yet is sent."""
        self._listening.add(channel)
        self.outbox.extend(record for record in self.records if record[0] == channel)

    def confirmed(self, channel: str, data: bytes) -> None:
        """It is forgotten."""
        if (channel, data) in self.records:
            self.records.remove((channel, data))

    def gone(self) -> None:
        """Nobody listens."""
        super().gone()
        self._listening.clear()

    def show(self, channel: str, data: bytes) -> None:
        """A value of this moment: whoever does not listen misses it."""
        if channel in self._listening:
            self.outbox.append((channel, data))
            self.stirred()


class ThermometerBrain(SigBrain):
    """Service 1809."""

    advertised = "1809"
    services: Services = (
        ("1809", (Offered("2A1C", indicate=True, bonded=True), Offered("2A1E", notify=True))),
        ("1805", (_CLOCK,)),
        *INFORMATION,
    )

    def press(self, value: Number, *, fahrenheit: bool = False, site: int | None = 3, with_time: bool = True, live: bool = False) -> Taken:
        """Measures; live: shows the climbing value first."""
        unit = TemperatureUnit.FAHRENHEIT if fahrenheit else TemperatureUnit.CELSIUS
        if live:
            self.show("2A1E", thermometer.encode_measurement(Temperature(Decimal("35.0"), unit)))
        time = self.stamp() if with_time else None
        self.keep("2A1C", thermometer.encode_measurement(Temperature(value, unit, time, site)))
        shown = (("temperature", value, "[degF]" if fahrenheit else "Cel"),) if isinstance(value, Decimal) else ()
        return self.measured(*shown, note="" if shown else str(value))


class OximeterBrain(SigBrain):
    """Service 1822. spots: it files spot checks; else it only streams."""

    advertised = "1822"

    def __init__(self, clock: DeviceClock, model: str, *, spots: bool = True, streams: bool = True) -> None:
        super().__init__(clock, model)
        spot, stream = Offered("2A5E", indicate=True, bonded=True), Offered("2A5F", notify=True)
        offered = (*((spot,) if spots else ()), *((stream,) if streams else ()))
        self.services = (("1822", offered), ("1805", (_CLOCK,)), *INFORMATION)

    def spot(self, spo2: Number, pulse: Number, *, status: int | None = None, with_time: bool = True) -> Taken:
        """Files a spot check."""
        time = self.stamp() if with_time else None
        self.keep("2A5E", pulse_oximeter.encode_spot_check(Oximetry(spo2, pulse, time, status)))
        named = (("spo2", spo2, "%"), ("pulse", pulse, "/min"))
        return self.measured(*((name, value, unit) for name, value, unit in named if isinstance(value, Decimal)))

    def second(self, spo2: Number, pulse: Number, status: int | None = None) -> None:
        """What it shows this second."""
        self.show("2A5F", pulse_oximeter.encode_continuous(Oximetry(spo2, pulse, measurement_status=status)))


class ScaleBrain(SigBrain):
    """Services 181D and, with body, 181B; with a code also 181C: a user's records are sent once that user is opened with it."""

    advertised = "181D"

    def __init__(self, clock: DeviceClock, model: str, *, body: bool = False, code: int = -1, users: int = 4) -> None:
        super().__init__(clock, model)
        self.code = code
        self.users = users
        self.opened: list[int] = []
        self._of_user: list[tuple[int, tuple[str, bytes]]] = []
        asking = (("181C", (Offered("2A9F", write=True, indicate=True, bonded=True),)),) if code >= 0 else ()
        composition = (("181B", (Offered("2A9C", indicate=True, bonded=True),)),) if body else ()
        self.services = (("181D", (Offered("2A9D", indicate=True, bonded=True),)), *composition, *asking, ("1805", (_CLOCK,)), *INFORMATION)

    def step_on(self, kg: Decimal | None, *, user: int | None = None, pounds: bool = False, fat: Decimal | None = None) -> Taken:
        """Somebody steps on it; None: weighing failed. pounds: the number is in lb. fat: the composition follows."""
        time = self.stamp()
        if self.code >= 0:
            record = weight.encode_measurement(WeightMeasurement(pounds, kg, time))  # whose it is, the consent says
            self._of_user.append((user or 1, ("2A9D", record)))
            return self.measured(*((("weight", kg, "kg"),) if kg is not None else ()))
        self.keep("2A9D", weight.encode_measurement(WeightMeasurement(pounds, kg, time, user)))
        if fat is not None:
            self.keep("2A9C", body_composition.encode_measurement(fat, time, user))
        return self.measured(*((("weight", kg, "[lb_av]" if pounds else "kg"),) if kg is not None else ()))

    def written(self, channel: str, data: bytes) -> None:
        """A consent."""
        consent = user_data.decode_consent(data)
        right = consent.code == self.code and consent.user <= self.users
        result = ConsentResult.SUCCESS if right else ConsentResult.NOT_AUTHORIZED
        self.outbox.append((channel, user_data.encode_response(result)))
        if right:
            self.opened.append(consent.user)
            for user, record in [one for one in self._of_user if one[0] == consent.user]:
                self._of_user.remove((user, record))
                self.keep(*record)


class StrapBrain(SigBrain):
    """Service 180D."""

    advertised = "180D"
    services: Services = (("180D", (Offered("2A37", notify=True),)), *INFORMATION)

    def second(self, rate: int, *, contact: bool | None = True) -> None:
        """What it shows this second."""
        self.show(
            "2A37", heart_rate.encode_measurement(HeartRateMeasurement(rate, contact, rr_intervals_1024=(60 * 1024 // max(rate, 1),)))
        )


class VirtualThermometer(GattDevice):
    """On the air."""

    driver, model = "ble-thermometer", "Beurer FT95"
    brain: ThermometerBrain

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.brain.taken

    async def take(self) -> Taken:
        """A plausible measurement now."""
        return self.brain.press(Decimal(random.randint(361, 379)) / 10)


class VirtualScale(GattDevice):
    """On the air."""

    driver, model = "ble-scale", "A&D UC-352BLE"
    brain: ScaleBrain

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.brain.taken

    async def take(self) -> Taken:
        """A plausible measurement now."""
        return self.brain.step_on(Decimal(random.randint(900, 1700)) / 20)


class VirtualOximeter(GattDevice):
    """On the air."""

    driver, model = "ble-oximeter", "Bluetooth PLXS 0x1822"
    brain: OximeterBrain

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.brain.taken

    async def take(self) -> Taken:
        """A plausible measurement now."""
        return self.brain.spot(Decimal(random.randint(93, 99)), Decimal(random.randint(58, 96)))


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualThermometer:
    """A thermometer, switched on."""
    device = VirtualThermometer(radio, f"C1:00:00:03:00:{number:02X}", "FT95", ThermometerBrain(clock, "FT95", "Beurer"))
    await device.power_on()
    return device


async def make_scale(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualScale:
    """A scale, switched on."""
    device = VirtualScale(radio, f"C1:00:00:03:01:{number:02X}", "A&D_UC-352BLE", ScaleBrain(clock, "UC-352BLE"))
    await device.power_on()
    return device


async def make_oximeter(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualOximeter:
    """An oximeter, switched on."""
    device = VirtualOximeter(radio, f"C1:00:00:03:02:{number:02X}", "Oximeter", OximeterBrain(clock, "PLX"))
    await device.power_on()
    return device
