"""Thermometers, oximeters, scales and heart rate straps of the Bluetooth SIG; their models are in profiles/*.toml.

Supported: stored and fresh records, live numbers that hold still, battery, clock, user slots, users opened with a code
that all devices of a model share.
Not supported: body composition sent apart from the weight, sensor status, beat intervals, codes that each user chooses.
"""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.manifest import Opening
from device_drivers.profiles import Standard
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.quirks import Quirks
from device_drivers.protocols.sig_session import HEART_RATE, OXIMETER, SCALE, THERMOMETER, Profile, SigSession
from device_drivers.readings import Kind, KnownDevice


def _speaking(profile: Profile) -> Callable[[KnownDevice, Opening, Quirks], Machine]:
    def make(known: KnownDevice, opening: Opening, quirks: Quirks) -> Machine:
        return SigSession(known.device, known.driver, opening.token, profile, quirks)

    return make


STANDARDS = {
    "thermometer": Standard((Kind.TEMPERATURE,), frozenset({"1809"}), _speaking(THERMOMETER)),
    "oximeter": Standard((Kind.SPO2,), frozenset({"1822"}), _speaking(OXIMETER)),
    "scale": Standard((Kind.WEIGHT,), frozenset({"181D", "181B"}), _speaking(SCALE)),
    "heart_rate": Standard((Kind.HEART_RATE,), frozenset({"180D"}), _speaking(HEART_RATE)),
}
