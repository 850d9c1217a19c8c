"""Movesense sensors with the GATT SensorData firmware: live ECG at 250 Hz, heart rate and RR intervals.

Not supported: the proprietary Whiteboard protocol (MDS), recordings in the sensor's logbook.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.movesense_session import SERVICE, MovesenseSession
from device_drivers.readings import Kind, KnownDevice

MOVESENSE = Manifest(
    id="movesense",
    kinds=(Kind.ECG, Kind.HEART_RATE),
    transport=Transport.BLE,
    models=(Model("Movesense MD", Proof.SPECIFICATION, "GATT SensorData Protocol 1.0 (movesense.com)", ("Movesense",)),),
    services=frozenset({SERVICE, "FDF3"}),
    named_only=True,
    on_demand=True,
)


def sensor(known: KnownDevice, opening: Opening) -> Machine:
    """A sensor that streams until it is told to stop."""
    return MovesenseSession(known.device, known.driver, opening.first_sample)


DRIVERS = (Driver(MOVESENSE, sensor),)
