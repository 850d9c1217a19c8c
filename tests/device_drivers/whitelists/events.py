"""Events that may reach any machine at any moment."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime

from device_drivers.protocols.machine import (
    SERIAL,
    Cancel,
    Closing,
    Connected,
    Disconnected,
    Event,
    Notified,
    OperationFailed,
    ReadDone,
    Start,
    Subscribed,
    WriteDone,
)
from device_drivers.readings import Patient

WALL = datetime(2026, 3, 5, 8, 41, 20)
PORT = Connected(frozenset({SERIAL}), WALL)
EVERYWHERE: list[Event] = [Cancel(), Closing(), Disconnected(), *(Start(patient) for patient in Patient)]


def around(channels: list[frozenset[str]], notified: dict[str, list[bytes]]) -> list[Event]:
    """Connections offering these channels, every answer a channel can give, and these notifications."""
    events: list[Event] = [*EVERYWHERE, *(Connected(offered, WALL) for offered in channels)]
    for channel in sorted(frozenset().union(*channels)):
        events += [Subscribed(channel), WriteDone(channel), *(OperationFailed(channel, code) for code in (0, 0x05, 0x80, 0xFE))]
        events += [ReadDone(channel, data) for data in (b"", b"\x5a", b"BM85", bytes.fromhex("ea0703050829140000"[:14]))]
    return events + [Notified(channel, data) for channel, frames in notified.items() for data in frames]
