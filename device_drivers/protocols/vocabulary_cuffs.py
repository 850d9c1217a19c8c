"""JSON answers for Bluetooth blood pressure cuffs and body scales of makers with protocols of their own: Omron, Microlife, Yonker."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols.vocabulary import Answer

MESSAGES: dict[tuple[str, str], Callable[[bytes], Answer]] = {}
