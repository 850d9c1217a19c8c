"""JSON answers for TaiDoc, Sinocare, Contec oximeters and Xiaomi scales."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols.vocabulary import Answer

MESSAGES: dict[tuple[str, str], Callable[[bytes], Answer]] = {}
