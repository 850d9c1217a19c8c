"""Accu-Chek meters behind an infrared or serial cable.

Supported: stored results, HI and LO, clock read and set. Not supported: clearing (never); results with a flag, whose meaning
is not public (control solution among them): those are quarantined.
Quirk: every byte of a command is echoed and waited for.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.accu_chek_serial_session import AccuChekSerialSession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

_SOURCE = "a public description of the Performa Nano's serial protocol"

ACCU_CHEK = Manifest(
    id="accu-chek-serial",
    kinds=(Kind.GLUCOSE,),
    transport=Transport.SERIAL,
    models=tuple(
        Model(f"Accu-Chek {name}", Proof.COMPUTED, _SOURCE) for name in ("Performa Nano", "Performa", "Aviva", "Aviva Nano", "Compact Plus")
    ),
    baud=9600,
)


def accu_chek(known: KnownDevice, _: Opening) -> Machine:
    """A meter that echoes."""
    return AccuChekSerialSession(known.device, known.driver)


DRIVERS = (Driver(ACCU_CHEK, accu_chek),)
