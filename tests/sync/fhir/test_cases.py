"""The shared rule cases of the wire format, and cases of our own where the shared ones are silent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from app.rules.cases import PASS, run_case
from sync.fhir.cases import AREAS
from tests.app.rules.conftest import CASES, read_cases
from tests.app.rules.test_cases import IN_SYNC


def _cases() -> list[Any]:
    if not CASES.exists():
        return [pytest.param({}, marks=pytest.mark.skip(f"no rule cases: {CASES.name} is not here"))]
    return [pytest.param(case, id=str(case["id"])) for case in read_cases(CASES) if case["area"] in AREAS]


@pytest.mark.rule_cases
@pytest.mark.parametrize("case", _cases())
def test_case(case: Mapping[str, Any]) -> None:
    result = run_case(case, AREAS)
    assert result.status == PASS, result.detail


def test_the_areas_that_the_rules_leave_to_the_wire_are_run_here() -> None:
    assert set(AREAS) == IN_SYNC


@pytest.mark.parametrize(
    ("area", "given", "expected"),
    [
        ("fhir", {"sbp": 120, "dbp": 80}, {"components": {"8480-6": [120, "mm[Hg]"], "8462-4": [80, "mm[Hg]"]}, "no_value_at_root": True}),
        ("fhir", {"glucose": 126, "unit": "mg/dL", "context": "fasting", "method": "capillary glucometer"}, {"code": ["41604-0"]}),
        ("fhir", {"glucose": 126, "unit": "mg/dL", "context": "fasting", "method": "venous plasma"}, {"code": ["1558-6"], "ucum": "mg/dL"}),
        ("fhir", {"glucose": 9, "unit": "mmol/L", "context": "random", "method": "venous blood"}, {"code": ["15074-8"]}),
        ("fhir_patient", {"sex": "1"}, {"gender": "male", "birthDate": None, "identifier": None}),
        ("fhir_patient", {"id": "440524188001010014"}, {"gender": "male", "birthDate": "1880-01-01"}),
        ("fhir_patient", {"sex": "0"}, {"gender": "unknown"}),
        ("fhir_sampleddata", {"hz": 125, "seconds": 10}, {"period_ms": 8, "samples": 1250}),
        ("fhir_sampleddata", {"hz": 130, "seconds": 1}, {"period_ms": Decimal("7.6923076923"), "samples": 130}),
        ("fhir_sampleddata", {"data": "1 E 3", "factor": 2, "origin": 0}, {"values": [2, None, 6]}),
        ("fhir_spo2", {"spo2": 88}, {"codes": ["2708-6", "59408-5"], "ucum": "%"}),
    ],
)
def test_our_own_case(area: str, given: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    result = run_case({"id": "own", "area": area, "given": given, "expected": expected}, AREAS)
    assert result.status == PASS, result.detail
