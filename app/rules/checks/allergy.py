"""Allergy against every line: by group (RX-APP-03), by substance (RX-SAF-06)."""

from __future__ import annotations

from collections.abc import Iterator

from app.rules.check import Check, on_line
from app.rules.findings import Finding, Severity
from app.rules.formulary import Product
from app.rules.sheet import KnownAllergy, Line, Sheet, allergy_meets


def _find(sheet: Sheet) -> Iterator[Finding]:
    for line, product in sheet.products:
        for known in sheet.allergies:
            finding = _by_group(sheet, line, product, known) or _by_substance(sheet, line, product, known)
            if finding is not None:
                yield finding


def _by_group(sheet: Sheet, line: Line, product: Product, known: KnownAllergy) -> Finding | None:
    hits = [(group, sheet.pack.allergy_pairs.get((group, product.allergy_group))) for group in known.targets.groups]
    graded = [(_graver(sheet, group, product, known, severity), group) for group, severity in hits if severity is not None]
    if not graded:
        return None
    severity, group = min(graded, key=lambda hit: hit[0].rank)
    return on_line("RX-APP-03", severity, line, "说明书【禁忌】", f"{group}-{product.allergy_group}", allergy=known.words)


def _graver(sheet: Sheet, group: str, product: Product, known: KnownAllergy, severity: Severity) -> Severity:
    """An immediate reaction turns a possible cross-allergy into a contraindication."""
    pair = [group, product.allergy_group]
    return Severity.BLOCK if known.immediate and pair in sheet.pack.policy["allergy"]["block_after_immediate_reaction"] else severity


def _by_substance(sheet: Sheet, line: Line, product: Product, known: KnownAllergy) -> Finding | None:
    if not allergy_meets(known, product, sheet.pack):
        return None
    return on_line("RX-SAF-06", Severity.BLOCK, line, "说明书【禁忌】", allergy=known.words)


ALLERGY = Check("allergy", ("product", "allergies", "allergy_words"), _find)
