"""Decoded numbers as quantities: HI and LO keep their side, what is not a number gives none."""

from __future__ import annotations

from functools import lru_cache

from device_drivers.protocols.ieee11073 import Number, Special
from device_drivers.readings import Quantity

_COMPARATORS = {Special.PLUS_INF: ">", Special.MINUS_INF: "<"}


@lru_cache(maxsize=4096)  # asked several times for each record, of numbers that come again and again
def quantity(number: Number, unit: str) -> Quantity | None:
    """The number with its unit; +INF and -INF become '>' and '<' without a value (a meter's HI and LO); NaN, NRes and
    reserved values are no quantity."""
    if not isinstance(number, Special):
        return Quantity(number, unit)
    comparator = _COMPARATORS.get(number)
    return None if comparator is None else Quantity(None, unit, comparator)


def refusal_of(number: Number) -> str:
    """Why `quantity` gave none: 'nan', 'nres' or 'reserved'."""
    return {Special.NAN: "nan", Special.NRES: "nres"}.get(number, "reserved") if isinstance(number, Special) else ""
