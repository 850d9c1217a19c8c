"""Form of the sheet: fields, diagnosis, infant age, five drugs, decoction pieces, vague usage, validity; paper and mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.domain.prescription import SheetKind
from app.rules.check import Check, on_line, on_sheet
from app.rules.findings import Finding, Severity
from app.rules.sheet import Line, Sheet

_SOURCE = "处方管理办法第六条"
_DIAGNOSIS_WORDS = ("diagnos", "诊断")
_AGE_UNITS = ("月", "天", "日", "时", "周")


@dataclass(frozen=True, slots=True)
class Paper:
    """Colour of the template and the mark at its top right (处方管理办法附件1); '' = none."""

    colour: str
    mark: str = ""


_PAPERS = {
    SheetKind.ORDINARY: Paper("白色"),
    SheetKind.EMERGENCY: Paper("淡黄色", "急诊"),
    SheetKind.PAEDIATRIC: Paper("淡绿色", "儿科"),
}
_CONTROLLED_PAPERS = {
    "麻": Paper("淡红色", "麻、精一"),
    "精一": Paper("淡红色", "麻、精一"),
    "精二": Paper("白色", "精二"),
    "毒": Paper("白色", "毒"),
}


def paper_for(kind: SheetKind, control_class: str = "") -> Paper:
    """Template of a sheet; a controlled drug decides over the kind."""
    return _CONTROLLED_PAPERS.get(control_class, _PAPERS[kind])


def kind_for_age(age_years: Decimal, paediatric_under: int = 14, asked: SheetKind = SheetKind.ORDINARY) -> SheetKind:
    """Children under 14 get the paediatric sheet; an emergency sheet stays one."""
    return SheetKind.PAEDIATRIC if age_years < paediatric_under and asked is SheetKind.ORDINARY else asked


def valid_until(issued: date, extend_days: int | None, longest: int = 3) -> date | None:
    """Last day of validity, the day of issue being day one; None when the extension is too long (RX-FRM-09)."""
    days = 1 if extend_days is None else extend_days
    return issued + timedelta(max(days, 1) - 1) if 0 <= days <= longest else None


def _missing(sheet: Sheet) -> Iterator[Finding]:
    for name in sheet.context.sheet.missing:
        diagnosis = any(word in name.lower() for word in _DIAGNOSIS_WORDS)
        yield on_sheet("RX-FRM-02" if diagnosis else "RX-FRM-01", Severity.BLOCK, _SOURCE, field=name)


def _infant_age(sheet: Sheet) -> Iterator[Finding]:
    text = sheet.context.sheet.age_text
    infant = sheet.under(sheet.pack.policy["sheet"]["infant_under_years"])
    if infant and text and not any(unit in text for unit in _AGE_UNITS):
        yield on_sheet("RX-FRM-03", Severity.BLOCK, _SOURCE, age=text)


def _too_many(sheet: Sheet) -> Iterator[Finding]:
    longest = sheet.pack.policy["sheet"]["max_drugs"]
    for lines in _papers(sheet):
        counted = {line.facts.drug for line in lines if not line.decoction_piece}
        if len(counted) > longest:
            yield on_sheet("RX-FRM-04", Severity.BLOCK, _SOURCE, lines, count=len(counted), limit=longest)


def _mixed(sheet: Sheet) -> Iterator[Finding]:
    for lines in _papers(sheet):
        pieces = [line for line in lines if line.decoction_piece]
        if pieces and len(pieces) < len(lines):
            yield on_sheet("RX-FRM-05", Severity.BLOCK, _SOURCE, pieces)


def _papers(sheet: Sheet) -> list[list[Line]]:
    """The lines of each sheet of paper that the list will be divided into."""
    papers: dict[int, list[Line]] = {}
    for line in sheet.lines:
        papers.setdefault(line.facts.sheet, []).append(line)
    return list(papers.values())


def _vague(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        word = next((w for w in sheet.pack.policy["sheet"]["vague_usage"] if w in line.facts.usage), None)
        if word is not None:
            yield on_line("RX-FRM-06", Severity.BLOCK, line, _SOURCE, usage=word)


def _find(sheet: Sheet) -> Iterator[Finding]:
    for part in (_missing, _infant_age, _too_many, _mixed, _vague):
        yield from part(sheet)


def _expired(sheet: Sheet) -> Iterator[Finding]:
    facts = sheet.context.sheet
    if facts.today is not None and facts.valid_until is not None and facts.today > facts.valid_until:
        yield on_sheet("RX-FRM-09", Severity.BLOCK, "处方管理办法第十八条", valid_until=facts.valid_until.isoformat())


FORM = Check("format", ("age",), _find)
VALIDITY = Check("validity", ("today",), _expired, lambda sheet: sheet.context.sheet.valid_until is not None)
