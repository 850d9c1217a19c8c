"""Children: a recent weight before the first drug (RX-SAF-01), dose per kg (RX-SAF-05)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from app.domain.units import rounded
from app.rules.check import Check, on_line, on_sheet
from app.rules.findings import Finding, Severity
from app.rules.formulary import Product
from app.rules.sheet import Line, Sheet

_LABEL = "说明书【儿童用药】"


def is_child(sheet: Sheet) -> bool:
    """Under 14: weight and per-kg doses are needed; an unknown age is reported by the age input."""
    return sheet.under(sheet.pack.policy["child"]["weight_needed_under_years"])


def weight_is_recent(sheet: Sheet) -> bool:
    """At most 30 days old, 7 days in the first year."""
    policy = sheet.pack.policy["child"]
    return sheet.is_fresh(sheet.patient.weight_kg, policy["weight_valid_days_under_one" if sheet.under(1) else "weight_valid_days"])


def _weight(sheet: Sheet) -> Iterator[Finding]:
    if is_child(sheet) and sheet.lines and not weight_is_recent(sheet):
        days = sheet.pack.policy["child"]["weight_valid_days_under_one" if sheet.under(1) else "weight_valid_days"]
        yield on_sheet("RX-SAF-01", Severity.BLOCK, "处方管理办法第六条", sheet.lines, days=days)


def _per_kg(sheet: Sheet) -> Iterator[Finding]:
    weight = sheet.patient.weight_kg.value
    if weight is None or weight <= 0 or not weight_is_recent(sheet):
        return
    for line, product in sheet.products:
        if product.min_weight_kg is not None and weight < product.min_weight_kg:
            yield on_line(
                "RX-SAF-05", Severity.WARN, line, _LABEL, "weight", dose=f"{weight:f} kg", limit=f"≥ {product.min_weight_kg:f} kg"
            )
        yield from _limits(line, product, weight, sheet)


def _limits(line: Line, product: Product, weight: Decimal, sheet: Sheet) -> Iterator[Finding]:
    limits = product.child_limits
    if limits is None:
        return
    if limits.min_age_years is not None and sheet.under(limits.min_age_years):
        source = sheet.pack.source_of(product.id, "child_min_age_years", _LABEL)
        yield on_line("RX-SAF-05", Severity.WARN, line, source, "age", dose="—", limit=f"≥ {limits.min_age_years:f} 岁")
    for name, given, limit in (("dose", line.facts.single, limits.per_kg_dose), ("day", line.daily, limits.per_kg_day)):
        if given is not None and limit is not None and given > limit * weight:
            per_kg = rounded(given / weight, 2)
            unit = f"{product.dose_unit}/kg{'/日' if name == 'day' else ''}"
            source = sheet.pack.source_of(product.id, f"per_kg_{name}", _LABEL)
            yield on_line("RX-SAF-05", Severity.WARN, line, source, name, dose=f"{per_kg:f} {unit}", limit=f"≤ {limit:f} {unit}")


WEIGHT = Check("child_weight", ("age",), _weight, lambda sheet: is_child(sheet) or sheet.patient.age_years is None)
PER_KG = Check("child_dose", ("product", "weight", "single", "per_day", "child_data"), _per_kg, is_child)
