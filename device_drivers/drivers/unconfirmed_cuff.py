"""Cuffs whose results nobody can read for certain: Visomat and JPI on USB, Omron HBP-1300 on a serial line.

Supported: what they say is kept as they said it, for the day their layout is known. Not supported: any value.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols import visomat
from device_drivers.protocols.machine import HID, SERIAL, Machine
from device_drivers.protocols.unreadable_session import UnreadableSession
from device_drivers.readings import Kind, KnownDevice

VISOMAT = Manifest(
    id="visomat-jpi",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.HID,
    models=(
        Model("Visomat comfort 20/40", Proof.CAPTURED, "one captured frame; the order of its date is not settled"),
        Model("JPI USB cuff", Proof.CAPTURED, "one captured frame; the order of its date is not settled"),
    ),
    usb_ids=((0x1247, 0x00F8),),
)
HBP_1300 = Manifest(
    id="omron-hbp1300",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.SERIAL,
    models=(Model("Omron HBP-1300", Proof.COMPUTED, "one public parser without a capture; length and checksum unknown"),),
    baud=9600,
)


def visomat_cuff(known: KnownDevice, _: Opening) -> Machine:
    """Asked once for what it holds."""
    return UnreadableSession(known.device, known.driver, HID, visomat.REQUEST)


def hbp_1300(known: KnownDevice, _: Opening) -> Machine:
    """Talks by itself."""
    return UnreadableSession(known.device, known.driver, SERIAL)


DRIVERS = (Driver(VISOMAT, visomat_cuff), Driver(HBP_1300, hbp_1300))
