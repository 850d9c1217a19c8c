"""OpenBCI Cyton on its serial dongle: eight channels at 250 Hz, started and stopped by a person.

For teaching and research: the board is no medical device, its channels carry no lead names.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.cyton_session import CytonSession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice, Patient

CYTON = Manifest(
    id="openbci-cyton",
    kinds=(Kind.ECG,),
    transport=Transport.SERIAL,
    models=(Model("OpenBCI Cyton", Proof.COMPUTED, "OpenBCI Cyton data format"),),
    patients=tuple(Patient),
    baud=115200,
)


def board(known: KnownDevice, opening: Opening) -> Machine:
    """A board that streams from Start to Cancel."""
    return CytonSession(known.device, known.driver, opening.first_sample)


DRIVERS = (Driver(CYTON, board),)
