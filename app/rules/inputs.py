"""The inputs checks declare, and how each is found missing (H17).

A reader returns None when the input is there, else the lines it is missing for; an empty tuple means the whole sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from app.domain.clinical import Answer
from app.rules.checks.child import weight_is_recent
from app.rules.checks.condition import RENAL_TOKENS
from app.rules.checks.giving import infusions
from app.rules.checks.insurance import diagnosis_code, restricted_lines
from app.rules.checks.organs import graver_milk, known_egfr
from app.rules.checks.person import pregnancy_of
from app.rules.findings import Gap
from app.rules.formulary import Product
from app.rules.pack import DERIVED_TOKENS
from app.rules.sheet import Line, Sheet

Missing = tuple[int, ...] | None
WHOLE_SHEET: tuple[int, ...] = ()
_OUTSIDE = frozenset({"topical", "rectal", "eye", "nasal"})
_SPREAD_BY = frozenset({"g", "mL", "{patch}"})


def gaps(sheet: Sheet, inputs: Iterable[str]) -> tuple[Gap, ...]:
    """The inputs that are missing."""
    found = ((name, INPUTS[name](sheet)) for name in inputs)
    return tuple(Gap(name, lines) for name, lines in found if lines is not None)


def _whole(missing: bool) -> Missing:
    return WHOLE_SHEET if missing else None


def _lines(lines: Iterable[Line]) -> Missing:
    indices = tuple(line.index for line in lines)
    return indices or None


def _of_products(sheet: Sheet, missing: Callable[[Line, Product], bool]) -> Missing:
    return _lines(line for line, product in sheet.products if missing(line, product))


def _allergies(sheet: Sheet) -> Missing:
    known = sheet.patient.allergies_known.value
    listed = bool(sheet.patient.allergies)
    return _whole(not listed and known is not Answer.NO)


def _conditions(sheet: Sheet) -> Missing:
    listed = bool(sheet.patient.conditions)
    return _whole(not listed and sheet.patient.conditions_known.value is not Answer.NO)


def _medicines(sheet: Sheet) -> Missing:
    listed = bool(sheet.medicines)
    return _whole(not listed and sheet.context.medicines_known.value is not Answer.NO)


def _egfr(sheet: Sheet) -> Missing:
    """A measured value, or a kidney diagnosis that answers by itself what the product asks."""
    answered = RENAL_TOKENS if "egfr_lt30" in sheet.conditions else RENAL_TOKENS & sheet.conditions
    if sheet.recent_egfr() is not None:
        return None
    return _of_products(sheet, lambda _, product: bool(RENAL_TOKENS & set(product.condition_alerts) - answered))


def _kidney(sheet: Sheet) -> Missing:
    """Kidney function of somebody in whom it is in question, for the drugs whose dose hangs on it."""
    if known_egfr(sheet) is not None:
        return None
    return _of_products(sheet, lambda _, product: bool(sheet.pack.organs.kidney_of(product)))


def _lactation_data(sheet: Sheet) -> Missing:
    """A drug without a row is one nobody reviewed, not a safe one."""
    feeds = sheet.patient.lactating.value is Answer.YES
    return _of_products(sheet, lambda _, product: feeds and graver_milk(sheet, product) is None)


def _pregnancy_data(sheet: Sheet) -> Missing:
    """An empty cell is a product nobody reviewed for pregnancy, not a safe one."""
    return _of_products(sheet, lambda _, product: sheet.pregnancy() is Answer.YES and not pregnancy_of(sheet, product).grade)


def _age_data(sheet: Sheet) -> Missing:
    def unreviewed(_: Line, product: Product) -> bool:
        return product.min_age_years is None and product.child_limits is None and not product.age_doses

    return _of_products(sheet, unreviewed) if sheet.under(sheet.pack.policy["child"]["weight_needed_under_years"]) else None


def _child_data(sheet: Sheet) -> Missing:
    """A dose by weight; whoever is too young for the product anyhow needs none."""

    def unreviewed(_: Line, product: Product) -> bool:
        limits = product.child_limits
        if limits is None:
            return True
        by_weight = limits.per_kg_dose is not None or limits.per_kg_day is not None
        return not by_weight and not (limits.min_age_years is not None and sheet.under(limits.min_age_years))

    return _of_products(sheet, unreviewed)


def _condition_data(sheet: Sheet) -> Missing:
    told = sheet.conditions - RENAL_TOKENS - set(DERIVED_TOKENS)

    def reviewed(product: Product) -> bool:
        # single rows laid over a product ("not for old people") do not mean that somebody looked at its contraindications
        return any((product.id, token) not in sheet.pack.sources for token in product.condition_alerts)

    return _of_products(sheet, lambda _, product: bool(told) and not reviewed(product))


def _dose_limit(sheet: Sheet) -> Missing:
    """What is spread on the skin is not measured out: its label names no most, so that none is missing."""
    return _of_products(sheet, lambda _, product: product.max_single is None and product.max_daily is None and not _is_spread(product))


def _is_spread(product: Product) -> bool:
    return bool(product.routes) and product.routes <= _OUTSIDE and product.dose_unit in _SPREAD_BY


def _bag(sheet: Sheet) -> Missing:
    return _lines(line for line in infusions(sheet) if not line.facts.bag)


def _diagnosis_codes(sheet: Sheet) -> Missing:
    """Whether a restriction is met cannot be told while a diagnosis is words only."""
    words = any(not diagnosis_code(sheet, text) for text in sheet.patient.diagnoses)
    return _lines(restricted_lines(sheet)) if words else None


INPUTS: Mapping[str, Callable[[Sheet], Missing]] = {
    "age": lambda sheet: _whole(sheet.patient.age_years is None),
    "sex": lambda sheet: _whole(sheet.patient.sex not in {"1", "2"}),
    "today": lambda sheet: _whole(sheet.context.sheet.today is None),
    "prescriber": lambda sheet: _whole(sheet.context.prescriber is None),
    "allergies": _allergies,
    "allergy_words": lambda sheet: _whole(any(not known.targets.known for known in sheet.allergies)),
    "conditions": _conditions,
    "condition_words": lambda sheet: _whole(bool(sheet.unmapped_conditions)),
    "condition_data": _condition_data,
    "medicines": _medicines,
    "medicine_words": lambda sheet: _whole(any(medicine.product is None for medicine in sheet.medicines)),
    "egfr": _egfr,
    "pregnant": lambda sheet: _whole(sheet.pregnancy() is Answer.NOT_ASKED),
    "pregnancy_data": _pregnancy_data,
    "kidney": _kidney,
    "lactating": lambda sheet: _whole(sheet.patient.lactating.value is Answer.NOT_ASKED),
    "lactation_data": _lactation_data,
    "age_data": _age_data,
    "child_data": _child_data,
    "weight": lambda sheet: _whole(not weight_is_recent(sheet)),
    "product": lambda sheet: _lines(line for line in sheet.lines if line.product is None),
    "single": lambda sheet: _of_products(sheet, lambda line, _: line.facts.single is None),
    "per_day": lambda sheet: _of_products(sheet, lambda line, _: line.facts.per_day is None),
    "days": lambda sheet: _of_products(sheet, lambda line, _: line.facts.days is None),
    "route": lambda sheet: _of_products(sheet, lambda line, _: not line.facts.route),
    "bag": _bag,
    "dose_limit": _dose_limit,
    "diagnosis_codes": _diagnosis_codes,
}
