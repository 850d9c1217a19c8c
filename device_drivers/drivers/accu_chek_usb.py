"""Accu-Chek meters on USB: IEEE 11073-20601 over bulk pipes.

Supported: all stored results, HI and LO, control solution (by the segment it is stored in), clock read and set. Not
supported: clearing segments (never), meal marks (their segments' layout differs by model).
Quirk: a meter that waited too long for a host must be plugged in anew.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.accu_chek_usb_session import AccuChekSession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

_SOURCE = "IEEE 11073-20601 annex H frames; Tidepool Uploader's description of the meters"
_VENDOR = 0x173A
# one of the meter numbers each model reports as its 11073 model
_MODELS = {
    "Accu-Chek Aviva Connect (USB)": "483",
    "Accu-Chek Performa Connect": "479",
    "Accu-Chek Guide (USB)": "925",
    "Accu-Chek Guide Me (USB)": "897",
    "Accu-Chek Instant (USB)": "958",
    "Accu-Chek Instant (two buttons)": "972",
    "Accu-Chek Instant S": "966",
    "Accu-Chek ReliOn Platinum": "982",
}

ACCU_CHEK = Manifest(
    id="accu-chek-usb",
    kinds=(Kind.GLUCOSE,),
    transport=Transport.USB,
    models=tuple(Model(name, Proof.COMPUTED, _SOURCE, profile=number) for name, number in _MODELS.items()),
    usb_ids=tuple((_VENDOR, product) for product in (0x21CF, 0x21D5, 0x21D6, 0x21D7, 0x21D8)),
)


def accu_chek(known: KnownDevice, _: Opening) -> Machine:
    """A meter that asks for an association when it is plugged in."""
    return AccuChekSession(known.device, known.driver)


DRIVERS = (Driver(ACCU_CHEK, accu_chek),)
