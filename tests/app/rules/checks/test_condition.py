"""Contraindications by token, ICD-10 code, age and kidney function."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from app.rules.facts import DatedNumber
from tests.app.rules.checks.codes import codes
from tests.app.rules.contexts import TODAY, line, patient, sheet


@pytest.mark.parametrize(
    ("condition", "drug", "found"),
    [
        ("asthma", "propranolol-tab", "block"),
        ("J45.900", "propranolol-tab", "block"),
        ("支气管哮喘", "propranolol-tab", "block"),
        ("J45.900", "metoprolol-tab", "override"),
        ("H40.9", "nitroglycerin-sl", "warn"),
        ("I50.9", "verapamil-tab", "block"),
        ("M10.9", "hydrochlorothiazide-tab", "warn"),
        ("N18.4", "metformin-tab", "block"),
        ("N18.5", "sitagliptin-tab", "warn"),
    ],
)
def test_condition(condition: str, drug: str, found: str) -> None:
    """H28: doctors record ICD-10, rules read tokens."""
    for who in (patient(conditions=(condition,)), patient(diagnoses=(condition,))):
        assert codes(sheet(line(drug), who=who), "RX-APP-02") == [("RX-APP-02", found)]


@pytest.mark.parametrize(
    ("egfr", "days_ago", "drug", "found"),
    [
        ("25", 10, "metformin-tab", [("RX-APP-02", "block")]),
        ("25", 10, "spironolactone-tab", [("RX-APP-02", "block")]),
        ("45", 10, "spironolactone-tab", [("RX-APP-02", "warn")]),
        ("45", 10, "metformin-tab", []),
        ("60", 10, "spironolactone-tab", []),
        ("25", 400, "metformin-tab", []),
    ],
)
def test_kidney_function(egfr: str, days_ago: int, drug: str, found: list[tuple[str, str]]) -> None:
    who = patient(egfr=DatedNumber(Decimal(egfr), TODAY - timedelta(days_ago)))
    assert codes(sheet(line(drug), who=who), "RX-APP-02") == found


@pytest.mark.parametrize(("age", "found"), [("64", []), ("65", [("RX-APP-02", "warn")])])
def test_drugs_the_old_should_avoid(age: str, found: list[tuple[str, str]]) -> None:
    """H18."""
    assert codes(sheet(line("glibenclamide-tab", "2.5"), who=patient(age)), "RX-APP-02") == found
