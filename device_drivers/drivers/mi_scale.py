"""Xiaomi Mi scales: heard, never connected while they weigh.

Supported: the weighing of this moment (kg, jin, pounds), impedance where it holds by then; the session can also read the
scale's history over a connection. Not supported: S400 and later, whose adverts are encrypted with a key of the maker's
cloud; body composition, which the scale does not compute.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.mi_scale import V1_SERVICE, V2_SERVICE
from device_drivers.protocols.mi_scale_session import MiScaleSession
from device_drivers.readings import Kind, KnownDevice

_CAPTURED = "captured adverts in the tests of xiaomi-ble"

SCALE = Manifest(
    id="mi-scale",
    kinds=(Kind.WEIGHT,),
    transport=Transport.BLE,
    models=(
        Model("小米体重秤 (XMTZC01HM)", Proof.CAPTURED, _CAPTURED, ("MI_SCALE",), V1_SERVICE),
        Model("小米体重秤2 (XMTZC04HM)", Proof.CAPTURED, _CAPTURED, ("MI SCALE2",), V1_SERVICE),
        Model("小米体脂秤 (XMTZC02HM)", Proof.CAPTURED, _CAPTURED, ("MIBCS",), V2_SERVICE),
        Model("小米体脂秤2 (XMTZC05HM)", Proof.CAPTURED, _CAPTURED, ("MIBFS",), V2_SERVICE),
    ),
    services=frozenset({V1_SERVICE, V2_SERVICE}),
    named_only=True,
    heard_only=True,
)


def scale(known: KnownDevice, _: Opening) -> Machine:
    """Adverts tell their layout by the service they come under."""
    return MiScaleSession(known.device, known.driver)


DRIVERS = (Driver(SCALE, scale),)
