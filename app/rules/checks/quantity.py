"""Days' supply: ordinary, emergency, controlled and long-term limits, refill stock (处方管理办法 art. 19, 23–26)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from app.domain.amounts import amount_text
from app.domain.prescription import SheetKind
from app.rules.check import Check, on_line
from app.rules.findings import Finding, Severity
from app.rules.formulary import Product
from app.rules.sheet import Line, Sheet

_ARTICLE_19 = "处方管理办法第十九条"
_TOXIC = "毒"
_LONG_TERM = "长期处方管理规范（试行）"


@dataclass(frozen=True, slots=True)
class SupplyLimit:
    """Days one sheet may cover; 0 = one usual dose. ``reason_extends``: a stated reason lifts it."""

    days: int
    reason_extends: bool = False
    longest: int | None = None

    @property
    def single_dose(self) -> bool:
        """Nothing beyond one usual dose."""
        return self.days == 0


def units_needed(single: Decimal, per_day: Decimal, days: int, strength: Decimal) -> int:
    """Whole tablets or vials for a course: each dose is rounded up to a half first, the course to a whole."""
    pieces = (single / strength * 2).to_integral_value(ROUND_CEILING) / 2
    return int((pieces * per_day * max(days, 1)).to_integral_value(ROUND_CEILING))


def ordinary_limit(policy: Mapping[str, Any], kind: SheetKind) -> SupplyLimit:
    """Ordinary, paediatric and emergency sheets."""
    return SupplyLimit(policy["days"]["emergency" if kind is SheetKind.EMERGENCY else "ordinary"], True)


def long_term_limit(policy: Mapping[str, Any]) -> SupplyLimit:
    """长期处方: usual and absolute length."""
    return SupplyLimit(policy["days"]["long_usual"], longest=policy["days"]["long_max"])


def controlled_limit(
    policy: Mapping[str, Any], control: str, form: str = "other", pain: bool = False, purpose: str = "", in_patient: bool = False
) -> SupplyLimit:
    """麻, 精一, 精二, 毒; ``form``: inj, er, other."""
    limits = policy["controlled"]
    if control == "精二":
        return SupplyLimit(limits["second_class"], True)
    if control == "毒":
        return SupplyLimit(limits["toxic"])
    if in_patient:
        return SupplyLimit(limits["in_patient"])
    if purpose == "adhd":
        return SupplyLimit(limits["adhd"])
    return SupplyLimit(limits["pain" if pain else "ordinary"][form])


def _find(sheet: Sheet) -> Iterator[Finding]:
    for line, product in sheet.products:
        if line.facts.days is not None:
            yield from _line(sheet, line, product, line.facts.days)


def _line(sheet: Sheet, line: Line, product: Product, days: int) -> Iterator[Finding]:
    if sheet.context.sheet.long_term and not line.facts.short:
        yield from _long_term(sheet, line, product, days)
    elif product.control_class:
        yield from _controlled(sheet, line, product, days)
    else:
        limit = ordinary_limit(sheet.pack.policy, sheet.context.sheet.kind)
        if _over(sheet, days, limit):
            code = "RX-QTY-02" if sheet.context.sheet.kind is SheetKind.EMERGENCY else "RX-QTY-01"
            yield on_line(code, Severity.BLOCK, line, _ARTICLE_19, days=days, limit=limit.days)


def _over(sheet: Sheet, days: int, limit: SupplyLimit) -> bool:
    return days > limit.days and not (limit.reason_extends and sheet.context.sheet.extend_reason.strip())


def _controlled(sheet: Sheet, line: Line, product: Product, days: int) -> Iterator[Finding]:
    policy, patient = sheet.pack.policy, sheet.patient
    if product.control_class == _TOXIC and product.max_daily is not None:
        yield from _toxic(line, product.max_daily * policy["controlled"]["toxic"], line.ordered(days), product.dose_unit)
        return
    form = line.facts.form or product.release
    limit = controlled_limit(policy, product.control_class, form, patient.pain_patient, sheet.context.sheet.purpose)
    if any(name in product.name for name in policy["controlled"]["single_dose_only"]["names"]):
        limit = SupplyLimit(0)
    if _over(sheet, days, limit):
        yield on_line(
            "RX-QTY-03", Severity.BLOCK, line, "处方管理办法第二十三至二十六条", days=days, limit=limit.days, control=product.control_class
        )


def _toxic(line: Line, limit: Decimal, total: Decimal | None, unit: str) -> Iterator[Finding]:
    """By dose, not by days: what is given out is not more than two days' maximum."""
    if total is not None and total > limit:
        yield on_line("RX-QTY-11", Severity.BLOCK, line, "医疗用毒性药品管理办法第九条", total=total, limit=limit, unit=unit)


def _long_term(sheet: Sheet, line: Line, product: Product, days: int) -> Iterator[Finding]:
    facts, limit = sheet.context.sheet, long_term_limit(sheet.pack.policy)
    antimicrobial = any(code.startswith(tuple(sheet.pack.policy["long_term"]["excluded_atc"])) for code in product.atc_codes)
    if product.control_class or antimicrobial:
        yield on_line("RX-QTY-04", Severity.BLOCK, line, _LONG_TERM)
    elif limit.longest is not None and days > limit.longest:
        yield on_line("RX-QTY-05", Severity.BLOCK, line, _LONG_TERM, days=days, limit=limit.longest)
    elif days > limit.days and not (facts.evaluated and facts.patient_signed):
        yield on_line("RX-QTY-06", Severity.BLOCK, line, _LONG_TERM, days=days, limit=limit.days)


def _refill(sheet: Sheet) -> Iterator[Finding]:
    left_over = sheet.pack.policy["days"]["refill_left_over"]
    for line in sheet.lines:
        left, of = max(_stock(sheet, line), default=(Decimal(0), ""))
        if left > left_over:
            yield on_line("RX-QTY-09", Severity.WARN, line, "医保重复开药规则", left=left, of=of)


def _stock(sheet: Sheet, line: Line) -> Iterator[tuple[Decimal, str]]:
    """Days left of the line's own product and of others of its substance and way of giving (one ATC code), these with their names."""
    if line.facts.days_left is not None:
        yield line.facts.days_left, ""
    code = line.product.atc if line.product is not None else ""
    if not code or code.startswith(tuple(sheet.pack.policy["duplicate"]["carriers"])):
        return
    for medicine in sheet.medicines:
        if medicine.product is not None and medicine.product.atc == code and medicine.facts.days_left is not None:
            yield medicine.facts.days_left, f"（{medicine.product.name} {_strength(medicine.product)}）"


def _strength(product: Product) -> str:
    return product.concentration or (amount_text(product.strength, product.strength_unit) if product.strength is not None else "")


def _unseen(sheet: Sheet) -> Iterator[Finding]:
    limit = sheet.pack.policy.get("renewal", {}).get("unseen")  # a pack signed before this rule has no such number
    for line in sheet.lines:
        if limit is not None and line.facts.unseen >= limit:
            yield on_line("RX-QTY-10", Severity.WARN, line, _LONG_TERM, times=line.facts.unseen)


def _is_renewal(sheet: Sheet) -> bool:
    """Whether something of it was prescribed before, or any medicine may still be there."""
    stock = (*(one.facts.days_left for one in sheet.lines), *(one.facts.days_left for one in sheet.medicines))
    return any(left is not None for left in stock) or any(one.facts.unseen for one in sheet.lines)


QUANTITY = Check("quantity", ("product", "days"), _find)
REFILL = Check("refill", (), lambda sheet: (*_refill(sheet), *_unseen(sheet)), _is_renewal)
