"""JSON answers for identity card readers and laboratory analysers."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols.vocabulary import Answer

MESSAGES: dict[tuple[str, str], Callable[[bytes], Answer]] = {}
