"""A number reported upwards ↔ MeasureReport of type summary: what stands above and below the line for one period."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.indicators import MeasureReport
from app.domain.units import rounded
from sync.fhir.build import Json, coding, concept, extension, reference, resource, wire_instant
from sync.fhir.codes import MEASURE, POPULATION
from sync.fhir.element import Element, NotOurs, needed, opened

TYPE = "MeasureReport"
_ABOVE, _BELOW = "numerator", "denominator"


def to_fhir(one: MeasureReport) -> Json:
    """The report. The score is the rate in per cent as it is shown; none over nobody."""
    score = rounded(Decimal(one.numerator) * 100 / one.denominator, 1) if one.denominator else None
    return resource(
        TYPE,
        one.id,
        extension=[extension("reported-by", valueReference=reference("Practitioner", one.by))],
        status="complete",
        type="summary",
        measure=MEASURE + one.measure,
        date=wire_instant(one.at),
        reporter=reference("Organization", one.organization),
        period={"start": one.first_on, "end": one.last_on},
        group=[
            {
                "population": [_population(_BELOW, one.denominator), _population(_ABOVE, one.numerator)],
                "measureScore": None
                if score is None
                else {"value": score, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
            }
        ],
    )


def from_fhir(body: Any) -> MeasureReport:
    """Raises NotOurs for a report about another measure, or one about persons."""
    found = opened(body, TYPE)
    measure, period = found.text("measure"), found.child("period")
    if not measure.startswith(MEASURE) or found.text("type") != "summary":
        raise NotOurs(TYPE + ".measure", "no number of ours")
    told = [one for group in found.each("group") for one in group.each("population")]
    return MeasureReport(
        id=found.need("id"),
        organization=needed(found.target("reporter", "Organization"), TYPE + ".reporter"),
        measure=measure.removeprefix(MEASURE),
        first_on=period.need("start"),
        last_on=period.need("end"),
        numerator=_count(told, _ABOVE),
        denominator=_count(told, _BELOW),
        by=needed(found.extension("reported-by").target("valueReference", "Practitioner"), TYPE + ".extension"),
        at=needed(found.moment("date"), TYPE + ".date"),
    )


def _population(code: str, count: int) -> Json:
    return {"code": concept(coding(POPULATION, code)), "count": count}


def _count(told: list[Element], code: str) -> int:
    found = next((one.whole("count") for one in told if one.child("code").code(POPULATION) == code), None)
    if found is None:
        raise NotOurs(f"{TYPE}.group.population", f"no {code}")
    return found
