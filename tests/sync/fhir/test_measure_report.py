"""MeasureReport as R4 wants a summary: both sides of the line, the rate, the period; what is not ours is left alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.ids import new_id
from app.domain.indicators import MeasureReport
from sync.fhir import measure_report
from sync.fhir.element import NotOurs, Unreadable
from tests.sync.fhir import samples
from tests.sync.fhir.test_round_trips import wired

ONE = MeasureReport(
    new_id(),
    samples.clinic.id,
    "hypertension.controlled",
    "2026-01-01",
    "2026-03-31",
    75,
    120,
    samples.doctor.id,
    "2026-04-01T01:00:00.000Z",
)


def test_what_stands_on_the_wire() -> None:
    told = measure_report.to_fhir(ONE)
    assert (told["status"], told["type"], told["period"]) == ("complete", "summary", {"start": "2026-01-01", "end": "2026-03-31"})
    assert told["measure"].endswith("measure:hypertension.controlled") and told["reporter"]["reference"].startswith("Organization/")
    (group,) = told["group"]
    assert {each["code"]["coding"][0]["code"]: each["count"] for each in group["population"]} == {"numerator": 75, "denominator": 120}
    assert group["measureScore"]["value"] == Decimal("62.5")  # 75 / 120
    assert measure_report.from_fhir(wired(told)) == ONE


def test_a_rate_over_nobody_has_no_score() -> None:
    nobody = replace(ONE, numerator=0, denominator=0)
    told = wired(measure_report.to_fhir(nobody))
    assert "measureScore" not in told["group"][0] and measure_report.from_fhir(told) == nobody


@pytest.mark.parametrize("change", [{"measure": "http://example.org/cms122"}, {"type": "individual"}, {"group": []}, {"reporter": None}])
def test_what_is_not_ours_is_left_alone(change: dict[str, object]) -> None:
    with pytest.raises((NotOurs, Unreadable)):
        measure_report.from_fhir(wired(measure_report.to_fhir(ONE)) | change)
