"""A&D TM-2655 and TM-2657 cabinet cuffs on a serial line; InBody BPBIO speaks the same.

Supported: results the cuff sends by itself, start and stop from here, its last result. Not supported: pulse wave (RP), error
and health (RE). Never sent: RC, which on InBody starts a measurement as well as it asks for one.
Quirks: 2400 baud on TM-2657, 9600 on others; some are called '0 ' when they are to start or stop.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.and_tm_session import AndTmSession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice, Patient

CALLED_WITH_SPACE = "0 "  # profile = the address of start and stop
_HOSTS = "public A&D TM-2655/TM-2657 host code"
_INBODY = "public host code; InBody BPBIO uses the same framing"

CABINET = Manifest(
    id="and-tm",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.SERIAL,
    models=(
        Model("A&D TM-2655", Proof.CAPTURED, f"{_HOSTS}, with sample output", profile=CALLED_WITH_SPACE, baud=9600),
        Model("A&D TM-2655P", Proof.PEER_TEST, _HOSTS, profile=CALLED_WITH_SPACE, baud=9600),
        Model("A&D TM-2657", Proof.PEER_TEST, _HOSTS),
        Model("A&D TM-2657P", Proof.PEER_TEST, _HOSTS),
        Model("InBody BPBIO320", Proof.PEER_TEST, _INBODY, baud=9600),
        Model("InBody BPBIO330", Proof.PEER_TEST, _INBODY, baud=9600),
        Model("InBody BPBIO750", Proof.PEER_TEST, _INBODY, baud=9600),
    ),
    patients=(Patient.ADULT,),
    baud=2400,
)


def cabinet(known: KnownDevice, _: Opening) -> Machine:
    """A cuff in a cabinet: the arm goes into it, so nobody but adults."""
    return AndTmSession(known.device, known.driver, CABINET.profile(known.model) or "00")


DRIVERS = (Driver(CABINET, cabinet),)
