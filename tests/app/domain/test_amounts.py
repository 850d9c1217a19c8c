"""Amounts in the words of a prescription (H4, H19)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.amounts import amount_text, plain_number


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("800000", "[iU]", "80万U"),
        ("1200000", "[iU]", "120万U"),
        ("24000", "[iU]", "2.4万U"),
        ("300", "[iU]", "300 U"),
        ("0.50", "mg", "0.5 mg"),
        ("5.0", "mg", "5 mg"),
        ("1E+3", "mg", "1000 mg"),
        ("50", "ug", "50 μg"),
        ("2", "{tbl}", "2片"),
        ("10", "{pill}", "10丸"),
        ("1", "盒", "1盒"),
        ("15", "mL", "15 mL"),
    ],
)
def test_how_an_amount_reads(value: str, unit: str, text: str) -> None:
    assert amount_text(Decimal(value), unit) == text


@pytest.mark.parametrize(("value", "text"), [("100", "100"), ("0.10", "0.1"), ("1E-7", "0.0000001"), ("10.00", "10")])
def test_no_exponent_and_no_trailing_zero(value: str, text: str) -> None:
    assert plain_number(Decimal(value)) == text
