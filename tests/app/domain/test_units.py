"""Conversions and what a meter shows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain import units


def test_glucose_both_ways() -> None:
    pairs = {"3.9": 70, "7.0": 126, "11.1": 200, "16.7": 301}
    assert {mmol: units.mmol_l_to_mg_dl(Decimal(mmol)) for mmol in pairs} == pairs
    assert units.mg_dl_to_mmol_l(Decimal(126)) == Decimal("7.0")
    assert units.mg_dl_to_mmol_l(Decimal(70)) == Decimal("3.9")


def test_halves_go_up() -> None:
    assert [units.rounded(Decimal(text), 0) for text in ("142.5", "143.5", "0.5")] == [143, 144, 1]
    assert units.rounded(Decimal("7.05"), 1) == Decimal("7.1")


def test_temperature_and_pressure() -> None:
    assert units.celsius_to_fahrenheit(Decimal("37.5")) == Decimal("99.5")
    assert units.fahrenheit_to_celsius(Decimal("99.5")) == Decimal("37.5")
    assert units.kpa_to_mmhg(Decimal("18.7")) == 140


def test_units_of_other_scales() -> None:
    assert units.gram_to_kg(Decimal(3200)) == Decimal("3.2")
    assert units.pound_to_kg(Decimal(100)) == Decimal("45.36")
    assert units.metre_to_cm(Decimal("1.56")) == Decimal(156)
    assert units.inch_to_cm(Decimal(60)) == Decimal("152.4")


@pytest.mark.parametrize("text", ["HI", "hi", " High ", "高"])
def test_hi_is_a_comparator_never_a_number(text: str) -> None:
    assert units.meter_result(text, high=Decimal("27.8")) == units.MeterResult(None, ">", Decimal("27.8"), True)


@pytest.mark.parametrize("text", ["LO", "low", "低"])
def test_lo_is_a_comparator_never_a_number(text: str) -> None:
    assert units.meter_result(text) == units.MeterResult(None, "<", Decimal("1.1"), True)


def test_a_number_is_judged_elsewhere() -> None:
    assert units.meter_result("1.5") == units.MeterResult(Decimal("1.5"), critical=None)


@pytest.mark.parametrize("text", ["", ".", "E-4", "Er", "-1", "1.2.3", "NaN"])
def test_meter_errors_are_no_results(text: str) -> None:
    with pytest.raises(ValueError, match="no meter result"):
        units.meter_result(text)
