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
    """``per-day`` stands beside the timing where that cannot say it exactly."""
    repeat = _repeat(line.per_day)
    exact = repeat is not None and Decimal(repeat["frequency"]) / repeat["period"] == line.per_day
    return {
        "extension": [extension("per-day", valueDecimal=None if exact else line.per_day)],
        "sequence": 1,
        "text": " ".join(one for one in (f"{line.single:f}{line.dose_unit}", line.frequency, line.route, line.as_needed) if one),
        "timing": {"repeat": repeat, "code": concept(coding(FREQUENCY, line.frequency), text=line.frequency)},
        "asNeededCodeableConcept": concept(text=line.as_needed),
        "route": concept(coding(ROUTE, line.route), text=line.route),
        "doseAndRate": [{"doseQuantity": quantity(line.single, line.dose_unit)}],
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
