"""H18: children are weighed, and their dose is compared per kg."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.facts import DatedNumber
from tests.app.rules.checks.codes import codes
from tests.app.rules.contexts import line, patient, sheet, weight


@pytest.mark.parametrize(
    ("age", "known", "blocked"),
    [
        ("13.9", DatedNumber(), True),
        ("14", DatedNumber(), False),
        ("5", weight("18", 30), False),
        ("5", weight("18", 31), True),
        ("0.9", weight("9", 7), False),
        ("0.9", weight("9", 8), True),
        ("5", weight("18", -1), True),
    ],
)
def test_recent_weight(age: str, known: DatedNumber, blocked: bool) -> None:
    assert (("RX-SAF-01", "block") in codes(sheet(line("ors-iii"), who=patient(age, weight_kg=known)))) == blocked


@pytest.mark.parametrize(
    ("drug", "single", "per_day", "kilograms", "count"),
    [
        ("paracetamol-tab", "180", "4", "12", 0),
        ("paracetamol-tab", "500", "4", "12", 2),
        ("paracetamol-tab", "180", "5", "12", 1),
        ("azithromycin-tab", "1000", "1", "12", 2),
        ("ceftriaxone-inj", "0.9", "1", "12", 0),
        ("ceftriaxone-inj", "2", "1", "12", 2),
        ("gentamicin-inj", "80000", "2", "12", 3),  # and below the age of the table
        ("domperidone-tab", "3", "3", "12", 1),  # below 35 kg
    ],
)
def test_dose_per_kg(drug: str, single: str, per_day: str, kilograms: str, count: int) -> None:
    context = sheet(line(drug, single, per_day=Decimal(per_day)), who=patient("2.25", weight_kg=weight(kilograms)))
    assert codes(context, "RX-SAF-05") == [("RX-SAF-05", "warn")] * count
