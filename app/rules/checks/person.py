"""Pregnancy (RX-APP-06, RX-SAF-08), age (RX-APP-05) and sex (RX-APP-12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.clinical import Answer
from app.domain.herbs import PREFIX
from app.rules.check import Check, on_line
from app.rules.findings import Finding, Severity
from app.rules.formulary import Product
from app.rules.sheet import Line, Sheet

_LABEL = "说明书【孕妇及哺乳期妇女用药】"
_SEX = {"1": "M", "2": "F"}


def _pregnancy(sheet: Sheet) -> Iterator[Finding]:
    answer = sheet.pregnancy()
    for line, product in sheet.products:
        told = pregnancy_of(sheet, product)
        severity = _pregnancy_severity(sheet, told.grade)
        if answer is Answer.YES and severity is not None:
            yield on_line("RX-APP-06", _bridged(line, severity), line, told.source, told.grade, **told.facts)
        elif answer is Answer.NOT_ASKED and (product.ask_pregnancy or severity in {Severity.BLOCK, Severity.OVERRIDE}):
            ask = Severity.OVERRIDE if product.ask_pregnancy else Severity.WARN
            yield on_line("RX-SAF-08", ask, line, _LABEL)


@dataclass(frozen=True, slots=True)
class Told:
    """What the data say of a product in pregnancy: ``grade`` as in formulary.csv, '' = nobody looked; ``advice`` ``（months）`` or ''."""

    grade: str
    source: str = _LABEL
    advice: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """What the sentence says: how grave, in which months, and what to do."""
        return {"grade": self.grade, "advice": self.advice, "action": self.grade}


def pregnancy_of(sheet: Sheet, product: Product) -> Told:
    """The product's own cell; a row of data fills an empty one, and adds the months to one that says the same."""
    row = sheet.pack.organs.pregnancy.row_of(product)
    if row is None or product.pregnancy not in {"", row.pregnancy.value}:
        return Told(product.pregnancy)
    advice = f"（{row.advice}）" if row.advice else ""
    return Told(row.pregnancy.value, _LABEL if product.pregnancy else row.source, advice)


def _in_decoction(sheet: Sheet) -> Iterator[Finding]:
    """Herbs that are told by name alone, without lines of their own."""
    for name in sheet.context.herbs:
        herb = sheet.pack.product(PREFIX + name)
        severity = None if herb is None else _pregnancy_severity(sheet, herb.pregnancy)
        if herb is not None and severity is not None and sheet.pregnancy() is Answer.YES:
            yield Finding("RX-APP-06", severity, herb.pregnancy, herb.source, (), (herb.id,), {"drug": name} | Told(herb.pregnancy).facts)


def _pregnancy_severity(sheet: Sheet, category: str) -> Severity | None:
    return next(
        (severity for severity in Severity if category and category in sheet.pack.policy["pregnancy"].get(severity.value, ())), None
    )


def _bridged(line: Line, severity: Severity) -> Severity:
    """Running therapy is never stopped abruptly: a newly pregnant woman's antiepileptic is bridged with a reason (H27)."""
    return Severity.OVERRIDE if line.facts.continuing and severity is Severity.BLOCK else severity


def _age(sheet: Sheet) -> Iterator[Finding]:
    adult_antibiotic = sheet.pack.policy["dose"]["adult_antibiotic_limit_years"]
    for line, product in sheet.products:
        limit = product.min_age_years
        if limit is None or not sheet.under(limit):
            continue
        soft = line.facts.continuing or (bool(product.antibiotic_tier) and limit >= adult_antibiotic)
        source = sheet.pack.source_of(product.id, "min_age_years", "说明书【儿童用药】")
        yield on_line("RX-APP-05", Severity.OVERRIDE if soft else Severity.BLOCK, line, source, limit=limit)


def _sex(sheet: Sheet) -> Iterator[Finding]:
    known = _SEX.get(sheet.patient.sex)
    for line, product in sheet.products:
        if known is not None and product.sex_limit not in {"", known}:
            yield on_line("RX-APP-12", Severity.BLOCK, line, "说明书【适应症】")


def _pregnancy_applies(sheet: Sheet) -> bool:
    return sheet.could_be_pregnant() or sheet.pregnancy() is Answer.YES


def _sex_applies(sheet: Sheet) -> bool:
    return sheet.has_unknown_product or any(product.sex_limit for _, product in sheet.products)


PREGNANCY = Check(
    "pregnancy", ("product", "pregnant", "pregnancy_data"), lambda sheet: (*_pregnancy(sheet), *_in_decoction(sheet)), _pregnancy_applies
)
AGE = Check("age", ("product", "age", "age_data"), _age)
SEX = Check("sex", ("product", "sex"), _sex, _sex_applies)
