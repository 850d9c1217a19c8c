"""Glucose against the diagnostic cut-offs."""

from decimal import Decimal

import pytest

from app.rules.public_health.glucose import GlucoseFacts, GlucoseVerdict, Glycaemia, classify


@pytest.mark.parametrize(
    ("fasting", "two_hours", "state"),
    [
        ("6.0", "7.7", Glycaemia.NORMAL),
        ("6.1", None, Glycaemia.FASTING),
        ("5.0", "7.8", Glycaemia.TOLERANCE),
        (None, "11.0", Glycaemia.TOLERANCE),
        ("6.9", "11.0", Glycaemia.BOTH),
    ],
)
def test_below_the_cut_offs(fasting: str | None, two_hours: str | None, state: Glycaemia) -> None:
    given, later = (None if value is None else Decimal(value) for value in (fasting, two_hours))
    assert classify(GlucoseFacts(given, later)) == GlucoseVerdict(state)


@pytest.mark.parametrize(
    ("name", "value", "by"),
    [("fasting", "7.0", "FPG"), ("two_hours", "11.1", "2hPG"), ("random", "11.1", "random"), ("a1c", "6.5", "HbA1c")],
)
@pytest.mark.parametrize("symptoms", [True, False])
def test_a_cut_off_is_reached_and_only_symptoms_confirm_it(name: str, value: str, by: str, symptoms: bool) -> None:
    found = classify(GlucoseFacts(**{name: Decimal(value)}, symptoms=symptoms))
    assert found == GlucoseVerdict(Glycaemia.DIABETES, symptoms, (by,))


def test_a_random_value_below_its_cut_off_says_nothing() -> None:
    """H17: silence is no 正常."""
    assert classify(GlucoseFacts(random=Decimal("9.0"))).state is None and classify(GlucoseFacts()).state is None
