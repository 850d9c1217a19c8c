"""Body mass and waist: classes of adults, none for anybody else, no index from an impossible height."""

from decimal import Decimal

import pytest

from app.rules.public_health.body import BodyMass, Waist, Weight, body_mass, waist
from app.rules.vitals import Subject
from tests.app.rules.public_health.subjects import CHILD, MIDDLE, NOT_ADULTS


@pytest.mark.parametrize(
    ("kilograms", "value", "weight"),
    [("50.2", "18.4", Weight.LOW), ("50.3", "18.5", Weight.NORMAL), ("65.3", "24.0", Weight.OVERWEIGHT), ("76.2", "28.0", Weight.OBESE)],
)
def test_the_class_is_that_of_the_rounded_figure(kilograms: str, value: str, weight: Weight) -> None:
    assert body_mass(Decimal(kilograms), Decimal(165), MIDDLE) == BodyMass(Decimal(value), weight)


@pytest.mark.parametrize("subject", NOT_ADULTS)
def test_nobody_else_gets_an_adult_class(subject: Subject) -> None:
    """H18: a child of 16 kg is no 低体重."""
    assert body_mass(Decimal(16), Decimal(100), subject) == BodyMass(Decimal("16.0"))
    assert waist(Decimal(95), subject) is None


@pytest.mark.parametrize(("kilograms", "centimetres", "error"), [("70", "0", "height"), ("70", "16.5", "height"), ("0", "165", "weight")])
def test_impossible_numbers_give_no_index(kilograms: str, centimetres: str, error: str) -> None:
    assert body_mass(Decimal(kilograms), Decimal(centimetres), CHILD) == BodyMass(None, error=f"{error}_out_of_range")


def test_the_waist_of_men_and_women_has_limits_of_its_own() -> None:
    woman, nobody = Subject(Decimal(50), "2"), Subject(Decimal(50), "0")
    assert [waist(Decimal(cm), MIDDLE) for cm in (84, 85, 90)] == list(Waist)
    assert [waist(Decimal(cm), woman) for cm in (79, 80, 85)] == list(Waist)
    assert waist(Decimal(95), nobody) is None
