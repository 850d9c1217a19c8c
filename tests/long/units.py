"""The devices of the readings harness: virtual devices of eleven driver families, each able to measure somebody and to fail."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.clock import CLINIC_ZONE
from device_drivers.drivers import omron_cuff
from device_drivers.protocols.blood_pressure import BloodPressureMeasurement, Extras, PressureUnit, encode_measurement
from device_drivers.protocols.ieee11073 import Number, Special
from device_drivers.protocols.machine import HID, SERIAL
from device_drivers.virtual.brain import INFORMATION, Brain, Offered, Services
from device_drivers.virtual.cable_cuff import CuffCore
from device_drivers.virtual.cable_meter import MeterCore
from device_drivers.virtual.contec_cuff import Contec08aCore
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.home_cuffs import MicrolifeBrain, YonkerBrain
from device_drivers.virtual.lifescan import UltraEasyCore
from device_drivers.virtual.omron import OmronBrain
from device_drivers.virtual.sig_devices import OximeterBrain, ScaleBrain, SigBrain, ThermometerBrain
from device_drivers.virtual.sinocare import SinocareBrain
from device_drivers.virtual.taidoc import TaiDocBrain

Dice = random.Random
World = Callable[[], datetime]
MEMORY = 40
"""Records a device keeps here before the oldest goes: those that tell all of it every time would else tell thousands."""
ERROR = "error"
"""The note of a line that is no result."""


class StandardCuff(SigBrain):
    """Service 1810: keeps a record until it is confirmed, as the A&D cuffs do."""

    advertised = "1810"
    services: Services = (
        ("1810", (Offered("2A35", indicate=True, bonded=True), Offered("2A08", read=True, write=True, bonded=True))),
        *INFORMATION,
    )

    def press(self, systolic: int, diastolic: int, pulse: int) -> Taken:
        """START."""
        numbers = (systolic, diastolic, (systolic + 2 * diastolic) // 3)
        self._file((Decimal(systolic), Decimal(diastolic), Decimal(numbers[2])), Decimal(pulse))
        named = zip(("systolic", "diastolic", "mean"), numbers, strict=True)
        return self.measured(*((name, Decimal(number), "mmHg") for name, number in named), ("pulse", Decimal(pulse), "/min"))

    def fail(self) -> Taken:
        """It could not measure: NaN, as the profile wants it."""
        self._file((Special.NAN, Special.NAN, Special.NAN), None)
        return self.measured(note=ERROR)

    def _file(self, pressures: tuple[Number, Number, Number], pulse: Decimal | None) -> None:
        extras = Extras(self.stamp(), pulse, None, 0)
        self.keep("2A35", encode_measurement(BloodPressureMeasurement(PressureUnit.MMHG, *pressures, extras)))


class Cable(Brain):
    """A device on a cable as a brain. channel: SERIAL or HID."""

    def __init__(self, clock: DeviceClock, core: CuffCore | MeterCore, channel: str) -> None:
        super().__init__(clock)
        self.core, self._channel = core, channel
        self.taken = core.taken

    def channels(self) -> frozenset[str]:
        """One pipe."""
        return frozenset({self._channel})

    def subscribed(self, channel: str) -> None:
        """The line is open."""
        self.outbox.extend((self._channel, one) for one in self.core.plugged())

    def write(self, channel: str, data: bytes) -> None:
        """The core answers."""
        self.outbox.extend((self._channel, one) for one in self.core.hear(data))


@dataclass(eq=False)
class Unit:
    """One device. take: measures somebody now; fail: an error instead, None where the device shows errors without storing them.

    stamps_seconds: its stored times have seconds.
    """

    driver: str
    model: str
    brain: Brain
    take: Callable[[Dice], Taken]
    fail: Callable[[], Taken] | None = None
    two: bool = False
    """One of two of the same model."""
    stream: bool = False
    """Its bytes are a stream: notifications may cut them anywhere. Indications and reports come whole."""
    checked: bool = False
    """Its frames carry a checksum: where they have none, a bit that flips on the way is another value, and nobody can tell."""
    newest_first: bool = False
    """In what order it keeps its records."""

    def forget_old(self) -> None:
        """Its memory is full: the oldest record goes."""
        for holder, name in ((self.brain, "memory"), (self.brain, "records"), (getattr(self.brain, "core", None), "memory")):
            kept = getattr(holder, name, None)
            if isinstance(kept, list) and len(kept) > MEMORY:
                setattr(holder, name, kept[:MEMORY] if self.newest_first else kept[-MEMORY:])

    @property
    def name(self) -> str:
        """For the table."""
        return f"{self.driver} {self.model}"


def pressure(press: Callable[[int, int, int], Taken]) -> Callable[[Dice], Taken]:
    """A plausible pressure, hardly twice the same."""
    return lambda dice: press(dice.randint(96, 199), dice.randint(50, 94), dice.randint(48, 119))


def make(world: World) -> list[Unit]:
    """One of each, two of the Omron and of the A&D cuff."""

    def clock() -> DeviceClock:
        return DeviceClock(world, CLINIC_ZONE)

    omrons = [_omron(clock(), "HEM-7322T-D", two=True), _omron(clock(), "HEM-7322T-D", two=True), _omron(clock(), "HEM-6232T")]
    return [*omrons, _standard_cuff(clock()), _standard_cuff(clock()), *_other_cuffs(clock), *_meters(clock), *_sig(clock)]


def _standard_cuff(clock: DeviceClock) -> Unit:
    cuff = StandardCuff(clock, "A&D UA-651BLE", "A&D Medical")
    return Unit("ble-blood-pressure", "A&D UA-651BLE", cuff, pressure(cuff.press), cuff.fail, two=True)


def _other_cuffs(clock: Callable[[], DeviceClock]) -> list[Unit]:
    taidoc, microlife, yonker = TaiDocBrain(clock(), "pressure"), MicrolifeBrain(clock()), YonkerBrain(clock())
    contec = Contec08aCore(clock())
    return [
        Unit("taidoc", "TaiDoc TD-3128", taidoc, pressure(taidoc.press), stream=True, checked=True, newest_first=True),
        Unit("microlife-ble", "Microlife BP A6 BT", microlife, pressure(microlife.press), stream=True, checked=True),
        Unit("yonker-ble", "Yonker YK-IBPA1", yonker, pressure(yonker.press)),
        Unit("contec-08a-usb", "Contec 08A", Cable(contec.clock, contec, HID), pressure(contec.press)),
    ]


def _meters(clock: Callable[[], DeviceClock]) -> list[Unit]:
    strip, sinocare, easy = TaiDocBrain(clock(), "strip"), SinocareBrain(clock(), "0012"), UltraEasyCore(clock())
    cable = Cable(easy.clock, easy, SERIAL)
    return [
        Unit(
            "taidoc", "TaiDoc TD-4272", strip, lambda dice: strip.strip(dice.randint(50, 480)), stream=True, checked=True, newest_first=True
        ),
        Unit(
            "sinocare-sn",
            "三诺 安稳+Air",
            sinocare,
            lambda dice: sinocare.drop(Decimal(dice.randint(25, 300)) / 10),
            stream=True,
            checked=True,
        ),
        Unit("lifescan-ultraeasy", "OneTouch UltraEasy", cable, lambda dice: easy.prick(dice.randint(45, 480)), stream=True, checked=True),
    ]


def _sig(clock: Callable[[], DeviceClock]) -> list[Unit]:
    warmth, finger = ThermometerBrain(clock(), "FT95"), OximeterBrain(clock(), "PLX", streams=False)
    scale = ScaleBrain(clock(), "UC-352BLE")

    def on_finger(dice: Dice) -> Taken:
        return finger.spot(Decimal(dice.randint(85, 100)), Decimal(dice.randint(45, 130)))

    return [
        Unit("ble-thermometer", "Beurer FT95", warmth, lambda dice: warmth.press(Decimal(dice.randint(350, 412)) / 10)),
        Unit("ble-oximeter", "Bluetooth PLXS 0x1822", finger, on_finger),
        Unit("ble-scale", "A&D UC-352BLE", scale, lambda dice: scale.step_on(Decimal(dice.randint(400, 1100)) / 10)),
    ]


def _omron(clock: DeviceClock, number: str, *, two: bool = False) -> Unit:
    brain = OmronBrain(clock, omron_cuff.CUFFS[number], number)
    brain.pairing = True
    return Unit("omron-ble", omron_cuff.MAKER + number, brain, pressure(brain.press), two=two, checked=True)


def wrong_clocks(now: datetime) -> tuple[datetime, ...]:
    """What a device's clock may say after its battery was out, or where nobody ever set it. now: local, without zone."""
    year_lost = (now.replace(year=2017, month=1, day=1, hour=0, minute=0), now.replace(year=2037, day=1))
    return (
        *year_lost,
        now - timedelta(hours=8),
        now - timedelta(hours=1, minutes=3),
        now + timedelta(minutes=7),
        now - timedelta(days=400),
    )
