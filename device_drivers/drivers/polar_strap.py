"""Polar H10: live ECG at 130 Hz with heart rate and RR intervals.

Not supported: other Polar devices, which measure no ECG; the recording inside the H10 (RR only).
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.polar_session import PolarSession
from device_drivers.readings import Kind, KnownDevice

POLAR = Manifest(
    id="polar-pmd",
    kinds=(Kind.ECG, Kind.HEART_RATE),
    transport=Transport.BLE,
    models=(Model("Polar H10", Proof.CAPTURED, "Polar Measurement Data, a captured ECG frame", ("Polar H10",)),),
    services=frozenset({"180D"}),
    named_only=True,
    on_demand=True,
)


def strap(known: KnownDevice, opening: Opening) -> Machine:
    """A strap that streams until it is told to stop."""
    return PolarSession(known.device, known.driver, opening.first_sample)


DRIVERS = (Driver(POLAR, strap),)
