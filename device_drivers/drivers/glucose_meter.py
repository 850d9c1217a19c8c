"""Bluetooth glucose meters of the SIG profile 1808.

Supported: new records since the last one kept, context (meal, tester), HI and LO, control solution, battery, clock error.
Not supported: deleting records (never), setting the meter's clock (its records carry offsets of their own).
Quirks: meters without "since" are read whole; a reserved meal code (ketone on i-SENS) is quarantined, not glucose.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.glucose_session import GlucoseSession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

STANDARD = Manifest(
    id="ble-glucose",
    kinds=(Kind.GLUCOSE,),
    transport=Transport.BLE,
    models=(
        Model("Accu-Chek Guide", Proof.CAPTURED, "captured 2A18 frames", ("meter+",)),
        Model("Contour Next One", Proof.SPECIFICATION, "Bluetooth GLS 1.0.1", ("Contour",)),
        Model("Bluetooth GLS 0x1808", Proof.SPECIFICATION, "Bluetooth GLS 1.0.1"),
    ),
    services=frozenset({"1808"}),
    pair=True,
)


def standard(known: KnownDevice, _: Opening) -> Machine:
    """A meter as the profile describes it."""
    return GlucoseSession(known.device, known.driver, known.last_sequence)


DRIVERS = (Driver(STANDARD, standard),)
