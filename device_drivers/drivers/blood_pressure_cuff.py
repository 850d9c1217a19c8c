"""Bluetooth blood pressure cuffs of the SIG profile 1810, and Beurer's own layout of it.

Supported: unsent records, live pressure, clock, battery. Not supported: the enhanced records of BLS 1.1 (2B34 to 2B36),
which no cuff on sale uses; choosing a user slot.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Opening, Transport
from device_drivers.protocols.blood_pressure_session import BloodPressureSession, CuffQuirks
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

STANDARD = Manifest(
    id="ble-blood-pressure",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.BLE,
    models=("A&D UA-651BLE", "A&D UA-656BLE", "Omron BLESmart", "Beurer BM54", "Beurer BM57", "Bluetooth BPS 0x1810"),
    services=frozenset({"1810"}),
    pair=True,
)

BEURER = Manifest(
    id="ble-blood-pressure-beurer",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.BLE,
    models=("Beurer BM48", "Beurer BM59", "Beurer BM85", "Hans Dinslage ELITE900"),
    services=frozenset({"1810"}),
    name_prefixes=("BM48", "BM59", "BM85", "ELITE900"),
    pair=True,
)


def standard(known: KnownDevice, opening: Opening) -> Machine:
    """A cuff as the profile describes it."""
    return BloodPressureSession(known.device, known.driver, opening.token)


def beurer(known: KnownDevice, opening: Opening) -> Machine:
    """Big-endian pulse and status, an unannounced user byte, reserved flag bits."""
    return BloodPressureSession(known.device, known.driver, opening.token, CuffQuirks(beurer_layout=True))


DRIVERS = (Driver(STANDARD, standard), Driver(BEURER, beurer))
