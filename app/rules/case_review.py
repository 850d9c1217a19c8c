"""``given`` of a review case as facts, and a review in the words of ``expected``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.clinical import Answer
from app.domain.prescription import SheetKind
from app.rules.engine import evaluate
from app.rules.facts import (
    AllergyFact,
    DatedAnswer,
    DatedNumber,
    InsuranceFacts,
    LineFacts,
    MedicineFact,
    PatientFacts,
    PrescriberFacts,
    RxContext,
    SheetFacts,
)
from app.rules.findings import Review
from app.rules.pack import Pack

Given = Mapping[str, Any]
_DAY = date(2026, 3, 1)
"""The day of a sheet whose case names none; whether it expired is then not asked."""


def review_case(given: Given, pack: Pack) -> Review:
    """Review what a case describes."""
    return evaluate(context_of(given), pack)


def issues_of(review: Review) -> list[dict[str, Any]]:
    """Objections as the cases list them; passive remarks are none."""
    return [{"code": found.code, "severity": found.severity.value, "drugs": sorted(found.drugs)} for found in review.objections]


def context_of(given: Given) -> RxContext:
    """Facts with the defaults the case schema states."""
    medicines = tuple(_medicine(entry) for entry in given.get("current_meds") or ())
    return RxContext(
        patient=_patient(given.get("patient") or {}, _date((given.get("rx") or {}).get("today"))),
        prescriber=_prescriber(given.get("doctor") or {}),
        sheet=_sheet(given.get("rx") or {}),
        lines=tuple(_line(item) for item in given.get("items") or ()),
        medicines=medicines,
        herbs=tuple(given.get("herbs") or ()),
        insurance=None if given.get("insurance") is None else _insurance(given["insurance"]),
    )


def _patient(given: Given, today: date | None) -> PatientFacts:
    """``today``: as the case names it. A weight that is told is that day's; a "no" of a day that is not told is asked again."""
    return PatientFacts(
        age_years=_number(given.get("age_years")),
        sex=str(given.get("sex", "0")),
        allergies=tuple(AllergyFact(word) for word in given.get("allergies") or ()),
        conditions=tuple(given.get("conditions") or ()),
        diagnoses=tuple(given.get("diagnoses") or ()),
        pregnant=_answer(given.get("pregnant"), today),
        lactating=_answer(given.get("lactating"), today),
        weight_kg=DatedNumber(_number(given.get("weight_kg")), today or _DAY),
        egfr=DatedNumber(_number(given.get("egfr")), today or _DAY),
        pain_patient=bool(given.get("pain_patient")),
    )


def _answer(given: bool | None, today: date | None) -> DatedAnswer:
    return DatedAnswer() if given is None else DatedAnswer(Answer.YES if given else Answer.NO, today)


def _prescriber(given: Given) -> PrescriberFacts:
    return PrescriberFacts(given.get("prescribe", True), given.get("narcotic_right", False), given.get("antibiotic", "非限制"))


def _sheet(given: Given) -> SheetFacts:
    kind, last = given.get("kind") or "普通", _date(given.get("valid_until"))
    long_term = kind == "长期"
    return SheetFacts(
        kind=SheetKind.ORDINARY if long_term else SheetKind(kind),
        long_term=long_term,
        internet=given.get("channel") == "internet",
        revisit=given.get("revisit", True),
        signed=given.get("signed", True),
        ai_generated=given.get("ai_generated", False),
        guardian_and_specialist=given.get("guardian_and_specialist", False),
        evaluated=given.get("evaluated", False),
        patient_signed=given.get("patient_signed", False),
        extend_reason=given.get("extend_reason") or "",
        purpose=given.get("purpose") or "",
        emergency_one_day=given.get("emergency_1day", False),
        missing=tuple(given.get("missing") or ()),
        age_text=given.get("age_text") or "",
        today=_date(given.get("today")) or (None if last else _DAY),
        valid_until=last,
    )


def _line(given: Given) -> LineFacts:
    days, bag = given.get("days"), given.get("bag")
    return LineFacts(
        drug=given["drug"],
        single=_number(given.get("single")),
        per_day=_number(given.get("per_day", 1)),
        days=None if days is None else int(days),
        route=given.get("route") or "",
        form=given.get("form") or "",
        decoction_piece=given.get("kind") == "slice",
        bag="" if bag is None else str(bag),
        skin_test=given.get("skin_test") or "",
        second_signature=bool(given.get("double_sign")),
        days_left=_number(given.get("days_left_from_previous")),
        usage=given.get("usage_text") or "",
        trace_codes=tuple(given.get("trace_codes") or ()),
        no_code_list=bool(given.get("no_code_list")),
    )


def _insurance(given: Given) -> InsuranceFacts:
    return InsuranceFacts(
        settle=bool(given.get("settle")),
        sold_codes=frozenset(given.get("sold_codes") or ()),
        restricted={drug: tuple(codes) for drug, codes in (given.get("restricted") or {}).items()},
        same_day_sheets=int(given.get("same_day_same_drug_rx") or 0),
    )


def _medicine(given: str | Given) -> MedicineFact:
    if isinstance(given, str):
        return MedicineFact(given)
    return MedicineFact(given["drug"], _number(given.get("single")), _number(given.get("per_day")))


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
