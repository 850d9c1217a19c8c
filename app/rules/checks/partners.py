"""Duplicate therapy (RX-APP-07), interactions (RX-APP-08), many-drug rules (RX-SAF-07)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from app.rules.check import Check
from app.rules.findings import Finding, Severity
from app.rules.formulary import Product
from app.rules.interactions import PAIR_SOURCE, CountRule, ManyRule, PairRule, SumRule, meets_any
from app.rules.sheet import Line, Partner, Sheet, called

_MILLIGRAMS = re.compile(r"(\d+(?:\.\d+)?)mg")


def on_pair(code: str, severity: Severity, line: Line, partner: Partner, source: str, rule: str, **facts: str) -> Finding:
    """A finding about a line and its partner."""
    assert line.product is not None, "pairs have products"
    products = (line.product, partner.product)
    lines = (line.index,) if partner.line is None else (line.index, partner.line.index)
    names = "、".join((line.product.name, called(partner.product, partner.elsewhere)))
    return Finding(code, severity, rule, source, lines, tuple(sorted({product.id for product in products})), {"drugs": names} | facts)


def _duplicates(sheet: Sheet) -> Iterator[Finding]:
    for line, partner in sheet.pairs():
        shared = _shared(sheet, line, partner)
        if shared:
            severity = Severity.WARN if partner.elsewhere and _same(line, partner) else Severity.OVERRIDE
            yield on_pair("RX-APP-07", severity, line, partner, "处方点评 2-7、3-4", "duplicate", shared="、".join(sorted(shared)))


def _shared(sheet: Sheet, line: Line, partner: Partner) -> frozenset[str]:
    """What two products have in common. A medicine renewed is no duplicate of itself, but one bought beside it is; a bag of saline never is."""
    one, other = line.product, partner.product
    renewed = partner.line is None and not partner.elsewhere and _same(line, partner)
    if one is None or renewed or _carrier(sheet, one):
        return frozenset()
    substances = (one.substances & other.substances) | {code for code in one.atc_codes if len(code) == 7 and code in other.atc_codes}
    return (one.duplicate_groups & other.duplicate_groups) or frozenset(substances)


def _same(line: Line, partner: Partner) -> bool:
    return line.product is not None and line.product.id == partner.product.id


def _carrier(sheet: Sheet, product: Product) -> bool:
    return product.atc.startswith(tuple(sheet.pack.policy["duplicate"]["carriers"]))


def _interactions(sheet: Sheet) -> Iterator[Finding]:
    data = sheet.pack.interactions
    sides = {product.id: data.index.sides(product) for product in _all_products(sheet)}
    for line, partner in sheet.pairs():
        assert line.product is not None, "pairs have products"
        met = [data.pairs[number] for number in sides[line.product.id].met_with(sides[partner.product.id])]
        hits = [(severity, rule) for rule in met if (severity := _severity(sheet, rule, line, partner))]
        if hits:
            severity, rule = min(hits, key=lambda hit: hit[0].rank)
            yield on_pair("RX-APP-08", severity, line, partner, rule.source, rule.id, effect=rule.effect, advice=rule.advice)


def _all_products(sheet: Sheet) -> list[Product]:
    """Products of the lines, then those the resident takes."""
    return [product for _, product in sheet.products] + [medicine.product for medicine in sheet.medicines if medicine.product is not None]


def _severity(sheet: Sheet, rule: PairRule, line: Line, partner: Partner) -> Severity | None:
    """How grave the rule is for this pair; None = it does not apply."""
    if line.product is None or _same(line, partner):
        return None
    sides = rule.sides(line.product, partner.product)
    if sides is None or (rule.route and not _given(rule.route, sides[1], line, partner)):
        return None
    if not _dose_reached(sheet, rule, line, partner):
        return None
    return _softened(sheet, rule, line, partner)


def _given(route: str, product: Product, line: Line, partner: Partner) -> bool:
    """Whether a product is given by a route: as ordered, else as it may be given."""
    ordered = next((one.facts.route for one in (line, partner.line) if one is not None and one.product is product), "")
    return ordered == route if ordered else route in product.routes


def _dose_reached(sheet: Sheet, rule: PairRule, line: Line, partner: Partner) -> bool:
    """For rules that count only above a dose; an unknown dose counts as reached."""
    for condition in sheet.pack.dose_conditions:
        for (product, daily), (other, _) in _both_ways(line, partner):
            if condition.rule == rule.id and condition.drug.meets(product) and meets_any(other, condition.partners):
                return daily is None or daily > condition.above_per_day
    return True


def _softened(sheet: Sheet, rule: PairRule, line: Line, partner: Partner) -> Severity:
    for softer in sheet.pack.softer_interactions:
        for (product, daily), _ in _both_ways(line, partner):
            if softer.rule == rule.id and softer.drug.meets(product) and daily is not None and daily <= softer.up_to_per_day:
                return softer.severity
    return rule.severity


def _both_ways(line: Line, partner: Partner) -> Iterator[tuple[tuple[Product, Decimal | None], tuple[Product, Decimal | None]]]:
    if line.product is not None:
        one, other = (line.product, line.daily), (partner.product, partner.daily)
        yield one, other
        yield other, one


def _many(sheet: Sheet) -> Iterator[Finding]:
    for rule in sheet.pack.interactions.many:
        yield from _together(sheet, rule)
    for total in sheet.pack.interactions.sums:
        yield from _summed(sheet, total)
    for count in sheet.pack.interactions.counts:
        yield from _counted(sheet, count)


def _together(sheet: Sheet, rule: ManyRule) -> Iterator[Finding]:
    members = [[product for product in _all_products(sheet) if meets_any(product, group)] for group in rule.groups]
    hit = {product.id: product for group in members for product in group}
    if all(members) and len(hit) > 1 and sum(_substances(product) for product in hit.values()) >= len(rule.groups):
        yield from _on_many(sheet, rule, hit)


def _substances(product: Product) -> int:
    """A combination of two counts as both: a sartan with a thiazide in one tablet is two of the three that harm the kidney."""
    return max(1, len(product.ingredient_atc))


def _counted(sheet: Sheet, rule: CountRule) -> Iterator[Finding]:
    hit = {product.id: product for product in _all_products(sheet) if meets_any(product, rule.kind)}
    old_enough = not rule.from_years or (sheet.patient.age_years is not None and not sheet.under(rule.from_years))
    if old_enough and len(hit) >= rule.at_least:
        yield from _on_many(sheet, rule, hit)


def _on_many(sheet: Sheet, rule: ManyRule | CountRule, hit: Mapping[str, Product]) -> Iterator[Finding]:
    """Only a sheet that adds one of them is accused; what runs already was weighed when it was written."""
    lines = tuple(line.index for line, product in sheet.products if product.id in hit)
    if lines:
        facts = {"drugs": "、".join(map(sheet.named, hit.values())), "effect": rule.effect, "advice": rule.advice}
        yield Finding("RX-SAF-07", rule.severity, rule.id, PAIR_SOURCE, lines, tuple(sorted(hit)), facts)


def _summed(sheet: Sheet, rule: SumRule) -> Iterator[Finding]:
    doses = [(product, line.daily) for line, product in sheet.products]
    doses += [
        (m.product, None if m.facts.single is None else m.facts.single * (m.facts.per_day or 1)) for m in sheet.medicines if m.product
    ]
    amounts = [(product, amount) for product, daily in doses if (amount := _milligrams(product, rule.ingredient, daily))]
    total = sum((amount for _, amount in amounts), Decimal())
    drugs = {product.id: sheet.named(product) for product, _ in amounts}
    lines = tuple(line.index for line, product in sheet.products if product.id in drugs)
    if len(drugs) > 1 and lines and total > rule.limit_mg:
        facts = {"drugs": "、".join(drugs.values()), "effect": f"{total:f} mg/日", "advice": f"≤ {rule.limit_mg:f} mg/日"}
        yield Finding("RX-SAF-07", rule.severity, rule.id, "说明书【用法用量】", lines, tuple(sorted(drugs)), facts)


def _milligrams(product: Product, ingredient: str, daily: Decimal | None) -> Decimal:
    """Milligrams of an ingredient a day; a dose not entered counts as none here and is named by the dose check."""
    part = next((part for part in product.ingredients if part.name == ingredient), None)
    found = _MILLIGRAMS.fullmatch(part.amount) if part is not None else None
    if found is None or daily is None or not product.strength:
        return Decimal()
    return daily / product.strength * Decimal(found[1])


DUPLICATE = Check("duplicate", ("product", "medicines", "medicine_words"), _duplicates)
INTERACTION = Check("interaction", ("product", "medicines", "medicine_words"), _interactions)
MANY = Check("many_drugs", ("product", "medicines", "medicine_words", "single", "per_day"), _many)
