"""The limits in force: ``data/public_health.toml``."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from app.rules.shipped import shipped_toml


@cache
def policy() -> Mapping[str, Any]:
    """The policy file."""
    return shipped_toml("public_health.toml")


def step(value: Decimal, limits: Sequence[Any]) -> int:
    """How many of the rising limits a value has reached: below the first 0."""
    return bisect_right(limits, value)
