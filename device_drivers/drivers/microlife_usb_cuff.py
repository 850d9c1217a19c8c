"""Microlife arm cuffs with a USB socket.

Supported: all stored records, the clock read and set. Not supported: several users (the cuff has one). Never sent: the
patient's name (23).
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.microlife_usb_session import MicrolifeUsbSession
from device_drivers.readings import Kind, KnownDevice

USB = Manifest(
    id="microlife-usb",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.HID,
    models=(Model("Microlife BP3GX1-5X", Proof.COMPUTED, "joergmlpts/blood-pressure-monitor, which its author ran on this model"),),
    usb_ids=((0x04B4, 0x5500),),
)


def usb_cuff(known: KnownDevice, _: Opening) -> Machine:
    """One memory, no users."""
    return MicrolifeUsbSession(known.device, known.driver)


DRIVERS = (Driver(USB, usb_cuff),)
