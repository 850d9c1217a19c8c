"""Contec CMS50D-BT finger oximeter over Bluetooth.

Supported: saturation and pulse of this moment, taken when they hold still. Not supported: its stored nights, the pulse wave.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.contec_oximeter_session import SERVICE, ContecOximeterSession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

CMS50 = Manifest(
    id="contec-cms50",
    kinds=(Kind.SPO2,),
    transport=Transport.BLE,
    models=(Model("Contec CMS50D-BT", Proof.CAPTURED, "two captured notifications", ("SpO2",)),),
    services=frozenset({SERVICE}),
    named_only=True,
)


def oximeter(known: KnownDevice, opening: Opening) -> Machine:
    """An oximeter that streams."""
    return ContecOximeterSession(known.device, known.driver, opening.token)


DRIVERS = (Driver(CMS50, oximeter),)
