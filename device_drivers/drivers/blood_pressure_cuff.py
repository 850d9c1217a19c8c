"""Bluetooth blood pressure cuffs of the SIG profile 1810, and makers' own layouts of it; models in profiles/cuffs*.toml.

Supported: unsent records, live pressure, clock, battery. Not supported: the enhanced records of BLS 1.1 (2B34 to 2B36),
which no cuff on sale uses; choosing a user slot.
"""

from __future__ import annotations

from device_drivers.manifest import Opening
from device_drivers.profiles import Standard
from device_drivers.protocols.blood_pressure_session import BloodPressureSession
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.quirks import Quirks
from device_drivers.readings import Kind, KnownDevice


def cuff(known: KnownDevice, opening: Opening, quirks: Quirks) -> Machine:
    """A cuff as its profile describes it."""
    return BloodPressureSession(known.device, known.driver, opening.token, quirks)


STANDARD = Standard((Kind.BLOOD_PRESSURE,), frozenset({"1810"}), cuff)
