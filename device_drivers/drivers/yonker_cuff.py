"""Yonker's Bluetooth cuff and those built alike (service cdeacd80).

Supported: each measurement as it is notified. Not supported: its clock (it offers none), stored records.
Quirks: the same service carries oximeters of the maker, whose frames are of another kind and give no value here.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.yonker import SERVICE
from device_drivers.protocols.yonker_session import YonkerSession
from device_drivers.readings import Kind, KnownDevice

MANIFEST = Manifest(
    id="yonker-ble",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.BLE,
    models=(
        Model("Yonker YK-IBPA1", Proof.CAPTURED, "captured notification, blood-pressure-monitor-fl", ("YK-IBPA1", "YK-BPA1")),
        Model("Femmto KF-DT65X", Proof.COMPUTED, "the same service and characteristic in a host's source", ("FEMMTO", "KF-DT")),
    ),
    services=frozenset({SERVICE}),
    named_only=True,
)


def machine(known: KnownDevice, _: Opening) -> Machine:
    """One session."""
    return YonkerSession(known.device, known.driver)


DRIVERS = (Driver(MANIFEST, machine),)
