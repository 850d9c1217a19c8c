"""How a drug is taken ↔ R4 Dosage: dose, times a day, route, when needed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.prescription import PrescriptionLine
from sync.fhir.build import Json, coding, concept, extension, quantity
from sync.fhir.codes import FREQUENCY, ROUTE
from sync.fhir.element import Element

_DAYS = {"d": Decimal(1), "h": Decimal(1) / 24, "wk": Decimal(7)}


@dataclass(frozen=True, slots=True)
class Dose:
    """What a Dosage says; ``per_day`` = times a day, 0.5 for every other day."""

    single: Decimal
    unit: str
    frequency: str
    per_day: Decimal
    route: str
    as_needed: str


def dosage_to_fhir(line: PrescriptionLine) -> Json:
    """Of a line as it was signed."""
    return dose_to_fhir(Dose(line.single, line.dose_unit, line.frequency, line.per_day, line.route, line.as_needed))


def dose_to_fhir(dose: Dose, words: str = "") -> Json:
    """``per-day`` stands beside the timing where that cannot say it exactly; a dose that is 0 is not told. ``words``: instead of ours."""
    repeat = _repeat(dose.per_day)
    exact = repeat is not None and Decimal(repeat["frequency"]) / repeat["period"] == dose.per_day
    given = quantity(dose.single, dose.unit) if dose.single else quantity(None, dose.unit)
    amount = f"{dose.single:f}{dose.unit}" if dose.single else ""
    return {
        "extension": [extension("per-day", valueDecimal=None if exact else dose.per_day or None)],
        "sequence": 1,
        "text": words or " ".join(one for one in (amount, dose.frequency, dose.route, dose.as_needed) if one),
        "timing": {"repeat": repeat, "code": concept(coding(FREQUENCY, dose.frequency), text=dose.frequency)},
        "asNeededCodeableConcept": concept(text=dose.as_needed),
        "route": concept(coding(ROUTE, dose.route), text=dose.route),
        "doseAndRate": [{"doseQuantity": given}],
    }


def dosage_of(found: Element) -> Dose:
    """What is not said comes back as 0 or ''."""
    timing = found.child("timing")
    dose = next(iter(found.each("doseAndRate")), Element({}, found.path)).child("doseQuantity")
    return Dose(
        single=dose.number("value") or Decimal(0),
        unit=dose.unit(),
        frequency=timing.child("code").code(FREQUENCY),
        per_day=_per_day(found, timing.child("repeat")),
        route=found.child("route").code(ROUTE),
        as_needed=found.child("asNeededCodeableConcept").words(),
    )


def _repeat(per_day: Decimal) -> Json | None:
    """``frequency`` times in ``period`` days."""
    if per_day <= 0:
        return None
    if per_day == per_day.to_integral_value():
        return {"frequency": int(per_day), "period": 1, "periodUnit": "d"}
    days = 1 / per_day
    whole = round(days)
    return {"frequency": 1, "period": whole, "periodUnit": "d"} if whole and abs(days - whole) < Decimal("0.01") else None


def _per_day(found: Element, repeat: Element) -> Decimal:
    told = found.extension("per-day").number("valueDecimal")
    if told is not None:
        return told
    frequency, period = repeat.number("frequency"), repeat.number("period")
    unit = _DAYS.get(repeat.text("periodUnit"))
    if frequency is None or period is None or unit is None or not 0 < period < 1000:
        return Decimal(0)
    return frequency / (period * unit)
