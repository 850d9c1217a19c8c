"""LifeScan OneTouch meters with binary frames on a serial cable.

Supported: all stored results, meal and control marks (VerioIQ), clock read and set. Not supported: erasing (never),
Verio 2015 and Select Plus on USB mass storage (what marks a control solution there is not public).
Quirk: UltraEasy counts seconds since 1970, VerioIQ since 2000.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.lifescan_session import LifeScanSession, UltraEasySession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

ULTRA_EASY = Manifest(
    id="lifescan-ultraeasy",
    kinds=(Kind.GLUCOSE,),
    transport=Transport.SERIAL,
    models=(
        Model("OneTouch UltraEasy", Proof.PEER_TEST, "LifeScan UltraMini protocol; glucometerutils frames"),
        Model("OneTouch UltraMini", Proof.PEER_TEST, "LifeScan UltraMini protocol; glucometerutils frames"),
    ),
    baud=9600,
)

VERIO_IQ = Manifest(
    id="lifescan-verio-iq",
    kinds=(Kind.GLUCOSE,),
    transport=Transport.SERIAL,
    models=(Model("OneTouch VerioIQ", Proof.COMPUTED, "glucometer-protocols, OneTouch Verio IQ"),),
    baud=38400,
)


def ultra_easy(known: KnownDevice, _: Opening) -> Machine:
    """A meter that numbers and acknowledges frames."""
    return UltraEasySession(known.device, known.driver)


def verio_iq(known: KnownDevice, _: Opening) -> Machine:
    """A meter without link control."""
    return LifeScanSession(known.device, known.driver)


DRIVERS = (Driver(ULTRA_EASY, ultra_easy), Driver(VERIO_IQ, verio_iq))
