"""One canonical text per value, for hashes: of rows, of the files beside the database. Imports nothing heavy."""

from __future__ import annotations

import json


def _bytes(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    raise TypeError(type(value).__name__)


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_bytes)


def canonical(value: object) -> str:
    """JSON with sorted keys and nothing between; bytes as hex, the rest as JSON has it."""
    return _ENCODER.encode(value)
