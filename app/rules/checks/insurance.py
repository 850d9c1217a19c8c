"""Prompts before the insurance is charged: restricted payment (YB-01), split sheets (YB-04), trace codes (YB-07, YB-08).

They never stop a doctor from giving a drug: YB-07 and YB-08 stop the settlement alone (safety.md §5.4).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from app.domain.ids import tidy
from app.domain.trace_code import read_trace_code, trace_key
from app.rules.check import Check, on_line, on_sheet
from app.rules.findings import Finding, Severity
from app.rules.sheet import Line, Sheet

_LIST = "医保药品目录限定支付"
_SUPERVISION = "医保基金智能监管规则"
_TRACE = "国家医保局：药品追溯码，先扫码后结算，一码只销售一次"
_ICD = re.compile(r"[A-Z]\d\d")


def _payment(sheet: Sheet) -> Iterator[Finding]:
    for line in restricted_lines(sheet):
        yield on_line("YB-01", Severity.WARN, line, _LIST)
    facts = sheet.context.insurance
    if facts is not None and facts.same_day_sheets > 0:
        yield on_sheet("YB-04", Severity.WARN, _SUPERVISION, sheet.lines, count=facts.same_day_sheets)


def restricted_lines(sheet: Sheet) -> tuple[Line, ...]:
    """Lines that the insurance pays for other diagnoses only."""
    restricted = {} if sheet.context.insurance is None else sheet.context.insurance.restricted
    codes = tuple(diagnosis_code(sheet, text) for text in sheet.patient.diagnoses)
    return tuple(line for line in sheet.lines if line.facts.drug in restricted and not _paid(codes, restricted[line.facts.drug]))


def diagnosis_code(sheet: Sheet, text: str) -> str:
    """ICD-10 code of a diagnosis told by code or by name; '' = words that cannot be compared."""
    word = tidy(text)
    code = sheet.pack.vocabulary.diagnosis_codes.get(word, word).upper()
    return code if _ICD.match(code) else ""


def _paid(codes: tuple[str, ...], prefixes: tuple[str, ...]) -> bool:
    """A Chinese extension (E78.500) is its WHO code (E78.5) too."""
    return any(code.startswith(prefix.upper()) for code in codes if code for prefix in prefixes)


def _trace(sheet: Sheet) -> Iterator[Finding]:
    facts = sheet.context.insurance
    if facts is None:
        return
    sold = frozenset(trace_key(code) for code in facts.sold_codes)
    scanned: Counter[str] = Counter()
    for line in sheet.lines:
        keys = [read.code.key for scan in line.facts.trace_codes if (read := read_trace_code(scan)).code is not None]
        scanned.update(keys)
        if facts.settle and not keys and not line.facts.no_code_list:
            yield on_line("YB-07", Severity.BLOCK, line, _TRACE)
        if any(key in sold or scanned[key] > 1 for key in keys):
            yield on_line("YB-08", Severity.BLOCK, line, _TRACE)


def _traced(sheet: Sheet) -> bool:
    facts = sheet.context.insurance
    return facts is not None and (facts.settle or any(line.facts.trace_codes for line in sheet.lines))


PAYMENT = Check("insurance", ("diagnosis_codes",), _payment, lambda sheet: sheet.context.insurance is not None)
TRACE = Check("trace_codes", (), _trace, _traced)
