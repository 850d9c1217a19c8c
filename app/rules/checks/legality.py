"""Who may prescribe what, where: rights, narcotic right, antibiotic tier, signature, internet care."""

from __future__ import annotations

from collections.abc import Iterator

from app.rules.check import Check, on_line, on_sheet
from app.rules.facts import Own
from app.rules.findings import Finding, Severity
from app.rules.sheet import Sheet

_NARCOTIC = frozenset({"麻", "精一"})
_INTERNET = "互联网诊疗监管细则"


def _rights(sheet: Sheet) -> Iterator[Finding]:
    who = sheet.context.prescriber
    if who is not None and not who.may_prescribe:
        yield on_sheet("RX-LEG-01", Severity.BLOCK, "处方管理办法第八条")
    if not sheet.context.sheet.signed:
        yield on_sheet("RX-LEG-04", Severity.BLOCK, "处方管理办法第十条")


def _narcotic(sheet: Sheet) -> Iterator[Finding]:
    who = sheet.context.prescriber
    for line, product in sheet.products:
        if who is not None and product.control_class in _NARCOTIC and not who.narcotic_right:
            yield on_line("RX-LEG-02", Severity.BLOCK, line, "处方管理办法第十一条", control=product.control_class)


def _own(sheet: Sheet) -> Iterator[Finding]:
    """Nobody prescribes these for themselves; a namesake is shown to be somebody else, with a reason."""
    who = sheet.context.prescriber
    if who is None or who.own is Own.NO:
        return
    severity = Severity.BLOCK if who.own is Own.SAME else Severity.OVERRIDE
    for line, product in sheet.products:
        if product.control_class in _NARCOTIC:
            yield on_line("RX-LEG-09", severity, line, "处方管理办法第十一条", control=product.control_class)


def _tier(sheet: Sheet) -> Iterator[Finding]:
    tiers, who = sheet.pack.policy["antibiotics"]["tiers"], sheet.context.prescriber
    for line, product in sheet.products:
        if who is None or not product.antibiotic_tier:
            continue
        if tiers.index(product.antibiotic_tier) > _rank(tiers, who.antibiotic_tier):
            one_day = sheet.context.sheet.emergency_one_day and line.facts.days is not None and line.facts.days <= 1
            severity = Severity.WARN if one_day else Severity.BLOCK
            yield on_line("RX-LEG-03", severity, line, "抗菌药物临床应用管理办法第二十四至二十八条", tier=product.antibiotic_tier)


def _rank(tiers: list[str], tier: str) -> int:
    """Place of the prescriber's tier; an unknown one gives no right at all."""
    return tiers.index(tier) if tier in tiers else -1


def _internet(sheet: Sheet) -> Iterator[Finding]:
    facts = sheet.context.sheet
    for line, product in sheet.products:
        if product.control_class:
            yield on_line("RX-LEG-05", Severity.BLOCK, line, _INTERNET, control=product.control_class)
    if not facts.revisit:
        yield on_sheet("RX-LEG-06", Severity.BLOCK, _INTERNET)
    if sheet.under(6) and not facts.guardian_and_specialist:
        yield on_sheet("RX-LEG-07", Severity.BLOCK, _INTERNET)
    if facts.ai_generated:
        yield on_sheet("RX-LEG-08", Severity.BLOCK, _INTERNET)


def _withdrawn(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        if line.facts.withdrawn:
            yield on_line("RX-LEG-10", Severity.BLOCK, line, "处方管理办法第十五条（药品处方集）", day=line.facts.withdrawn)


RIGHTS = Check("rights", ("prescriber",), _rights)
NARCOTIC = Check("narcotic_right", ("product", "prescriber"), lambda sheet: (*_narcotic(sheet), *_own(sheet)))
TIER = Check("antibiotic_tier", ("product", "prescriber"), _tier)
INTERNET = Check("internet", ("product", "age"), _internet, lambda sheet: sheet.context.sheet.internet)
WITHDRAWN = Check("withdrawn", (), _withdrawn, lambda sheet: any(line.facts.withdrawn for line in sheet.lines))
