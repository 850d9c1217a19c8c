"""JSON answers for ECG files and patches other than those of vocabulary_vendor."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols.vocabulary import Answer

MESSAGES: dict[tuple[str, str], Callable[[bytes], Answer]] = {}
