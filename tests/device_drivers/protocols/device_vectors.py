"""The shared frames of real and computed devices, and the rule by which an answer satisfies what is expected."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

_DEFAULT = Path(__file__).resolve().parents[4] / "shared" / "data" / "devices" / "vectors.json"
TOLERANCE = 1e-9
_KEYS = frozenset({"id", "protocol", "message", "hex", "kind"})


def vectors_path() -> Path:
    return Path(os.environ.get("XIANGYI_DEVICE_VECTORS") or _DEFAULT)


def read_vectors() -> list[dict[str, Any]]:
    """All vectors; none where there is no file. Raises ValueError with the file's name for one that holds none."""
    path = vectors_path()
    if not path.exists():
        return []
    try:
        vectors = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ValueError(f"{path} cannot be read as JSON: {error}") from None
    if not isinstance(vectors, list) or not all(isinstance(one, dict) and one.keys() >= _KEYS for one in vectors):
        raise ValueError(f"{path} is no list of vectors with {', '.join(sorted(_KEYS))}")
    return vectors


def difference(want: object, got: object, at: str = "value") -> str | None:
    """Where `got` does not satisfy `want`, None where it does: objects by the expected keys, lists one to one."""
    if isinstance(want, dict):
        return _object_difference(want, got, at)
    if isinstance(want, list):
        return _list_difference(want, got, at)
    return None if _same(want, got) else f"{at}: expected {want!r}, got {got!r}"


def _object_difference(want: dict[str, object], got: object, at: str) -> str | None:
    if not isinstance(got, dict):
        return f"{at}: expected an object, got {got!r}"
    missing = want.keys() - got.keys()
    if missing:
        return f"{at}: without {sorted(missing)}"
    found = (difference(part, got[key], f"{at}.{key}") for key, part in want.items())
    return next((text for text in found if text), None)


def _list_difference(want: list[object], got: object, at: str) -> str | None:
    if not isinstance(got, list) or len(got) != len(want):
        return f"{at}: expected {len(want)} elements, got {got!r}"
    found = (difference(part, got[index], f"{at}[{index}]") for index, part in enumerate(want))
    return next((text for text in found if text), None)


def _same(want: object, got: object) -> bool:
    if isinstance(want, float):
        near = isinstance(got, int | float) and not isinstance(got, bool)
        return near and abs(got - want) <= max(TOLERANCE, TOLERANCE * abs(want))  # type: ignore[operator]  # narrowed by `near`
    return want == got and isinstance(want, bool) == isinstance(got, bool)
