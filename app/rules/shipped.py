"""The data files shipped with the program: read as bytes, TOML or JSON with Decimal numbers."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any


def shipped_bytes(name: str) -> bytes:
    """The bytes of a file of ``app/data``. Raises FileNotFoundError."""
    return files("app").joinpath("data", name).read_bytes()


def shipped_toml(name: str) -> Mapping[str, Any]:
    """A policy file; every number with a fraction is Decimal."""
    return tomllib.loads(shipped_bytes(name).decode(), parse_float=Decimal)


def json_decimal(data: bytes) -> Any:
    """JSON whose numbers with a fraction are Decimal."""
    return json.loads(data, parse_float=Decimal)
