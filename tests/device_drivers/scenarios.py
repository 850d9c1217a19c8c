"""What every driver's sessions must come through; a test names what it shows with :func:`covers`, the catalogue counts it."""

from __future__ import annotations

import pytest

SCENARIOS = {
    "power_off": "power or cable gone in the middle of a transfer: nothing lost, nothing twice, the next session goes on",
    "wrong_clock": "the device's clock is in 1970, 2037 or another zone: its time kept as given, the offset measured where it tells its clock",
    "full_memory": "its memory is full and wraps",
    "wrong_user": "records of other memory slots: the slot is kept as the device says it, nobody is guessed",
    "replay": "it sends again what it sent before: the same key",
    "corrupt_frame": "damaged, half or foreign frames: kept raw with a reason, never a value",
    "fragments": "slow and fragmented, merged frames",
    "second_host": "another computer holds the bond",
}


def covers(driver: str, *scenarios: str) -> pytest.MarkDecorator:
    """Marks a session test: what of SCENARIOS it shows for a driver."""
    unknown = set(scenarios) - SCENARIOS.keys()
    if unknown or not scenarios:
        raise ValueError(f"{driver}: {sorted(unknown)}")
    return pytest.mark.covers(driver, *scenarios)
