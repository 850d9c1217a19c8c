"""Bluetooth blood pressure cuffs of the SIG profile 1810, and Beurer's own layout of it.

Supported: unsent records, live pressure, clock, battery. Not supported: the enhanced records of BLS 1.1 (2B34 to 2B36),
which no cuff on sale uses; choosing a user slot.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.blood_pressure_session import BloodPressureSession, CuffQuirks
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

STANDARD = Manifest(
    id="ble-blood-pressure",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.BLE,
    models=(
        Model("A&D UA-651BLE", Proof.PEER_TEST, "A&D UA-651BLE, obniz parser", ("A&D_UA-651BLE",)),
        Model("A&D UA-656BLE", Proof.SPECIFICATION, "Bluetooth BLS 1.1.1", ("A&D_UA-656BLE",)),
        Model("Beurer BM54", Proof.SPECIFICATION, "Bluetooth BLS 1.1.1", ("BM54",)),
        Model("Beurer BM57", Proof.SPECIFICATION, "Bluetooth BLS 1.1.1", ("BM57",)),
        Model("Bluetooth BPS 0x1810", Proof.SPECIFICATION, "Bluetooth BLS 1.1.1"),
    ),
    services=frozenset({"1810"}),
    pair=True,
)

BEURER = Manifest(
    id="ble-blood-pressure-beurer",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.BLE,
    models=(
        Model("Beurer BM48", Proof.CAPTURED, "four captured frames of the family", ("BM48",)),
        Model("Beurer BM59", Proof.CAPTURED, "four captured frames of the family", ("BM59",)),
        Model("Beurer BM85", Proof.CAPTURED, "four captured frames of the family", ("BM85",)),
        Model("Hans Dinslage ELITE900", Proof.CAPTURED, "four captured frames of the family", ("ELITE900",)),
    ),
    services=frozenset({"1810"}),
    named_only=True,
    pair=True,
)


def standard(known: KnownDevice, opening: Opening) -> Machine:
    """A cuff as the profile describes it."""
    return BloodPressureSession(known.device, known.driver, opening.token)


def beurer(known: KnownDevice, opening: Opening) -> Machine:
    """Big-endian pulse and status, an unannounced user byte, reserved flag bits."""
    return BloodPressureSession(known.device, known.driver, opening.token, CuffQuirks(beurer_layout=True))


DRIVERS = (Driver(STANDARD, standard), Driver(BEURER, beurer))
