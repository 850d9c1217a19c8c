"""What came from another seat says here what it said there: when a sheet was cancelled, which diagnosis is the main one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.domain.clinical import Condition
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.ids import new_id
from app.domain.prescription import PrescriptionState
from app.store import accounts, clinical, encounters, people, prescriptions
from app.store.unit_of_work import UnitOfWork
from sync.http import HttpLink
from tests.sync.fhir import samples
from tests.sync.seats import Seat, resident, settled


def test_a_sheet_was_cancelled_when_it_was_cancelled(seat: Seat, other: Seat, link: HttpLink) -> None:
    """Not when the other workstation heard of it."""

    def signed(uow: UnitOfWork) -> None:
        accounts.save_organization(uow, samples.clinic)
        accounts.save_practitioner(uow, samples.doctor)
        people.add(uow, samples.resident)
        encounters.add(uow, samples.visit)
        prescriptions.add(uow, samples.sheet)

    seat.write(signed)
    settled(seat.sync(link), other.sync(link))
    seat.clock.set(seat.clock.now() + timedelta(minutes=7))
    seat.write(lambda uow: prescriptions.set_state(uow, samples.sheet.id, PrescriptionState.CANCELLED, "cancel", "病人要求"))
    other.clock.set(other.clock.now() + timedelta(hours=5))
    settled(seat.sync(link), other.sync(link))
    here, there = (one.read("prescription", samples.sheet.id) for one in (seat, other))
    assert here == there
    assert there.cancelled_at == "2026-03-05T08:07:00.000Z"


def test_the_main_diagnosis_is_the_main_one_everywhere(seat: Seat, other: Seat, link: HttpLink) -> None:
    """Also where the visit arrived a page before its diagnoses, and where the second was made the first."""
    one = resident()
    visit = Encounter(new_id(), one.id, EncounterStatus.ARRIVED, VisitKind.CLINIC, "2026-03-05T00:41:00.000Z")
    found = [Condition(new_id(), one.id, visit.id, "I10", "高血压", recorded_at=visit.opened_at) for _ in range(4)]

    def opened(uow: UnitOfWork) -> None:
        people.add(uow, one)
        encounters.add(uow, visit)

    def diagnosed(uow: UnitOfWork) -> None:
        for condition in found:
            clinical.add_condition(uow, condition, None)
            encounters.add_diagnosis(uow, visit.id, condition.id)

    seat.write(opened)
    seat.write(diagnosed)
    seat.write(lambda uow: encounters.rank_diagnoses(uow, visit.id, [found[2].id]))
    settled(seat.sync(link), other.sync(link))
    order = [found[place].id for place in (2, 0, 1, 3)]
    assert [turn.store.read(lambda conn: encounters.diagnoses(conn, visit.id)) for turn in (seat, other)] == [order, order]
    seat.write(lambda uow: clinical.change_condition(uow, replace(found[2], clinical_status="resolved")))
    other.write(lambda uow: encounters.rank_diagnoses(uow, visit.id, [found[3].id]))
    settled(other.sync(link), seat.sync(link), other.sync(link))
    assert [turn.store.read(lambda conn: encounters.diagnoses(conn, visit.id))[0] for turn in (seat, other)] == [found[3].id] * 2
