"""Barcode scanners that are a serial port (USB-CDC or RS-232): lines, with or without AIM identifier, line end or neither.

Supported: any symbology the scanner reads; GS1 is marked. Not supported: configuring the scanner (nothing is written to it).
Scanners that type like a keyboard are told apart in `device_drivers.wedge`.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.barcode_session import BarcodeSession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import KnownDevice

_SOURCE = "virtual COM port mode of its programming guide; ISO/IEC 15424 identifiers"

SCANNER = Manifest(
    id="barcode-serial",
    kinds=(),
    transport=Transport.SERIAL,
    models=(
        Model("USB-CDC barcode scanner", Proof.SPECIFICATION, "ISO/IEC 15424, GS1 General Specifications"),
        Model("Honeywell Voyager 1450g", Proof.COMPUTED, _SOURCE),
        Model("Zebra DS2208", Proof.COMPUTED, _SOURCE),
        Model("Newland NLS-HR22", Proof.COMPUTED, _SOURCE),
        Model("Datalogic QuickScan QD2430", Proof.COMPUTED, _SOURCE),
    ),
)


def scanner(known: KnownDevice, _: Opening) -> Machine:
    """A scanner that only speaks."""
    return BarcodeSession(known.device, known.driver)


DRIVERS = (Driver(SCANNER, scanner),)
