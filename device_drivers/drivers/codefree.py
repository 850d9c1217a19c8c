"""SD Biosensor CodeFree on a serial cable.

Supported: all stored results, meal marks, HI and LO. Not supported: its clock (it cannot be read, and set only instead of a
transfer); control solution (it marks none).
Quirk: it must be switched on with the cable in; a fetch without an answer skips a record, so the number is checked.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.sd_codefree_session import CodeFreeSession
from device_drivers.readings import Kind, KnownDevice

CODEFREE = Manifest(
    id="sd-codefree",
    kinds=(Kind.GLUCOSE,),
    transport=Transport.SERIAL,
    models=(Model("SD Biosensor CodeFree", Proof.SPECIFICATION, "glucometer-protocols, SD CodeFree"),),
    baud=38400,
)


def codefree(known: KnownDevice, _: Opening) -> Machine:
    """A meter that speaks first."""
    return CodeFreeSession(known.device, known.driver)


DRIVERS = (Driver(CODEFREE, codefree),)
