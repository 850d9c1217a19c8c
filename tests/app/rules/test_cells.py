"""Numbers of rule data: what is not written plainly is refused, never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.cells import not_negative, positive, positive_or_none


def test_what_is_read() -> None:
    assert (not_negative("0"), positive("0.50"), positive_or_none("")) == (Decimal(0), Decimal("0.50"), None)


@pytest.mark.parametrize("cell", ["", "x", "NaN", "Infinity", "-1", "-0.1"])
def test_what_is_no_number_or_below_zero_is_refused(cell: str) -> None:
    for reader in (not_negative, positive):
        with pytest.raises((ValueError, ArithmeticError)):
            reader(cell)


@pytest.mark.parametrize("cell", ["0", "0.0", "-0"])
def test_zero_is_not_above_zero(cell: str) -> None:
    with pytest.raises(ValueError, match=cell):
        positive_or_none(cell)
    assert not_negative(cell) == 0
