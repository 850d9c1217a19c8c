"""Quarter-end help: visits of this quarter that no follow-up was written for, what each would already say, and what it would lack.

A follow-up is dated by its visit; nothing is back-dated and nothing that was measured is copied (safety.md §1, 16:00; H43).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.clock import instant, local_day
from app.domain.encounter import Encounter, EncounterStatus
from app.domain.programme import FOLLOW_UP_FORMS, Programme
from app.services.desk import Desk
from app.services.form_filling import READ, FormFilling
from app.services.form_sheet import Sheet
from app.store import encounters, enrolments, filled_forms, people
from app.store.database import Reading

_LEFT_OUT = frozenset({EncounterStatus.CANCELLED, EncounterStatus.ENTERED_IN_ERROR})
_MOST = 4
"""Visits that are offered: the newest ones."""
_SICK = (Programme.HYPERTENSION, Programme.DIABETES, Programme.COPD)


@dataclass(frozen=True, slots=True)
class Gap:
    """A visit without its follow-up. ``measured``: words such as ``收缩压 142 mmHg``; ``missing``: labels, in the order of the sheet."""

    encounter: str
    day: date
    forms: tuple[str, ...]
    measured: tuple[str, ...]
    missing: tuple[str, ...]


def quarter_of(day: date) -> date:
    """The first day of its quarter."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


class FormGaps:
    """Over the engine that fills forms: what it would ask at each of these visits."""

    def __init__(self, desk: Desk, filling: FormFilling) -> None:
        self._desk, self._filling = desk, filling

    def of(self, person: str) -> tuple[Gap, ...]:
        """The visits of this quarter before today with a follow-up that is still owed, the newest first; none where this quarter has one."""
        today = local_day(self._desk.clock.now())
        since = quarter_of(today)

        def query(conn: Reading) -> tuple[list[Encounter], tuple[str, ...]]:
            linked = people.linked(conn, person)
            programmes = {one.programme for one in enrolments.of_people(conn, linked) if not one.closed_on}
            done = {one.form for one in filled_forms.of_people(conn, linked) if one.day >= since.isoformat()}
            owed = tuple(FOLLOW_UP_FORMS[one] for one in _SICK if one in programmes and FOLLOW_UP_FORMS[one] not in done)
            return (list(_visits(encounters.of_person(conn, linked), since, today)) if owed else []), owed

        visits, owed = self._desk.read(READ, query)
        return tuple(_gap(self._filling.open(one.person, one.id, owed), one.id) for one in visits[:_MOST])


def _visits(found: Iterable[Encounter], since: date, today: date) -> Iterable[Encounter]:
    """Somebody who was here in person: a relative who fetched drugs is no follow-up."""
    for one in sorted(found, key=lambda one: one.opened_at, reverse=True):
        if one.status not in _LEFT_OUT and not one.proxy and since <= local_day(instant(one.opened_at)) < today:
            yield one


def _gap(sheet: Sheet, encounter: str) -> Gap:
    measured = tuple(
        f"{place.label} {sheet.field(place.key).shown(sheet.values[place.key])} {sheet.field(place.key).unit}".strip()
        for place in sheet.places
        if place.key in sheet.values and sheet.field(place.key).measured
    )
    lacking = {one.key for one in sheet.chips if one.code == "missing"}
    missing = tuple(dict.fromkeys(place.label for place in sheet.places if place.key in lacking))
    return Gap(encounter, sheet.day, tuple(form.code for form in sheet.forms), measured, missing)
