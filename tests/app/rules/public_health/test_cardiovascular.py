"""Cardiovascular risk: the table of 2018 and what counts as a factor."""

from decimal import Decimal

import pytest

from app.rules.public_health.cardiovascular import Burden, RiskFacts, risk_factors, risk_level
from app.rules.public_health.pressure import Grade
from app.rules.vitals import Subject
from tests.app.rules.public_health.subjects import CHILD, UNKNOWN

GRADES = (Grade.HIGH_NORMAL, Grade.ONE, Grade.TWO, Grade.THREE)


@pytest.mark.parametrize(
    ("burden", "row"),
    [
        (Burden(), ["", "低危", "中危", "高危"]),
        (Burden(2), ["低危", "中危", "中危/高危", "很高危"]),
        (Burden(3), ["中危/高危", "高危", "高危", "很高危"]),
        (Burden(serious=True), ["中危/高危", "高危", "高危", "很高危"]),
        (Burden(clinical=True), ["高危/很高危", "很高危", "很高危", "很高危"]),
    ],
)
def test_the_table(burden: Burden, row: list[str]) -> None:
    assert [risk_level(grade, burden) for grade in GRADES] == row
    assert risk_level(Grade.NORMAL, burden) == ""


@pytest.mark.parametrize(
    ("facts", "keys"),
    [
        (RiskFacts(), ()),
        (RiskFacts(smokes=True, impaired_glucose=True), ("smoking", "glucose")),
        (RiskFacts(cholesterol=Decimal("5.2")), ("lipids",)),
        (RiskFacts(ldl=Decimal("3.4"), hdl=Decimal("0.9")), ("lipids",)),
        (RiskFacts(hdl=Decimal("1.0"), ldl=Decimal("3.39")), ()),
        (RiskFacts(bmi=Decimal("28.0")), ("obesity",)),
        (RiskFacts(waist=Decimal(90)), ("obesity",)),
        (RiskFacts(homocysteine=Decimal(15)), ("homocysteine",)),
        (RiskFacts(family=(("1", 54),)), ("family",)),
        (RiskFacts(family=(("1", 55), ("2", 65), ("0", 20))), ()),
    ],
)
def test_factors(facts: RiskFacts, keys: tuple[str, ...]) -> None:
    assert risk_factors(facts, Subject(Decimal(50), "1")) == keys


def test_age_counts_from_over_55_in_men_and_over_65_in_women() -> None:
    found = [bool(risk_factors(RiskFacts(), Subject(Decimal(age), sex))) for sex, age in (("1", 55), ("1", 56), ("2", 65), ("2", 66))]
    assert found == [False, True, False, True]


@pytest.mark.parametrize("subject", [CHILD, UNKNOWN])
def test_nothing_is_counted_for_a_child(subject: Subject) -> None:
    assert risk_factors(RiskFacts(smokes=True, bmi=Decimal(30)), subject) == ()
