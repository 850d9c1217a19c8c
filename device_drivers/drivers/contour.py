"""Contour meters on USB: ASTM frames inside HID reports.

Supported: all stored results in the unit they carry, HI and LO, control solution, meals, results a person wants out of the
logbook, clock read and set (not where a pump sets it). Not supported: what a person entered (insulin, carbohydrates), the
older meters on a serial cable (their transfers begin with an average).
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.contour_usb_session import ContourSession
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

_CAPTURED = "glucometerutils: captured header and result frames"
_FAMILY = "Tidepool Uploader's list of meters of this protocol"
_VENDOR = 0x1A79

CONTOUR = Manifest(
    id="contour-usb",
    kinds=(Kind.GLUCOSE,),
    transport=Transport.HID,
    models=(
        Model("Bayer Contour USB", Proof.CAPTURED, _CAPTURED, profile="7390"),
        Model("Ascensia Contour Next USB", Proof.COMPUTED, _FAMILY, profile="7410"),
        Model("Ascensia Contour Next", Proof.COMPUTED, _FAMILY, profile="7350"),
        Model("Contour Next One (USB)", Proof.COMPUTED, _FAMILY, profile="7800"),
        Model("Contour Plus One (USB)", Proof.COMPUTED, _FAMILY, profile="7800"),
        Model("Ascensia Contour Next GEN", Proof.COMPUTED, _FAMILY, profile="7900"),
        Model("Bayer Contour Next Link", Proof.COMPUTED, _FAMILY, profile="6200"),
        Model("Bayer Contour Next Link 2.4", Proof.COMPUTED, _FAMILY, profile="6210"),
    ),
    usb_ids=tuple((_VENDOR, product) for product in (0x6002, 0x6200, 0x6210, 0x6300, 0x7350, 0x7410, 0x7800, 0x7900)),
)


def contour(known: KnownDevice, _: Opening) -> Machine:
    """A meter that tells everything it has when it is plugged in."""
    return ContourSession(known.device, known.driver)


DRIVERS = (Driver(CONTOUR, contour),)
