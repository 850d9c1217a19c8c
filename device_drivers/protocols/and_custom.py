"""A&D's own service beside the standard one: asking for all stored records, and letting the device hang up.

Frames are size, kind (0 read, 1 write), command, value. Deleting (12), unpairing (10) and the buffer's size (A6) are never
sent and cannot be built here. Source: obniz, A&D UA-651BLE.
"""

from __future__ import annotations

SERVICE = "233bf000-5a34-1b6d-975c-000d5690abe4"
CHANNEL = "233bf001-5a34-1b6d-975c-000d5690abe4"
SEND_STORED = bytes.fromhex("0200e1")
HANG_UP = bytes.fromhex("020103")
_LIMITED_DISCOVERABLE = 0x01  # AD flags, bit 0


def is_pairing(flags: int | None) -> bool:
    """Whether the advert says 'Pr': held for pairing. An ordinary one says that records wait; None = the system hides it."""
    return flags is not None and bool(flags & _LIMITED_DISCOVERABLE)
