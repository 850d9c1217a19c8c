"""The signed prescription document ``xiangyi/prescription/1``: canonical bytes, hash, and reading it back.

Canonical: UTF-8 JSON, keys sorted, nothing between, every number a string; so any program in any language
computes the same bytes, and no float ever touches a dose.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FORMAT = "xiangyi/prescription/1"
GENESIS = "0" * 64
"""Previous hash of the first sheet of a seat."""


class DocumentError(ValueError):
    """Bytes that are no such document, or not in canonical form."""


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that are signed. Raises DocumentError for a number: write it as a string."""
    _refuse_numbers(document)
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def fingerprint(data: bytes) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(data).hexdigest()


def read(data: bytes, form: str = FORMAT) -> dict[str, Any]:
    """The document of canonical bytes. Raises DocumentError."""
    try:
        document = json.loads(data)
    except (UnicodeDecodeError, ValueError) as error:
        raise DocumentError("no JSON") from error
    if not isinstance(document, dict) or document.get("format") != form:
        raise DocumentError("another format")
    if canonical(document) != data:
        raise DocumentError("not canonical")
    return document


def _refuse_numbers(value: object) -> None:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return
    if isinstance(value, Mapping):
        for part in value.values():
            _refuse_numbers(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_numbers(part)
    else:
        raise DocumentError(f"{type(value).__name__} must be written as text")
