"""Abbott FreeStyle Neo meters on USB.

Supported: all stored glucose and ketone results, HI and LO, control solution, clock read and set. Not supported: what a
person entered (insulin), FreeStyle InsuLinx (what marks a control solution there is not public), FreeStyle Libre.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.freestyle_hid_session import FreeStyleHidSession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

_SOURCE = "glucometer-protocols, FreeStyle Precision Neo; Tidepool Uploader's description"

NEO = Manifest(
    id="freestyle-hid",
    kinds=(Kind.GLUCOSE, Kind.LABORATORY),
    transport=Transport.HID,
    models=tuple(Model(f"Abbott FreeStyle {name}", Proof.COMPUTED, _SOURCE) for name in ("Precision Neo", "Optium Neo", "Optium Neo H")),
    usb_ids=((0x1A61, 0x3850),),
)


def neo(known: KnownDevice, _: Opening) -> Machine:
    """Text inside reports."""
    return FreeStyleHidSession(known.device, known.driver)


DRIVERS = (Driver(NEO, neo),)
