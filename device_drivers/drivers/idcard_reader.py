"""Readers of resident identity cards with a GB security module (SAM), GA 450 frames on a serial line, USB pipe or HID reports.

Supported: citizens' cards, additional address. Residence permits (HMT, foreigners) are recognised and left to be typed in.
Not supported: photo and fingerprint (they need the licensed library), reset and baud rate commands (never sent).
Quirk: a card left on the plate is not found again by most readers, by some it is; it is told once either way.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.idcard_session import IdCardSession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import KnownDevice

_GA450 = "GA 450 SAM frames as public drivers send them; this model by its maker's statement"

SERIAL = Manifest(
    id="idcard-sam",
    kinds=(),
    transport=Transport.SERIAL,
    models=(
        Model("GA 450 SAM module", Proof.SPECIFICATION, "GA 450 frames as public drivers send them"),
        Model("普天 CP IDMR02", Proof.COMPUTED, _GA450),
        Model("新中新 DKQ-A16D", Proof.COMPUTED, _GA450),
        Model("精伦 iDR210", Proof.COMPUTED, _GA450),
    ),
    baud=115200,
)
USB = Manifest(
    id="idcard-sam-usb",
    kinds=(),
    transport=Transport.USB,
    models=(Model("华视 CVR-100U", Proof.COMPUTED, f"{_GA450}; bulk pipes 02/06/81/85"),),
)
REPORTS = Manifest(
    id="idcard-sam-hid",
    kinds=(),
    transport=Transport.HID,
    models=(Model("GA 450 SAM module (HID)", Proof.COMPUTED, "GA 450 frames in reports of 64 bytes"),),
)


def reader(known: KnownDevice, _: Opening) -> Machine:
    """A reader on whatever channel it is connected by."""
    return IdCardSession(known.device, known.driver)


DRIVERS = (Driver(SERIAL, reader), Driver(USB, reader), Driver(REPORTS, reader))
