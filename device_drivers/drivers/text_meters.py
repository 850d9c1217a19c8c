"""Glucose meters on a serial cable that speak in lines: OneTouch Ultra2, FreeStyle Optium, BGStar, GlucoMen Areo.

Supported: all stored results, HI and LO, control solution and meals where the meter marks them, ketones, clock read and set
(not on BGStar and Areo: setting is not public there, or reading is not possible). Not supported: erasing (never).
Quirks: values are mg/dL whatever is displayed, but Areo sends what it displays; Areo needs odd parity.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.bgstar_session import BgStarSession
from device_drivers.protocols.freestyle_optium_session import OptiumSession
from device_drivers.protocols.glucomen_areo_session import AreoSession
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.onetouch_ultra2_session import Ultra2Session
from device_drivers.readings import Kind, KnownDevice

ULTRA2 = Manifest(
    id="onetouch-ultra2",
    kinds=(Kind.GLUCOSE,),
    transport=Transport.SERIAL,
    models=(Model("OneTouch Ultra2", Proof.PEER_TEST, "LifeScan Ultra2 protocol; glucometerutils line sums"),),
    baud=9600,
)
OPTIUM = Manifest(
    id="freestyle-optium",
    kinds=(Kind.GLUCOSE, Kind.LABORATORY),
    transport=Transport.SERIAL,
    models=(
        Model("Abbott FreeStyle Optium", Proof.PEER_TEST, "glucometer-protocols, FreeStyle Optium; glucometerutils clock lines"),
        Model("Abbott Precision Xtra", Proof.COMPUTED, "Tidepool Uploader's description of the same lines"),
    ),
    baud=19200,
)
BGSTAR = Manifest(
    id="bgstar",
    kinds=(Kind.GLUCOSE,),
    transport=Transport.SERIAL,
    models=(
        Model("Sanofi BGStar", Proof.COMPUTED, "glucometer-protocols, BGStar and MyStar Extra"),
        Model("Sanofi MyStar Extra", Proof.COMPUTED, "glucometer-protocols, BGStar and MyStar Extra"),
    ),
    baud=115200,
)
AREO = Manifest(
    id="glucomen-areo",
    kinds=(Kind.GLUCOSE, Kind.LABORATORY),
    transport=Transport.SERIAL,
    models=(Model("Menarini GlucoMen Areo", Proof.COMPUTED, "glucometer-protocols, GlucoMen Areo"),),
    baud=9600,
    serial_format="8O1",
)


def ultra2(known: KnownDevice, _: Opening) -> Machine:
    """DM commands."""
    return Ultra2Session(known.device, known.driver)


def optium(known: KnownDevice, _: Opening) -> Machine:
    """Dollar commands."""
    return OptiumSession(known.device, known.driver)


def bgstar(known: KnownDevice, _: Opening) -> Machine:
    """Words."""
    return BgStarSession(known.device, known.driver)


def areo(known: KnownDevice, _: Opening) -> Machine:
    """Blocks."""
    return AreoSession(known.device, known.driver)


DRIVERS = (Driver(ULTRA2, ultra2), Driver(OPTIUM, optium), Driver(BGSTAR, bgstar), Driver(AREO, areo))
