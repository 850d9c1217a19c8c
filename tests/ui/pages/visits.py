"""An open visit of an adult of the practice clinic, in one call each."""

from __future__ import annotations

from app.domain.measurement import MeasurementKind
from app.services.queue import QueueRow
from ui.practice_desk import PracticeDesk


def adults(practice: PracticeDesk) -> list[str]:
    """Residents who are grown up, in the order they were made."""
    return [key for key in practice.people if (birth := practice.residents.get(key).birth) and birth.year < 1990]


def arrived(practice: PracticeDesk, number: int = 0, pressures: tuple[str, ...] = ("168/96", "166/94")) -> QueueRow:
    """A resident at the end of the nurse's table: measured, saved, in the queue."""
    person = adults(practice)[number]
    visit = practice.intake.open_visit(person, "slip", evidence=person)
    for text in pressures:
        entered = practice.intake.enter(visit.id, MeasurementKind.BLOOD_PRESSURE, text)
        assert entered.measurement is not None
        practice.clock.forward(70)
    practice.intake.save(visit.id)
    return next(row for row in practice.queue.today() if row.encounter == visit.id)
