"""i-SENS CareSens meters on a cable, and what i-SENS makes for others.

Supported: all stored results, HI and LO, control solution, fasting and after a meal, ketones, clock read and set. Not
supported: the older meters that are read by address (what marks a control solution there is not public).
Quirk: the answer with results has no valid CRC; the HID cable must be told the line's speed.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.caresens_cable_session import CareSensHidSession, CareSensSession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

_SOURCE = "Tidepool Uploader's description of the i-SENS protocol"

SERIAL = Manifest(
    id="caresens-serial",
    kinds=(Kind.GLUCOSE, Kind.LABORATORY),
    transport=Transport.SERIAL,
    models=(
        Model("ReliOn Premier BLU", Proof.COMPUTED, _SOURCE),
        Model("ReliOn Premier Voice", Proof.COMPUTED, _SOURCE),
        Model("ReliOn Premier Classic", Proof.COMPUTED, _SOURCE),
        Model("Arkray GLUCOCARD Shine", Proof.COMPUTED, _SOURCE),
        Model("Arkray GLUCOCARD Shine XL", Proof.COMPUTED, _SOURCE),
    ),
    baud=9600,
)
HID_CABLE = Manifest(
    id="caresens-hid",
    kinds=(Kind.GLUCOSE, Kind.LABORATORY),
    transport=Transport.HID,
    models=(
        Model("CareSens N Premier (USB)", Proof.COMPUTED, _SOURCE),
        Model("CareSens Dual (USB)", Proof.COMPUTED, _SOURCE),
    ),
    usb_ids=((0x10C4, 0x8A32),),
)


def serial(known: KnownDevice, _: Opening) -> Machine:
    """Behind a serial cable."""
    return CareSensSession(known.device, known.driver)


def hid_cable(known: KnownDevice, _: Opening) -> Machine:
    """Behind a cable that is a HID device."""
    return CareSensHidSession(known.device, known.driver)


DRIVERS = (Driver(SERIAL, serial), Driver(HID_CABLE, hid_cable))
