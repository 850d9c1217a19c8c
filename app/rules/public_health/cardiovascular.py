"""Cardiovascular risk of hypertension: 2018 guideline, grade against burden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.rules.public_health.policy import policy
from app.rules.public_health.pressure import Grade
from app.rules.vitals import Population, Subject

_COLUMNS = (Grade.HIGH_NORMAL, Grade.ONE, Grade.TWO, Grade.THREE)


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What counts besides the age. mmol/L, kg/m², cm, μmol/L; None = not known. ``family``: years of age at which a parent, brother or
    sister fell ill, with that relative's sex."""

    smokes: bool = False
    impaired_glucose: bool = False
    cholesterol: Decimal | None = None
    ldl: Decimal | None = None
    hdl: Decimal | None = None
    bmi: Decimal | None = None
    waist: Decimal | None = None
    homocysteine: Decimal | None = None
    family: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Burden:
    """What stands beside the pressure. ``serious``: target-organ damage, CKD 3, or diabetes without complication.
    ``clinical``: clinical disease, CKD ≥ 4, or diabetes with complication."""

    factors: int = 0
    serious: bool = False
    clinical: bool = False


def risk_level(grade: Grade, burden: Burden) -> str:
    """低危 … 很高危, two joined by ``/`` where the table leaves it to the doctor; '' for a pressure the table does not class."""
    if grade not in _COLUMNS:
        return ""
    return str(policy()["cardiovascular"][_row(burden)][_COLUMNS.index(grade)])


def risk_factors(facts: RiskFacts, subject: Subject) -> tuple[str, ...]:
    """Keys of the risk factors that hold; none are counted for a child (H18)."""
    if subject.population is Population.CHILD or subject.age_years is None:
        return ()
    return tuple(_factors(facts, subject))


def _row(burden: Burden) -> str:
    if burden.clinical:
        return "disease"
    if burden.serious or burden.factors >= policy()["cardiovascular"]["many_from"]:
        return "many"
    return "few" if burden.factors else "none"


def _factors(facts: RiskFacts, subject: Subject) -> Iterator[str]:
    limits = policy()["cardiovascular"]
    over = {"1": limits["male_over"], "2": limits["female_over"]}.get(subject.sex)
    if over is not None and subject.age_years is not None and subject.age_years > over:
        yield "age"
    if facts.smokes:
        yield "smoking"
    if facts.impaired_glucose:
        yield "glucose"
    if _lipids(facts):
        yield "lipids"
    if _heavy(facts, subject):
        yield "obesity"
    if facts.homocysteine is not None and facts.homocysteine >= limits["homocysteine"]:
        yield "homocysteine"
    under = {"1": limits["family_male_under"], "2": limits["family_female_under"]}
    if any(years < under.get(sex, 0) for sex, years in facts.family):
        yield "family"


def _lipids(facts: RiskFacts) -> bool:
    limits = policy()["cardiovascular"]
    high = any(value is not None and value >= limits[name] for name, value in (("cholesterol", facts.cholesterol), ("ldl", facts.ldl)))
    return high or (facts.hdl is not None and facts.hdl < limits["hdl"])


def _heavy(facts: RiskFacts, subject: Subject) -> bool:
    limits = policy()["cardiovascular"]
    wide = facts.waist is not None and facts.waist >= limits["waist"].get(subject.sex, Decimal("Infinity"))
    return wide or (facts.bmi is not None and facts.bmi >= limits["bmi"])
