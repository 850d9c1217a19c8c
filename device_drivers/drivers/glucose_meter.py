"""Bluetooth glucose meters of the SIG profile 1808; models in profiles/glucose_meters.toml.

Supported: new records since the last one kept, context (meal, tester), HI and LO, control solution, battery, clock error,
the clock of i-SENS meters, their ketones.
Not supported: deleting records (never), setting the clock of others (their records carry offsets of their own).
Quirks: meters without "since" are read whole; a meal code that the profile reserves is quarantined, not glucose, but where
it is known to mark a ketone; records a full memory makes up; other tests filed as glucose.
"""

from __future__ import annotations

from device_drivers.manifest import Opening
from device_drivers.profiles import Standard
from device_drivers.protocols.glucose_session import GlucoseSession
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.quirks import Quirks
from device_drivers.readings import Kind, KnownDevice


def meter(known: KnownDevice, _: Opening, quirks: Quirks) -> Machine:
    """A meter as the profile describes it, or nearly so."""
    return GlucoseSession(known.device, known.driver, known.last_sequence, quirks)


STANDARD = Standard((Kind.GLUCOSE, Kind.LABORATORY), frozenset({"1808"}), meter, numbered=True)
