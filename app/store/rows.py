"""How rows are hashed: one canonical text per row, so that a page put back from an older copy is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

UNHASHED = frozenset({"row_hash"})


def canonical(value: object) -> str:
    """JSON with sorted keys and nothing between; bytes as hex, the rest as JSON has it."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_bytes)


def _bytes(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    raise TypeError(type(value).__name__)


def row_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 of a row, empty columns left out so that a column added later changes no hash."""
    kept = {name: value for name, value in row.items() if name not in UNHASHED and value is not None and value != ""}
    plain = {name: int(value) if isinstance(value, bool) else value for name, value in kept.items()}
    return hashlib.sha256(canonical(plain).encode()).hexdigest()
