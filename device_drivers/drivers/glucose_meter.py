"""Bluetooth glucose meters of the SIG profile 1808; models in profiles/glucose_meters.toml.

Supported: new records since the last one kept, context (meal, tester), HI and LO, control solution, battery, clock error.
Not supported: deleting records (never), setting the meter's clock (its records carry offsets of their own).
Quirks: meters without "since" are read whole; a reserved meal code (ketone on i-SENS) is quarantined, not glucose.
"""

from __future__ import annotations

from device_drivers.manifest import Opening
from device_drivers.profiles import Standard
from device_drivers.protocols.glucose_session import GlucoseSession
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.quirks import Quirks
from device_drivers.readings import Kind, KnownDevice


def meter(known: KnownDevice, _: Opening, __: Quirks) -> Machine:
    """A meter as the profile describes it."""
    return GlucoseSession(known.device, known.driver, known.last_sequence)


STANDARD = Standard((Kind.GLUCOSE,), frozenset({"1808"}), meter, numbered=True)
