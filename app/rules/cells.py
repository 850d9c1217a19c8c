"""Numbers in cells of rule data: exact, finite, and of the sign that the column asks for."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache


@lru_cache(maxsize=4096)  # the same few numbers stand in thousands of cells
def not_negative(cell: str) -> Decimal:
    """Zero or more. Raises ValueError or ArithmeticError."""
    value = Decimal(cell)
    if not value.is_finite() or value < 0:
        raise ValueError(cell)
    return value


def positive(cell: str) -> Decimal:
    """Above zero. Raises ValueError or ArithmeticError."""
    value = not_negative(cell)
    if not value:
        raise ValueError(cell)
    return value


def positive_or_none(cell: str) -> Decimal | None:
    """An empty cell or a number above zero. Raises ValueError or ArithmeticError."""
    return positive(cell) if cell else None
