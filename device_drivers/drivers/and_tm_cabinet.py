"""A&D TM-2655 and TM-2657 cabinet cuffs on a serial line; InBody BPBIO speaks the same.

Supported: results the cuff sends by itself, start and stop from here, its last result. Not supported: pulse wave (RP).
Quirk: 2400 baud on TM-2657P, 9600 on others: given with the known device.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.and_tm_session import AndTmSession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice, Patient

CABINET = Manifest(
    id="and-tm",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.SERIAL,
    models=(
        Model("A&D TM-2655", Proof.PEER_TEST, "A&D TM communication protocol"),
        Model("A&D TM-2657", Proof.PEER_TEST, "A&D TM communication protocol"),
        Model("A&D TM-2657P", Proof.PEER_TEST, "A&D TM communication protocol"),
        Model("InBody BPBIO", Proof.PEER_TEST, "A&D TM communication protocol"),
    ),
    patients=(Patient.ADULT,),
    baud=2400,
)


def cabinet(known: KnownDevice, _: Opening) -> Machine:
    """A cuff in a cabinet: the arm goes into it, so nobody but adults."""
    return AndTmSession(known.device, known.driver)


DRIVERS = (Driver(CABINET, cabinet),)
