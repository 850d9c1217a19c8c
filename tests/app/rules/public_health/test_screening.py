"""Screening for hypertension: the yearly measurement and the high-risk half year."""

from decimal import Decimal

import pytest

from app.rules.public_health.screening import ScreeningFacts, screen
from app.rules.vitals import Subject
from tests.app.rules.public_health.subjects import CHILD, UNKNOWN, pressure

WELL = ScreeningFacts(pressure=pressure(116, 74), bmi=Decimal("23.9"), waist=Decimal(80))
FORTY = Subject(Decimal(40), "1")


def test_from_35_on_once_a_year() -> None:
    assert [screen(WELL, Subject(Decimal(age))).yearly for age in (34, 35)] == [False, True]
    assert not screen(ScreeningFacts(measured_this_year=True), FORTY).yearly


@pytest.mark.parametrize(
    ("facts", "by"),
    [
        (WELL, ()),
        (ScreeningFacts(pressure=pressure(130, 70)), ("pressure",)),
        (ScreeningFacts(pressure=pressure(110, 89)), ("pressure",)),
        (ScreeningFacts(bmi=Decimal("24.0")), ("bmi",)),
        (ScreeningFacts(waist=Decimal(90)), ("waist",)),
        (ScreeningFacts(family_history=True, heavy_drinking=True, salty_diet=True), ("family_history", "heavy_drinking", "salty_diet")),
    ],
)
def test_each_risk_halves_the_interval(facts: ScreeningFacts, by: tuple[str, ...]) -> None:
    found = screen(facts, FORTY)
    assert (found.by, found.high_risk, found.interval_months) == (by, bool(by), 6 if by else None)


def test_an_elevated_pressure_is_no_mere_risk() -> None:
    found = screen(ScreeningFacts(pressure=pressure(150, 86)), FORTY)
    assert found.suspected and not found.high_risk
    assert screen(WELL, Subject(Decimal(55))).by == ("age",)


@pytest.mark.parametrize("subject", [CHILD, UNKNOWN])
def test_nobody_under_18_is_classed(subject: Subject) -> None:
    found = screen(ScreeningFacts(pressure=pressure(135, 86), bmi=Decimal(30)), subject)
    assert (found.yearly, found.high_risk, found.interval_months) == (False, False, None)
