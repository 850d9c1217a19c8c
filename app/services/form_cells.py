"""What a filled form says, as a text for each field: for tables that leave the program, and for web forms into which it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.person import IdKind, Person
from app.rules.forms.definition import FormDefinition, FormField, Library
from app.rules.forms.entry_order import EntryPlan

WHO = {"name": "姓名", "id_number": "身份证号", "record_no": "健康档案编号"}
"""Who it is about, first in every table; what the form itself says of it stands before the record of today."""


def who(form: FilledForm, person: Person | None) -> list[str]:
    """In the order of :data:`WHO`; a resident who is not here leaves empty what the form does not say."""
    known = (
        {}
        if person is None
        else {"name": person.name, "id_number": person.number(IdKind.RESIDENT), "record_no": person.number(IdKind.HEALTH_RECORD)}
    )
    return [form.one(code) or known.get(code) or "" for code in WHO]


def named(library: Library, form: FormDefinition, code: str) -> tuple[str, str]:
    """What the official sheet calls a field, and its unit; a field that is not known is called by its code."""
    one = library.fields.get(code)
    return (code, "") if one is None else (form.labels.get(code, one.label), one.unit)


def answers(one: FormField | None, value: FormValue) -> Sequence[tuple[str, str]]:
    """Each answer as code and word, or '' and what was told; a code that is not known is told as it is."""
    codes = one.codes if one is not None else {}
    return [(told, codes[told]) if told in codes else ("", told) for told in value.told]


def cell(one: FormField | None, value: FormValue) -> str:
    """``2.头痛头晕;6.心悸胸闷`` for codes, else as told."""
    return ";".join(f"{code}.{word}" if code else word for code, word in answers(one, value))


def typed(one: FormField | None, value: FormValue, plan: EntryPlan, words: Mapping[str, str]) -> str:
    """As a web form takes it: words without codes, the county's own where it has them, days in its own way; the unit is none of it."""
    if value.kind is ValueKind.DAY:
        return plan.between.join(_day(told, plan.dates) for told in value.told)
    return plan.between.join(words.get(code, word) if code else word for code, word in answers(one, value))


def _day(told: str, shape: str) -> str:
    try:
        day = date.fromisoformat(told)
    except ValueError:  # as another program wrote it
        return told
    return shape.replace("YYYY", f"{day:%Y}").replace("MM", f"{day:%m}").replace("DD", f"{day:%d}")
