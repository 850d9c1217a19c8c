"""Critical values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.critical import CriticalFacts, judge

HIGH, LOWER = (Decimal(182), Decimal(100)), (Decimal(170), Decimal(100))


@pytest.mark.parametrize(
    ("facts", "level", "reasons"),
    [
        (CriticalFacts(pressure=HIGH), "", ()),
        (CriticalFacts(pressure=HIGH, acute_symptoms=True), "A", ("pressure",)),
        (CriticalFacts(pressure=HIGH, pressure_after_rest=HIGH), "A", ("pressure",)),
        (CriticalFacts(pressure=HIGH, pressure_after_rest=LOWER), "", ()),
        (CriticalFacts(pulse=Decimal(150)), "A", ("pulse_high",)),
        (CriticalFacts(pulse=Decimal(46)), "", ()),
        (CriticalFacts(pulse=Decimal(45)), "A", ("pulse_low",)),
        (CriticalFacts(potassium=Decimal("6.5")), "A", ("potassium",)),
        (CriticalFacts(potassium=Decimal("6.4")), "", ()),
        (CriticalFacts(first_haemoglobin=Decimal(60)), "A", ("haemoglobin",)),
        (CriticalFacts(haemoglobin=Decimal(45)), "", ()),
        (CriticalFacts(haemoglobin=Decimal(30)), "A", ("haemoglobin",)),
        (CriticalFacts(haemoglobin=Decimal(30), age_years=Decimal(4)), "", ()),
        (CriticalFacts(platelets=Decimal(30)), "A", ("platelets",)),
        (CriticalFacts(platelets=Decimal(31)), "", ()),
        (CriticalFacts(first_creatinine=Decimal(707)), "A", ("creatinine",)),
        (CriticalFacts(first_creatinine=Decimal(706)), "", ()),
        (CriticalFacts(transaminase=Decimal(15)), "A", ("transaminase",)),
        (CriticalFacts(bilirubin=Decimal("4.9")), "", ()),
        (CriticalFacts(bilirubin=Decimal(5)), "A", ("bilirubin",)),
        (CriticalFacts(ecg="心室停搏 > 3s"), "A", ("ecg",)),
        (CriticalFacts(ecg="窦性心律"), "", ()),
        (CriticalFacts(spo2=Decimal(89)), "local", ("spo2",)),
        (CriticalFacts(spo2=Decimal(90)), "", ()),
        (CriticalFacts(respiration=Decimal(31)), "local", ("respiration",)),
    ],
)
def test_level(facts: CriticalFacts, level: str, reasons: tuple[str, ...]) -> None:
    verdict = judge(facts)
    assert (verdict.level, verdict.reasons) == (level, reasons)
    assert verdict.notify_within_hours == (2 if level == "A" else None)


@pytest.mark.parametrize(
    ("value", "comparator", "context", "critical"),
    [
        (None, ">", "", True),
        (None, "<", "random", True),
        ("2.8", "", "", True),
        ("2.9", "", "fasting", False),
        ("16.7", "", "fasting", True),
        ("16.7", "", "", True),
        ("16.7", "", "random", False),
        ("20.0", "", "random", True),
        ("19.9", "", "postprandial", False),
    ],
)
def test_glucose_flag_of_a_reading(value: str | None, comparator: str, context: str, critical: bool) -> None:
    """HI and LO always; a number by its context, the strictest when not asked."""
    facts = CriticalFacts(glucose=Decimal(value) if value else None, glucose_comparator=comparator, glucose_context=context)
    assert (judge(facts).level == "A") == critical


@given(st.decimals(0, "17.99", places=2), st.integers(150, 300))
def test_a_fast_pulse_of_a_child_is_declared_unjudged(age: Decimal, pulse: int) -> None:
    """H18, H17: no adult class for a baby at 150, and no silence either."""
    verdict = judge(CriticalFacts(age_years=age, pulse=Decimal(pulse), first_haemoglobin=Decimal(60)))
    assert (verdict.level, verdict.not_judged) == ("", ("pulse", "haemoglobin"))


def test_a_slow_pulse_of_a_child_is_critical() -> None:
    assert judge(CriticalFacts(age_years=Decimal(1), pulse=Decimal(45))).level == "A"
