"""Microlife's Bluetooth cuffs (service FFF0); the button held for eight seconds switches their radio on.

Supported: the whole memory, setting the clock, letting the cuff hang up. Not supported: asking its clock, its user, its id.
Quirks: it gives all its records every time.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.microlife_session import SERVICE, MicrolifeSession
from device_drivers.protocols.repeats import GivenBefore, Repeating
from device_drivers.readings import Kind, KnownDevice

_SOURCE = "blood-pressure-monitor-fl, frames of its tests"

MANIFEST = Manifest(
    id="microlife-ble",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.BLE,
    models=(
        Model("Microlife BP A6 BT", Proof.PEER_TEST, _SOURCE, ("A6 BT", "BP A6 BT")),
        Model("Microlife BP B6 Connect", Proof.PEER_TEST, _SOURCE, ("B6 Connect", "BP B6", "B6 BT")),
    ),
    services=frozenset({SERVICE}),
    named_only=True,
)
_BEFORE = GivenBefore()


def machine(known: KnownDevice, _: Opening) -> Machine:
    """One session."""
    return Repeating(MicrolifeSession(known.device, known.driver), known.device, _BEFORE)


DRIVERS = (Driver(MANIFEST, machine, taken_on=_BEFORE.forget),)
