"""Omron's Bluetooth cuffs and body composition scales by Omron's own protocol; models and memory maps in omron_models.toml.

Supported: pairing by a key of our own while -P- blinks, by token or by the system's bond; all stored records of all users,
the clock and its error, "nothing unread"; the counters in the advert tell whether a session is worth it. A cuff that offers
the standard profile instead is read by it. Not supported: encrypted sessions (ECDH, newest models), cuffs that keep a bond
only when their user slot is written, a scale's profiles of persons.
Quirks: some scales answer nothing when all channels are subscribed before they are unlocked, and show an error when their
memory is left open.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from device_drivers.drivers import omron_maps
from device_drivers.manifest import Advert, Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols import blood_pressure_session, omron
from device_drivers.protocols.blood_pressure_session import BloodPressureSession
from device_drivers.protocols.either import Either
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.omron_channels import NEW_SERVICE, SERVICE, TO
from device_drivers.protocols.omron_memory import MemoryMap
from device_drivers.protocols.omron_session import OmronSession
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.repeats import GivenBefore, Repeating
from device_drivers.readings import Kind, KnownDevice

MAKER = "Omron "
CUFFS = omron_maps.by_model(scales=False)
SCALES = omron_maps.by_model(scales=True)

_CAPTURED = {"HEM-7142T2": "captured record and frames of the family, map of hass-omron"}
_PEER = {"HEM-6232T": "fixture of 800 records of omron-bp and omblepy, map of hass-omron"}
_SCALE_NUMBERS = {  # group and model in the advertised name
    "HBF-702T": ("0001000C", "0001040C"),
    "KRD-703T": ("00010011",),
    "HBF-227T": ("00010009",),
    "HBF-228T": ("0001000B",),
    "HBF-230T": ("0001000D",),
    "HBF-222T": ("00010408",),
    "BCM-500": ("00010110",),
    "VIVA": ("00010208",),
}


def _cuff_model(number: str, memory: MemoryMap) -> Model:
    if memory.name in _CAPTURED:
        return Model(MAKER + number, Proof.CAPTURED, _CAPTURED[memory.name], profile=memory.name)
    if memory.name in _PEER:
        return Model(MAKER + number, Proof.PEER_TEST, _PEER[memory.name], profile=memory.name)
    return Model(MAKER + number, Proof.COMPUTED, "memory map of hass-omron, image computed", profile=memory.name)


def _scale_model(number: str, memory: MemoryMap) -> Model:
    starts = tuple(f"{name}_{hexes}" for hexes in _SCALE_NUMBERS[number] for name in ("BLEsmart", "BLESmart"))
    return Model(MAKER + number, Proof.PEER_TEST, "record and map of openScale's tests", starts, profile=memory.name)


CUFF = Manifest(
    id="omron-ble",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.BLE,
    models=tuple(_cuff_model(number, memory) for number, memory in CUFFS.items()),
    services=frozenset({SERVICE, NEW_SERVICE}),
    names=("BLEsmart_0000", "BLESmart_0000"),
    pair=True,
)
SCALE = Manifest(
    id="omron-scale",
    kinds=(Kind.WEIGHT,),
    transport=Transport.BLE,
    models=tuple(_scale_model(number, memory) for number, memory in SCALES.items()),
    services=frozenset({SERVICE}),
    named_only=True,
    pair=True,
)


def _has_only_the_profile(channels: frozenset[str]) -> bool:
    return TO[0] not in channels and blood_pressure_session.MEASUREMENT in channels


class OmronDriver:
    """Machines of one kind of device, and what was heard of them and given by them since they were taken on."""

    def __init__(self, maps: Mapping[str, MemoryMap]) -> None:
        self._maps = maps
        self._before = GivenBefore()
        self._heard: dict[str, tuple[omron.UserCount, ...]] = {}
        self._read: dict[str, tuple[omron.UserCount, ...]] = {}

    def machine(self, known: KnownDevice, opening: Opening) -> Machine:
        """One session. The model is what the device tells; the one chosen by a person counts where it tells none."""
        number = known.model.removeprefix(MAKER)
        own = OmronSession(known.device, known.driver, self._maps, number, known.key, secrets.token_bytes(omron.KEY_SIZE))
        repeating = Repeating(own, known.device, self._before, lambda: self._all_read(known.device))
        if self._maps is SCALES:
            return repeating
        return Either(repeating, BloodPressureSession(known.device, known.driver, opening.token), _has_only_the_profile)

    def has_news(self, advert: Advert, known: KnownDevice) -> bool:
        """Whether the counters moved since all was read; True where the advert has none."""
        data = dict(advert.maker).get(omron.COMPANY)
        try:
            counters = omron.decode_advert(data or b"").users
        except Refused:
            return True
        self._heard[known.device] = counters
        return counters != self._read.get(known.device)

    def taken_on(self, device: str) -> None:
        """Nothing is known of its sessions."""
        self._before.forget(device)
        self._read.pop(device, None)

    def _all_read(self, device: str) -> None:
        if device in self._heard:
            self._read[device] = self._heard[device]


_CUFFS, _SCALES = OmronDriver(CUFFS), OmronDriver(SCALES)
DRIVERS = (
    Driver(CUFF, _CUFFS.machine, _CUFFS.has_news, _CUFFS.taken_on),
    Driver(SCALE, _SCALES.machine, _SCALES.has_news, _SCALES.taken_on),
)
