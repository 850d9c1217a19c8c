"""Prescriptions built in one call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from app.domain.clinical import Answer
from app.rules.facts import DatedAnswer, DatedNumber, LineFacts, MedicineFact, PatientFacts, RxContext, SheetFacts

TODAY = date(2026, 3, 1)
NO = DatedAnswer(Answer.NO, TODAY, "本人")
YES = DatedAnswer(Answer.YES, TODAY, "本人")


def line(drug: str, single: str | None = None, days: int | None = 3, **more: object) -> LineFacts:
    """A line by mouth three days long unless said otherwise."""
    given = {"route": "oral"} | more
    return replace(LineFacts(drug, None if single is None else Decimal(single), days=days), **given)  # type: ignore[arg-type]


def patient(age: str | None = "50", sex: str = "1", **more: object) -> PatientFacts:
    """Everything asked and answered with no."""
    asked = PatientFacts(
        age_years=None if age is None else Decimal(age),
        sex=sex,
        allergies_known=NO,
        conditions_known=NO,
        pregnant=NO,
        lactating=NO,
        egfr=DatedNumber(Decimal(95), TODAY),
    )
    return replace(asked, **more)  # type: ignore[arg-type]


def sheet(*lines: LineFacts, who: PatientFacts | None = None, medicines: tuple[str, ...] = (), **more: object) -> RxContext:
    """A sheet of today; ``more`` are facts of the sheet."""
    facts = replace(SheetFacts(today=TODAY, valid_until=TODAY), **more)  # type: ignore[arg-type]
    taken = tuple(MedicineFact(drug) for drug in medicines)
    return RxContext(patient=who or patient(), sheet=facts, lines=lines, medicines_known=NO, medicines=taken)


def weight(kilograms: str, days_ago: int = 0) -> DatedNumber:
    """A weight measured some days ago."""
    return DatedNumber(Decimal(kilograms), TODAY - timedelta(days_ago))
