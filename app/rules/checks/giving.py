"""How a drug is given: skin test (RX-APP-04), route (RX-APP-10), one infusion (RX-APP-09), herbs together (RX-APP-11) and apart (RX-APP-18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from app.rules.check import Check, on_line, on_sheet
from app.rules.checks.partners import on_pair
from app.rules.facts import OnRecord
from app.rules.findings import Finding, Severity
from app.rules.formulary import Product
from app.rules.sheet import Line, Sheet


def _skin_tests(sheet: Sheet) -> Iterator[Finding]:
    policy = sheet.pack.policy["skin_test"]
    for line, product in sheet.products:
        if product.skin_test:
            yield from _skin_test(line, policy)


def _skin_test(line: Line, policy: Mapping[str, Any]) -> Iterator[Finding]:
    """A flag is no test (H50). An earlier pack has no rule about exemptions, nor about records."""
    result, record = line.facts.skin_test, line.facts.on_record
    if result not in policy["accepted"]:
        yield on_line("RX-APP-04", Severity.BLOCK, line, "说明书【注意事项】", result=result or "未做")
    elif record is OnRecord.POSITIVE and "reacted" in policy:
        yield on_line("RX-APP-04", Severity.BLOCK, line, "说明书【注意事项】", "reacted", result=policy["reacted"])
    elif result == policy.get("exempt") and line.facts.tested is False:
        yield on_line("RX-APP-04", Severity.OVERRIDE, line, "说明书【注意事项】", "exempt", result=policy["exempt_without_test"])
    elif result == policy.get("negative") and record in _NO_TEST:
        yield on_line("RX-APP-04", Severity.WARN, line, "说明书【注意事项】", _NO_TEST[record], result=result)


_NO_TEST = {OnRecord.NONE: "unrecorded", OnRecord.OTHER_BATCH: "other_batch"}


def _routes(sheet: Sheet) -> Iterator[Finding]:
    for line, product in sheet.products:
        route = line.facts.route
        if route and product.routes and route not in product.routes:
            severity = sheet.pack.route_habits.get(product.id, {}).get(route, Severity.BLOCK)
            yield on_line("RX-APP-10", severity, line, "说明书【用法用量】", route=route)


def _infusions(sheet: Sheet) -> Iterator[Finding]:
    for line, partner in sheet.pairs():
        other = partner.line
        if other is None or not line.facts.bag or line.facts.bag != other.facts.bag or line.product is None:
            continue
        for rule in sheet.pack.interactions.infusions:
            if rule.sides(line.product, partner.product):
                yield on_pair("RX-APP-09", rule.severity, line, partner, rule.source, rule.id, effect=rule.effect, advice=rule.advice)
                break


def infusions(sheet: Sheet) -> tuple[Line, ...]:
    """Lines that go into a vein, as ordered or else as the product may be given."""
    return tuple(line for line, product in sheet.products if _into_vein(line, product))


def _into_vein(line: Line, product: Product) -> bool:
    return line.facts.route == "iv" if line.facts.route else "iv" in product.routes


def _herbs(sheet: Sheet) -> Iterator[Finding]:
    pairs, source = sheet.pack.interactions.herbs, "十八反十九畏"
    for one, other in combinations(sorted(all_herbs(sheet)), 2):
        met = any((one in a and other in b) or (one in b and other in a) for a, b, _ in pairs.antagonisms)
        if met or frozenset({one, other}) in pairs.fears:
            lines = [line for line, product in sheet.products if {one, other} & _herb_names(product)]
            yield on_sheet("RX-APP-11", Severity.OVERRIDE, source, lines, f"{one}-{other}", herbs=f"{one}、{other}")


def _ways(sheet: Sheet) -> Iterator[Finding]:
    """Herbs that are decocted apart from the others, and the sheet does not say so."""
    for line, product in sheet.products:
        if line.facts.way is not None and product.ways and line.facts.way not in product.ways:
            yield on_line("RX-APP-18", Severity.WARN, line, product.ways_source, way=product.ways[0], basis=product.ways_basis)


def all_herbs(sheet: Sheet) -> frozenset[str]:
    """Herbs of the sheet's decoction and of its patent medicines."""
    return frozenset(sheet.context.herbs).union(*(_herb_names(product) for _, product in sheet.products))


def _herb_names(product: Product) -> frozenset[str]:
    return frozenset(part.name for part in product.ingredients if part.herb)


def _needs_skin_test(sheet: Sheet) -> bool:
    return sheet.has_unknown_product or any(product.skin_test for _, product in sheet.products)


SKIN_TEST = Check("skin_test", ("product",), _skin_tests, _needs_skin_test)
ROUTE = Check("route", ("product", "route"), _routes)
INFUSION = Check("infusion", ("product", "bag"), _infusions, lambda sheet: sheet.has_unknown_product or len(infusions(sheet)) > 1)
HERBS = Check(
    "herbs", ("product",), lambda sheet: (*_herbs(sheet), *_ways(sheet)), lambda sheet: sheet.has_unknown_product or bool(all_herbs(sheet))
)
