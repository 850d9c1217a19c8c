"""What somebody types into a field of a form, as the field keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.domain import fields
from app.domain.dates import read_date
from app.domain.fields import FieldError
from app.domain.filled_form import ValueKind
from app.domain.ids import as_written, tidy
from app.domain.numerals import plain_digits
from app.domain.units import meter_word
from app.rules.forms.conditions import number_of
from app.rules.forms.definition import FormField

_UNITS: Mapping[str, Callable[[str], fields.Entry]] = {
    "weight": fields.read_weight,
    "weight_target": fields.read_weight,
    "height": fields.read_height,
    "waist": fields.read_waist,
    "temperature": fields.read_temperature,
    "fasting": fields.read_glucose,
    "glucose_other": fields.read_glucose,
}


def as_kept(one: FormField, text: str) -> str:
    """As the field keeps it: 123斤 → 61.5, 2026.3.5 → 2026-03-05; unreadable text stays as typed."""
    if one.kind is ValueKind.TEXT:
        return "\n".join(as_written(line) for line in text.splitlines()).strip()
    if one.kind is ValueKind.DAY:
        day = read_date(text)
        return tidy(text) if day is None else day.isoformat()
    if one.kind is ValueKind.NUMBER and tidy(text):
        if one.on_meter and (word := meter_word(text)):
            return word
        if one.code in _UNITS:
            try:
                return f"{_UNITS[one.code](text).value:f}"
            except FieldError:
                return tidy(text)
        return _digits(plain_digits(tidy(text)))
    return tidy(text)


def _digits(text: str) -> str:
    """``+1e2`` is 100 wherever it is read; what is no number stays as typed."""
    number = number_of(text)
    return text if number is None else f"{number + 0:f}"
