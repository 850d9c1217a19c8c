"""JSON answers for blood pressure devices on a serial line or USB: Omron, Terumo, Contec, Visomat."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols.vocabulary import Answer

MESSAGES: dict[tuple[str, str], Callable[[bytes], Answer]] = {}
