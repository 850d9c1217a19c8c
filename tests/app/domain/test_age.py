"""Ages as rules and prescriptions need them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.age import age_at, age_text, known_age_text


@pytest.mark.parametrize(
    ("birth", "on", "text"),
    [
        (date(2026, 2, 20), date(2026, 3, 1), "9天"),
        (date(2026, 3, 1), date(2026, 3, 1), "0天"),
        (date(2026, 1, 15), date(2026, 3, 1), "1月"),
        (date(2025, 3, 2), date(2026, 3, 1), "11月"),
        (date(2025, 3, 1), date(2026, 3, 1), "1岁"),
        (date(2024, 10, 1), date(2026, 3, 1), "1岁5月"),
        (date(2023, 3, 2), date(2026, 3, 1), "2岁11月"),
        (date(2023, 3, 1), date(2026, 3, 1), "3岁"),
        (date(1949, 12, 31), date(2026, 3, 1), "76岁"),
        (date(2024, 2, 29), date(2025, 2, 28), "11月"),
        (date(1959, 3, 12), date(2026, 3, 5), "66岁"),  # 实足年龄, not the traditional 67 (H19)
    ],
)
def test_age_text(birth: date, on: date, text: str) -> None:
    assert age_text(birth, on) == known_age_text(birth, on) == text
    assert known_age_text(None, on) == known_age_text(on + timedelta(1), on) == ""


def test_decimal_years_meet_limits_written_in_fractions() -> None:
    two_months = age_at(date(2026, 1, 1), date(2026, 3, 1)).decimal_years
    assert Decimal("0.083") < two_months < Decimal("0.17")
    assert age_at(date(2012, 3, 1), date(2026, 3, 1)).decimal_years == 14
    assert age_at(date(2012, 3, 2), date(2026, 3, 1)).decimal_years < 14


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.integers(0, 40_000))
def test_age_never_goes_back(birth: date, days: int) -> None:
    before, after = age_at(birth, birth + timedelta(days)), age_at(birth, birth + timedelta(days + 1))
    assert before.decimal_years <= after.decimal_years
    assert 0 <= before.days <= 30 and 0 <= before.months <= 11


def test_not_born_yet() -> None:
    with pytest.raises(ValueError, match="not born"):
        age_at(date(2026, 3, 2), date(2026, 3, 1))
