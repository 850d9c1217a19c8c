"""What a review means for the page: the gravest finding of each line, the questions that are still open, numbers as typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.domain.fields import FieldError
from app.domain.prescription import Prescription
from app.rules.findings import Finding, Review, Severity
from app.rules.formulary import Product
from app.services.drug_search import ProductRow
from app.services.residents import Banner
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_lines import Ordered

LONGEST_DAYS = 366
QUESTIONS = ("allergies", "conditions", "medicines", "pregnant", "lactating", "weight", "egfr", "hlab1502", "hlab5801")
"""Inputs of checks that the person in the chair can answer."""
_ASKED_BY = {"RX-SAF-01": "weight", "RX-SAF-08": "pregnant", "ASK-hlab1502": "hlab1502", "ASK-hlab5801": "hlab5801"}
"""Code or rule of a finding → the question that settles it."""
_SAME_QUESTION = {"kidney": "egfr"}


@dataclass(frozen=True, slots=True)
class LineState:
    """A line with its product, what it orders, what could not be read of what was typed for it, and the product as it is on the shelf."""

    line: RxDraftLine
    product: Product | None
    order: Ordered | None
    problem: FieldError | None = None
    shelved: ProductRow | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a sheet begins with, read beside the screen. ``restored``: it was found unfinished."""

    banner: Banner
    draft: RxDraft
    restored: bool = False
    diagnoses: tuple[tuple[str, str], ...] = ()
    signed: tuple[Prescription, ...] = ()
    earlier: tuple[Prescription, ...] = ()


def worst_by_line(findings: Iterable[Finding]) -> dict[int, Severity]:
    """The gravest severity of each line that is spoken of."""
    worst: dict[int, Severity] = {}
    for found in findings:
        for line in found.lines:
            worst[line] = min(worst.get(line, found.severity), found.severity, key=lambda one: one.rank)
    return worst


def open_questions(review: Review) -> tuple[str, ...]:
    """What a check lacks and can be asked now: of QUESTIONS."""
    missing = {_SAME_QUESTION.get(gap.input, gap.input) for run in review.could_not for gap in run.gaps}
    missing |= {_ASKED_BY[word] for found in review.findings for word in (found.code, found.rule) if word in _ASKED_BY}
    return tuple(one for one in QUESTIONS if one in missing)


def read_days(text: str) -> int | None:
    """Whole days; None for an empty field. Raises FieldError."""
    words = text.strip()
    if not words:
        return None
    if not (words.isdecimal() and int(words) <= LONGEST_DAYS):
        raise FieldError("field_number", field="days", given=words[:20])
    return int(words)


def read_amount(text: str, field: str) -> Decimal | None:
    """A number above zero; None for an empty field. Raises FieldError."""
    words = text.strip()
    if not words:
        return None
    try:
        value = Decimal(words)
    except InvalidOperation:
        value = Decimal(0)
    if not (value.is_finite() and value > 0):
        raise FieldError("field_number", field=field, given=words[:20])
    return value
