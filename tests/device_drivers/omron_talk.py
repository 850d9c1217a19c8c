"""Omron brains and the pump that speaks with them."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from device_drivers import registry
from device_drivers.drivers.omron_cuff import CUFFS, SCALES, OmronDriver
from device_drivers.hub import CHINA
from device_drivers.manifest import Opening
from device_drivers.readings import KnownDevice, Reading
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.omron import OmronBrain
from tests.device_drivers.pump import Pump

WORLD = datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC)
LOCAL = datetime(2026, 3, 5, 8, 41, 20)
KEY = bytes(range(16))
TWO_USERS, TOKEN, RESETS = "HEM-7342T-Z", "HEM-7142T2-Z", "HEM-7322T-D"


def clock() -> DeviceClock:
    return DeviceClock(lambda: WORLD, CHINA)


def brain_of(number: str, *, paired: bool = True) -> OmronBrain:
    brain = OmronBrain(clock(), {**CUFFS, **SCALES}[number.upper()], number)
    brain.key = KEY if paired else b""
    return brain


def pump(brain: OmronBrain, driver: str = "omron-ble", *, key: bytes = KEY, model: str = "", made: OmronDriver | None = None) -> Pump:
    known = KnownDevice("ble:X", driver, "BLEsmart_0000", "X", model=model, key=key)
    brain.id = "ble:X"
    machine = made.machine(known, Opening(1)) if made else registry.driver(driver).machine(known, Opening(1))
    return Pump(machine, brain).connect()


def fresh(*, scales: bool = False) -> OmronDriver:
    return OmronDriver(SCALES if scales else CUFFS)


def shown(reading: Reading) -> set[tuple[str, Decimal | None, str]]:
    return {(name, quantity.value, quantity.unit) for name, quantity in reading.values}


def systolics(run: Pump) -> list[Decimal | None]:
    return [quantity.value for reading in run.readings if (quantity := reading.quantity("systolic"))]
