"""LifeScan OneTouch meters over Bluetooth; the standard glucose profile is not theirs.

Supported: records since the last one kept, meal, control solution, HI and LO, the clock. Pairing asks for the six digits
on the meter's display. Not supported: erasing (never), the maker's own second authentication, which bonded meters do
without.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.onetouch_ble_session import SERVICE, OneTouchBleSession
from device_drivers.readings import Kind, KnownDevice

_FRAMES = "frames and record layout in public programs for the meter"
_FAMILY = "the same service in the maker's program; frames of the Verio Flex"

METERS = Manifest(
    id="onetouch-ble",
    kinds=(Kind.GLUCOSE,),
    transport=Transport.BLE,
    models=(
        Model("OneTouch Verio Flex", Proof.PEER_TEST, _FRAMES, ("OneTouch",)),
        Model("OneTouch Verio Reflect", Proof.PEER_TEST, _FRAMES),
        Model("OneTouch Select Plus Flex", Proof.COMPUTED, _FAMILY),
        Model("OneTouch Ultra Plus Flex", Proof.COMPUTED, _FAMILY),
    ),
    services=frozenset({SERVICE}),
    pair=True,
)


def meter(known: KnownDevice, _: Opening) -> Machine:
    """A meter that numbers its records for life."""
    return OneTouchBleSession(known.device, known.driver, known.last_sequence)


DRIVERS = (Driver(METERS, meter),)
