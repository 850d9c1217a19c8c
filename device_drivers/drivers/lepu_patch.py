"""Lepu/Viatom (Wellue) single-channel ECG patches and pens: live stream at 125 Hz.

Supported: live samples, heart rate, lead off, battery. Not supported: recordings stored on the patch; ER3 and M12, whose
live layout has several channels.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.lepu_er_session import SERVICE, LepuErSession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

ER1 = Manifest(
    id="lepu-er1",
    kinds=(Kind.ECG,),
    transport=Transport.BLE,
    models=(
        Model("Wellue ER1", Proof.PEER_TEST, "Lepu ER1 protocol, captured live frames", ("ER1",)),
        Model("Wellue ER2", Proof.PEER_TEST, "Lepu ER1 protocol", ("ER2",)),
        Model("Viatom DuoEK", Proof.SPECIFICATION, "Lepu ER1 protocol", ("DuoEK",)),
        Model("Wellue VBeat", Proof.SPECIFICATION, "Lepu ER1 protocol", ("VBeat",)),
    ),
    services=frozenset({SERVICE}),
    named_only=True,
    on_demand=True,
)


def er1(known: KnownDevice, opening: Opening) -> Machine:
    """A patch that answers each question with the samples since the last one."""
    return LepuErSession(known.device, known.driver, opening.first_sample)


DRIVERS = (Driver(ER1, er1),)
