"""SunTech Advantage OEM and CT40 blood pressure modules on a serial line.

Supported: start for adults, children, newborn; live cuff pressure; result with the module's own error; abort.
Never sent: initial inflation pressure, valve and pump commands.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.suntech_session import SunTechSession
from device_drivers.readings import Kind, KnownDevice, Patient

ADVANTAGE = Manifest(
    id="suntech",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.SERIAL,
    models=(
        Model("SunTech Advantage OEM", Proof.PEER_TEST, "host commands and tests of a public SunTech Advantage host (ak-git)"),
        Model("SunTech CT40", Proof.PEER_TEST, "host commands and tests of a public SunTech Advantage host (ak-git)"),
    ),
    patients=(Patient.ADULT, Patient.PAEDIATRIC, Patient.NEONATE),
    baud=9600,
)


def advantage(known: KnownDevice, opening: Opening) -> Machine:
    """A module without memory or clock of its own."""
    return SunTechSession(known.device, known.driver, opening.token)


DRIVERS = (Driver(ADVANTAGE, advantage),)
