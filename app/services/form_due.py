"""Which forms a resident is due for on a day, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.filled_form import FilledForm
from app.domain.person import Person
from app.domain.programme import FOLLOW_UP_FORMS, Enrolment, Programme
from app.rules.public_health.elderly import age_on_new_years_eve, has_service

YEARLY = ("exam", "elderly", "constitution")
"""Forms of the year of everybody of 65 and over."""
_SICK = frozenset({Programme.HYPERTENSION, Programme.DIABETES, Programme.COPD})


@dataclass(frozen=True, slots=True)
class DueForm:
    """``why``: never (not filled yet), due (the next day has come), yearly (not this year); words under ``form_due.<why>``.
    ``since``: ISO day it is due from, '' = not said."""

    form: str
    why: str
    since: str = ""


def due_on(person: Person, enrolled: Iterable[Enrolment], filled: Sequence[FilledForm], day: date) -> tuple[DueForm, ...]:
    """``filled``: forms that stand, the newest first. Nobody who died is due."""
    if person.deceased is not None and person.deceased <= day:
        return ()
    programmes = {one.programme for one in enrolled if not one.closed_on}
    found = [*_personal(filled), *_follow_ups(programmes, filled, day), *_of_the_year(person, programmes, filled, day)]
    return tuple({one.form: one for one in found}.values())


def _personal(filled: Sequence[FilledForm]) -> Iterator[DueForm]:
    if not any(one.form == "personal" for one in filled):
        yield DueForm("personal", "never")


def _follow_ups(programmes: set[Programme], filled: Sequence[FilledForm], day: date) -> Iterator[DueForm]:
    for programme in Programme:
        if programme in programmes & _SICK:
            form = FOLLOW_UP_FORMS[programme]
            last = next((one for one in filled if one.form == form), None)
            if last is None:
                yield DueForm(form, "never")
            elif last.one("next_on") <= day.isoformat():
                yield DueForm(form, "due", last.one("next_on"))


def _of_the_year(person: Person, programmes: set[Programme], filled: Sequence[FilledForm], day: date) -> Iterator[DueForm]:
    """≥ 65 by the last day of the year: all three; a chronic patient has the examination once a year."""
    elderly = Programme.ELDERLY in programmes
    if person.birth is not None:
        elderly = elderly or has_service(age_on_new_years_eve(person.birth, day.year), None)
    forms = YEARLY if elderly else YEARLY[:1] if programmes & _SICK else ()
    for form in forms:
        if not any(one.form == form and one.day[:4] == str(day.year) for one in filled):
            yield DueForm(form, "yearly", f"{day.year}-01-01")
