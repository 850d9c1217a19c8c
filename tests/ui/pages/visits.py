"""An open visit of an adult of the practice clinic, in one call each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.domain.measurement import MeasurementKind
from app.services.desk import Desk
from app.services.practice_clinic import NURSE
from app.services.queue import QueueRow
from app.store import accounts
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


@contextmanager
def the_nurse(desk: Desk) -> Iterator[None]:
    """Whoever does something inside is the nurse, at this seat."""
    doctor = desk.who
    nurse = next(one for one in desk.store.read(accounts.accounts) if one.login == NURSE)
    desk.session.set(replace(doctor, account=nurse.id, practitioner=nurse.practitioner, role=nurse.role, name="", signing_seed=None))
    yield
    desk.session.set(doctor)
