"""Doses by kidney (RX-APP-15) and liver (RX-APP-14), breast milk (RX-APP-16), indication (RX-APP-01), a test first (RX-APP-17)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from app.domain.clinical import Answer
from app.rules.check import Check, on_line
from app.rules.findings import Finding, Severity
from app.rules.formulary import Product
from app.rules.organ_data import DoseLimit, KidneyRow, Milk, MilkRow, milligrams
from app.rules.sheet import Line, Sheet

_MILK_SEVERITY = {Milk.AVOID: Severity.OVERRIDE, Milk.CAUTION: Severity.WARN}
_SEVERE = Decimal(30)  # mL/min/1.73 m², what the token egfr_lt30 says
_JUST_BELOW_SEVERE, _JUST_BELOW_END_STAGE = Decimal("29.9"), Decimal("14.9")


# ---- kidney


def eliminated_by_kidney(sheet: Sheet) -> bool:
    """Whether a line has a kidney row."""
    return any(sheet.pack.organs.kidney_of(product) for _, product in sheet.products)


def kidney_is_in_question(sheet: Sheet) -> bool:
    """Old, of unknown age, or known to have a kidney disease: then an unknown kidney function is no small gap."""
    old = sheet.patient.age_years is None or sheet.patient.age_years >= sheet.pack.policy["contraindication"]["elderly_from_years"]
    return old or bool({"renal", "egfr_lt30"} & sheet.conditions)


def known_egfr(sheet: Sheet) -> Decimal | None:
    """As measured; else what a diagnosis of stage 4 or 5 says by itself."""
    measured = sheet.recent_egfr()
    if measured is not None or "egfr_lt30" not in sheet.conditions:
        return measured
    return _JUST_BELOW_END_STAGE if _is_end_stage(sheet) else _JUST_BELOW_SEVERE


def _is_end_stage(sheet: Sheet) -> bool:
    codes = tuple(sheet.pack.policy["contraindication"].get("end_stage", ()))  # a pack signed before this rule has none
    return any(code.startswith(codes) for code in sheet.diseases)


def kidney_objection(sheet: Sheet, line: Line, product: Product) -> tuple[Severity, KidneyRow] | None:
    """What the strictest row that holds says to the line as it is dosed; None = nothing."""
    egfr = known_egfr(sheet)
    if egfr is None or sheet.under(18):
        return None
    row = min((row for row in sheet.pack.organs.kidney_of(product) if egfr < row.below), key=lambda row: row.below, default=None)
    if row is None or _said_already(product, row):
        return None
    severity = _judged(row.limit, row.severity, line, product)
    return None if severity is None else (severity, row)


def _kidney(sheet: Sheet) -> Iterator[Finding]:
    on, measured = sheet.kidney.on, sheet.kidney.value
    said = {"egfr": "<30" if measured is None else f"{measured:f}", "on": "diagnosis" if on is None else on.isoformat()}
    for line, product in sheet.products:
        found = kidney_objection(sheet, line, product)
        if found is not None:
            severity, row = found
            yield on_line("RX-APP-15", severity, line, row.source, row.id, advice=row.advice, dose=_dose(line, product), **said)


def _said_already(product: Product, row: KidneyRow) -> bool:
    """The contraindication check objects to the drug itself below 30; saying so twice teaches nobody."""
    return row.limit.is_any_dose and row.below <= _SEVERE and "egfr_lt30" in product.condition_alerts


def _judged(limit: DoseLimit, severity: Severity, line: Line, product: Product) -> Severity | None:
    """How grave it is; None = within the limit. A dose that cannot be reckoned in mg is for the doctor to compare."""
    if limit.is_any_dose:
        return severity
    given = [(line.facts.single, limit.single_mg), (line.daily, limit.daily_mg)]
    compared = [(milligrams(product, amount), most) for amount, most in given if most is not None and amount is not None]
    if any(amount is None for amount, _ in compared):
        return Severity.WARN
    return severity if any(amount > most for amount, most in compared if amount is not None) else None


def _dose(line: Line, product: Product) -> str:
    return "—" if line.daily is None else f"{line.daily:f} {product.dose_unit}"


def _kidney_applies(sheet: Sheet) -> bool:
    known = known_egfr(sheet) is not None
    return eliminated_by_kidney(sheet) and (known or kidney_is_in_question(sheet)) and not sheet.under(18)


# ---- liver


def _liver(sheet: Sheet) -> Iterator[Finding]:
    diseases = sheet.diseases
    for line, product in sheet.products:
        rows = [row for row in sheet.pack.organs.liver_of(product) if any(row.diseases.meets(code) for code in diseases)]
        graded = [(severity, row) for row in rows if (severity := _judged(row.limit, row.severity, line, product)) is not None]
        if graded:
            severity, row = min(graded, key=lambda hit: hit[0].rank)
            yield on_line("RX-APP-14", severity, line, row.source, row.id, advice=row.advice, dose=_dose(line, product))


def _liver_applies(sheet: Sheet) -> bool:
    return any(sheet.pack.organs.liver_of(product) for _, product in sheet.products)


# ---- breast milk


def graver_milk(sheet: Sheet, product: Product) -> MilkRow | None:
    """The row of a product that says most against it; None = nobody reviewed it."""
    order = list(Milk)
    return max(sheet.pack.organs.milk_of(product), key=lambda row: order.index(row.milk), default=None)


def _milk(sheet: Sheet) -> Iterator[Finding]:
    if sheet.patient.lactating.value is not Answer.YES:
        return
    for line, product in sheet.products:
        row = graver_milk(sheet, product)
        severity = None if row is None else _MILK_SEVERITY.get(row.milk)
        if row is not None and severity is not None:
            yield on_line("RX-APP-16", severity, line, row.source, row.atc, advice=row.advice)


def _milk_applies(sheet: Sheet) -> bool:
    """She breast-feeds; or nobody asked a woman of that age, and a drug of the sheet should not reach a child."""
    answer = sheet.patient.lactating.value
    if answer is Answer.NOT_ASKED and sheet.patient.sex == "2" and sheet.could_be_pregnant():
        found = (graver_milk(sheet, product) for _, product in sheet.products)
        return any(row is not None and row.milk is Milk.AVOID for row in found)
    return answer is Answer.YES


# ---- indication


def _indications(sheet: Sheet) -> Iterator[Finding]:
    """Silent where a class has no row, no diagnosis is coded, or a diagnosis in other words may be the reason."""
    diseases = sheet.diseases
    if not diseases or sheet.unmapped_conditions:
        return
    for line, product in sheet.products:
        row = sheet.pack.organs.indication_of(product)
        if row is not None and not any(row.diseases.meets(code) for code in diseases):
            yield on_line("RX-APP-01", Severity.WARN, line, row.source, row.atc, indication=row.words)


def _indication_applies(sheet: Sheet) -> bool:
    return bool(sheet.diseases) and any(sheet.pack.organs.indication_of(product) is not None for _, product in sheet.products)


# ---- a test or question first


def _ask_first(sheet: Sheet) -> Iterator[Finding]:
    """Not known is not negative (safety.md §5.4); running therapy was asked about when it began."""
    for line, product in sheet.products:
        for row in sheet.pack.organs.asks_of(product):
            open_question = not row.answers & sheet.conditions and row.sex in {"", sheet.patient.sex}
            if open_question and not line.facts.continuing:
                yield on_line("RX-APP-17", Severity.WARN, line, row.source, row.id, ask=row.ask, advice=row.advice)


def _ask_applies(sheet: Sheet) -> bool:
    return any(sheet.pack.organs.asks_of(product) for _, product in sheet.products)


RENAL_DOSE = Check("renal_dose", ("product", "kidney"), _kidney, _kidney_applies)
LIVER = Check("hepatic", ("product", "conditions", "condition_words"), _liver, _liver_applies)
LACTATION = Check("lactation", ("product", "lactating", "lactation_data"), _milk, _milk_applies)
INDICATION = Check("indication", ("product", "condition_words"), _indications, _indication_applies)
ASK_FIRST = Check("ask_first", ("product",), _ask_first, _ask_applies)
