"""Conditions against every line (RX-APP-02), kidney function among them."""

from __future__ import annotations

from collections.abc import Iterator

from app.rules.check import Check, on_line
from app.rules.checks.organs import kidney_objection
from app.rules.findings import Finding, Severity
from app.rules.formulary import Product
from app.rules.sheet import Line, Sheet

RENAL_TOKENS = frozenset({"renal", "egfr_lt30"})


def _found(sheet: Sheet, wanted: bool) -> Iterator[Finding]:
    """``wanted`` True = the kidney tokens, False = all others: two checks with different inputs."""
    for line, product in sheet.products:
        for token in product.condition_alerts:
            if (token in RENAL_TOKENS) is wanted and (token in sheet.conditions or _implied(sheet, product, token)):
                yield _finding(sheet, line, product, token)


def _implied(sheet: Sheet, product: Product, token: str) -> bool:
    """eGFR < 30 is reduced kidney function too; a product that names eGFR < 30 itself has said so already."""
    return token == "renal" and "egfr_lt30" in sheet.conditions and "egfr_lt30" not in product.condition_alerts


def _finding(sheet: Sheet, line: Line, product: Product, token: str) -> Finding:
    severity = sheet.pack.condition_severity.get(product.id, {}).get(token)
    if severity is None:
        severity = Severity.BLOCK if token in sheet.pack.policy["contraindication"]["block"] else Severity.WARN
    source = sheet.pack.source_of(product.id, token, "说明书【禁忌】【注意事项】")
    return on_line("RX-APP-02", severity, line, source, token, condition=token)


def _others(sheet: Sheet) -> Iterator[Finding]:
    return _found(sheet, False)


def _renal(sheet: Sheet) -> Iterator[Finding]:
    """A reminder gives way to the kidney's row for the same line, which says the dose as well."""
    for found in _found(sheet, True):
        line = sheet.lines[found.lines[0]]
        told = found.severity is Severity.WARN and line.product is not None and kidney_objection(sheet, line, line.product)
        if not told:
            yield found


def needs_kidney_function(sheet: Sheet) -> bool:
    """Whether a line depends on it, or cannot be looked up."""
    return sheet.has_unknown_product or any(RENAL_TOKENS & set(product.condition_alerts) for _, product in sheet.products)


CONDITION = Check("contraindication", ("product", "age", "conditions", "condition_words", "condition_data"), _others)
RENAL = Check("renal", ("product", "egfr"), _renal, needs_kidney_function)
