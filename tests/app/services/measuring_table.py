"""A measuring table for tests: services over a real store, devices by sticker, readings as a hub would hand them over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from app.clock import SetClock, local
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.services.arming import Armed, Arming
from app.services.desk import Desk
from app.services.devices import DeviceCard, Devices
from app.services.inbox import Inbox, Unclaimed
from app.services.intake import Intake
from app.services.queue import Queue
from device_drivers.readings import DeviceNews, DeviceState, Frame, Kind, KnownDevice, Quantity, Reading

MakePerson = Callable[..., Person]


class Table:
    """One seat. ``clock`` is the desk's; time passes only when a test says so."""

    def __init__(self, desk: Desk, clock: SetClock) -> None:
        self.desk, self.clock = desk, clock
        self.devices = Devices(desk)
        self.arming = Arming(desk)
        self.inbox = Inbox(desk, self.arming, self.devices)
        self.intake = Intake(desk)
        self.queue = Queue(desk)

    def cuff(self, number: int = 1, sticker: str = "") -> DeviceCard:
        address = f"C1:00:00:00:00:{number:02X}"
        known = KnownDevice(f"ble:{address}", "ble-blood-pressure", "BLEsmart_cuff", address)
        return self.devices.take_on(known, "血压计", sticker or f"红{number}", virtual=True)

    def meter(self) -> DeviceCard:
        known = KnownDevice("ble:C1:00:00:00:00:20", "ble-glucose", "meter", "C1:00:00:00:00:20")
        return self.devices.take_on(known, "血糖仪", "蓝1", virtual=True)

    def arm(self, device: DeviceCard, person: Person, visit: Encounter | None = None) -> Armed:
        """As the nurse does: the slip is scanned, the visit is today's."""
        visit = visit or self.intake.open_visit(person.id)
        return self.arming.arm(device.id, person.id, visit.id, "slip", person.id)

    def send(self, *readings: Reading) -> None:
        """One frame with so many readings."""
        self.inbox.journal(frame(self.clock.now(), *readings))

    def measures(self, device: DeviceCard) -> None:
        """The cuff is heard pumping."""
        self.devices.heard(news(device, DeviceState.MEASURING, self.clock.now()))

    def press(self, device: DeviceCard, systolic: int, diastolic: int, seconds: float = 40, **flags: object) -> Reading:
        """START: the cuff pumps for so long, then gives its result; seen by its driver."""
        self.measures(device)
        self.clock.forward(seconds)
        reading = replace(pressure(device, systolic, diastolic, self.clock.now()), seen_taken=True, **flags)  # type: ignore[arg-type]
        self.send(reading)
        self.devices.heard(news(device, DeviceState.TRANSFERRING, self.clock.now()))
        return reading

    def reasons(self) -> list[str]:
        return [one.reason for one in self.unclaimed()]

    def unclaimed(self) -> list[Unclaimed]:
        return self.inbox.unclaimed()


def news(device: DeviceCard, state: DeviceState, at: datetime, **told: object) -> DeviceNews:
    facts: dict[str, object] = {"reason": None, "battery": None, "clock_offset_s": None, "live_pressure": None} | told
    return DeviceNews(device=device.hub_id, state=state, seen_at=at, **facts)  # type: ignore[arg-type]


def frame(at: datetime, *readings: Reading, refused: str | None = None, device: str = "") -> Frame:
    hub_id = readings[0].device if readings else device
    return Frame(hub_id, "ble-blood-pressure", "2A35", b"\x06\x01", at, readings, refused)


def stamp(at: datetime, off: float = 0) -> str:
    """What a clock that is ``off`` seconds ahead shows at that moment."""
    return (local(at) + timedelta(seconds=off)).strftime("%Y-%m-%dT%H:%M:%S")


def pressure(
    device: DeviceCard, systolic: int, diastolic: int, taken: datetime, off: float = 0, offset: float | None = 0.0, pulse: int = 72
) -> Reading:
    """A record of a cuff whose clock is ``off`` seconds ahead; ``offset``: what the driver found (host minus device)."""
    return Reading(
        device=device.hub_id,
        driver=device.driver,
        kind=Kind.BLOOD_PRESSURE,
        values=(
            ("systolic", Quantity(Decimal(systolic), "mmHg")),
            ("diastolic", Quantity(Decimal(diastolic), "mmHg")),
            ("pulse", Quantity(Decimal(pulse), "/min")),
        ),
        device_time=stamp(taken, off),
        clock_offset_s=offset,
        sequence=None,
        user_slot=None,
        flags=(),
        context=(),
        seen_taken=False,
        raw=b"\x06\x01",
    )


def glucose(
    device: DeviceCard,
    value: str | None,
    taken: datetime,
    number: int,
    unit: str = "mmol/L",
    comparator: str = "",
    flags: tuple[str, ...] = (),
) -> Reading:
    """A record of a meter, numbered."""
    return Reading(
        device=device.hub_id,
        driver=device.driver,
        kind=Kind.GLUCOSE,
        values=(("glucose", Quantity(None if value is None else Decimal(value), unit, comparator)),),
        device_time=stamp(taken),
        clock_offset_s=0.0,
        sequence=number,
        user_slot=None,
        flags=flags,
        context=(("meal", "fasting"),),
        seen_taken=False,
        raw=b"\x0b",
    )
