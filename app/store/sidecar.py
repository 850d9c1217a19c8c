"""Small JSON files beside the database: replaced as a whole, kept twice, each copy with a checksum of its own."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from app.errors import KnownError
from app.store.canonical import canonical

T = TypeVar("T")
_LARGEST = 1_000_000  # bytes; a planted giant is not read


def copy_of(path: Path) -> Path:
    """Where the second copy lies."""
    return path.with_name(path.name + ".copy")


def write_twice(path: Path, body: dict[str, Any], code: str) -> None:
    """Replace the file and then its copy, each in one step and on the disk before the next. KnownError ``code`` on failure."""
    whole = {"sha256": _sum(body), "body": body}
    text = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    try:
        for target in (path, copy_of(path)):
            _replace(target, text)
    except OSError as error:
        raise KnownError(code, why=type(error).__name__) from error


def read_twice(path: Path, parse: Callable[[Any], T], code: str) -> T:
    """Parse the file, or its copy where the file is missing or damaged. KnownError ``code`` when neither can be read."""
    why = "missing"
    for place in (path, copy_of(path)):
        try:
            if place.stat().st_size > _LARGEST:
                raise ValueError("too large")
            whole = json.loads(place.read_bytes())
            if whole["sha256"] != _sum(whole["body"]):
                raise ValueError("checksum")
            return parse(whole["body"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            why = type(error).__name__
    raise KnownError(code, why=why)


def _sum(body: Any) -> str:
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def _replace(target: Path, data: bytes) -> None:
    fresh = target.with_name(target.name + ".part")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)
    if os.name == "posix":  # the new name itself is on the disk only after the folder is
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
