"""Values as somebody types them, for tests of sheets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.domain.filled_form import FormValue
from app.rules.forms.computing import FillingFacts
from app.rules.forms.reading import library
from app.rules.vitals import Subject

DAY = date(2026, 3, 5)
WOMAN = FillingFacts(DAY, Subject(Decimal(67), "2"), date(1958, 7, 12))
HTN, DM, EXAM = "htn_followup", "dm_followup", "exam"
ANSWERS = {
    "symptoms": "1",
    "danger_signs": "1",
    "dorsalis_pedis": "1",
    "smoke_per_day": "0",
    "drink_liang": "0",
    "exercise_per_week": "5",
    "exercise_minutes": "30",
    "salt": "1",
    "staple_grams": "300",
    "psych": "1",
    "compliance": "1",
    "adherence": "1",
    "hypoglycemia": "1",
}
"""What a follow-up asks of whoever is well: everything that is not measured and stands in more than one form."""


def told(**values: str) -> dict[str, FormValue]:
    """``way="1"``; several codes with blanks between; ``__`` stands for the dot of an own field."""
    found = {}
    for name, text in values.items():
        key = name.replace("__", ".")
        kind = library().field_of(key).kind
        found[key] = FormValue(kind, tuple(text.split(" ")) if kind.value == "choices" else (text,))
    return found


def visit(form: str = HTN, **more: str) -> dict[str, FormValue]:
    """A follow-up of which everything that is required was told, good values throughout."""
    head = {"day": "2026-03-05", "way": "1", "doctor": "王建国"}
    measured = {"systolic": "138", "diastolic": "84", "fasting": "6.1"}
    return told(**(head | ANSWERS | measured | {f"{form}__adr": "1", f"{form}__complication": "1"} | more))
