"""eGFR from creatinine, against values of the published CKD-EPI 2021 equation."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.kidney import egfr_of


@pytest.mark.parametrize(
    ("creatinine", "age", "sex", "egfr"),
    [
        ("88.4", "50", "1", "92"),  # 1.0 mg/dL
        ("88.4", "50", "2", "69"),
        ("53.04", "30", "2", "124"),  # 0.6 mg/dL, below κ
        ("265.2", "80", "1", "20"),  # 3.0 mg/dL
    ],
)
def test_the_equation(creatinine: str, age: str, sex: str, egfr: str) -> None:
    assert egfr_of(Decimal(creatinine), Decimal(age), sex) == Decimal(egfr)


@pytest.mark.parametrize(("creatinine", "age", "sex"), [("88", "17.9", "1"), ("88", None, "1"), ("88", "50", "9"), ("0", "50", "1")])
def test_what_it_is_not_made_for(creatinine: str, age: str | None, sex: str) -> None:
    """H18: no adult equation for a child."""
    assert egfr_of(Decimal(creatinine), None if age is None else Decimal(age), sex) is None
