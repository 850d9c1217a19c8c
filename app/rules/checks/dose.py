"""Single and daily dose (RX-QTY-07, -08), weekly drugs (RX-SAF-03), course length (RX-SAF-04)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from app.rules.check import Check, on_line
from app.rules.findings import Finding, Severity
from app.rules.formulary import AgeDose, Product
from app.rules.sheet import Line, Sheet

_LABEL = "说明书【用法用量】"
Limit = tuple[Decimal, str]
"""An amount in the product's dose unit, and where it stands."""
_WEEKLY_TOLERANCE = Decimal("1.05")


def _doses(sheet: Sheet) -> Iterator[Finding]:
    for line, product in sheet.products:
        if line.facts.single is None or line.facts.second_signature:
            continue
        for code, given, limit in (
            ("RX-QTY-07", line.facts.single, _single_limit(sheet, product)),
            ("RX-QTY-08", line.daily, daily_limit(sheet, line, product)),
        ):
            if given is not None and limit is not None and given > limit[0]:
                yield _over(code, line, product, given, limit)


def _over(code: str, line: Line, product: Product, dose: Decimal, limit: Limit) -> Finding:
    return on_line(code, Severity.OVERRIDE, line, limit[1], dose=f"{dose:f}", limit=f"{limit[0]:f}", unit=product.dose_unit)


def daily_limit(sheet: Sheet, line: Line, product: Product) -> Limit | None:
    """The strictest daily limit that holds: general, long course (> 10 days), old age (≥ 70 years), below an age."""
    policy, age = sheet.pack.policy["dose"], sheet.patient.age_years
    limits = [(product.max_daily, sheet.pack.source_of(product.id, "max_daily", _LABEL))] + [
        (dose.max_daily, dose.source) for dose in _of_age(sheet, product)
    ]
    if line.facts.days is not None and line.facts.days > policy["long_course_over_days"]:
        limits.append((product.max_daily_long_course, _LABEL))
    if age is not None and age >= policy["old_from_years"]:
        limits.append((product.max_daily_old, sheet.pack.source_of(product.id, "max_daily_old", _LABEL)))
    return _strictest(limits)


def _single_limit(sheet: Sheet, product: Product) -> Limit | None:
    general = (product.max_single, sheet.pack.source_of(product.id, "max_single", _LABEL))
    return _strictest([general] + [(dose.max_single, dose.source) for dose in _of_age(sheet, product)])


def _of_age(sheet: Sheet, product: Product) -> list[AgeDose]:
    return [dose for dose in product.age_doses if sheet.under(dose.under_years)]


def _strictest(limits: Iterable[tuple[Decimal | None, str]]) -> Limit | None:
    return min(((limit, source) for limit, source in limits if limit is not None), default=None)


def _intervals(sheet: Sheet) -> Iterator[Finding]:
    for line, product in sheet.products:
        interval = product.min_interval_days
        if interval is None:
            continue
        if _too_often(line, interval) or _too_much_a_week(line, product):
            yield on_line("RX-SAF-03", Severity.BLOCK, line, _LABEL, interval=interval, weekly=product.max_weekly or "—")


def _too_often(line: Line, interval: Decimal) -> bool:
    """A weekly drug given more than once in the interval; one single dose never is."""
    per_day, days = line.facts.per_day, line.facts.days
    if per_day is None:
        return False
    once = days is not None and days <= 1 and per_day <= 1
    return not once and per_day * interval > _WEEKLY_TOLERANCE


def _too_much_a_week(line: Line, product: Product) -> bool:
    if product.max_weekly is None or line.facts.single is None or line.facts.per_day is None:
        return False
    doses = max(line.facts.per_day * 7 / _WEEKLY_TOLERANCE, Decimal(1))
    return line.facts.days != 0 and line.facts.single * min(doses, Decimal(line.facts.days or 7)) > product.max_weekly


def _courses(sheet: Sheet) -> Iterator[Finding]:
    for line, product in sheet.products:
        if product.max_days is not None and line.facts.days is not None and line.facts.days > product.max_days:
            yield on_line("RX-SAF-04", Severity.WARN, line, _LABEL, days=line.facts.days, limit=product.max_days)


def _weekly(sheet: Sheet) -> bool:
    return sheet.has_unknown_product or any(product.min_interval_days is not None for _, product in sheet.products)


DOSE = Check("dose", ("product", "age", "single", "per_day", "dose_limit"), _doses)
INTERVAL = Check("interval", ("product", "per_day", "days"), _intervals, _weekly)
COURSE = Check("course", ("product", "days"), _courses)
