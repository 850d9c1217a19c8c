"""What came from another seat says here what it said there: when a sheet was cancelled, which diagnosis is the main one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from app.domain.clinical import Condition
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.ids import new_id
from app.domain.prescription import PrescriptionState
from app.store import accounts, clinical, encounters, people, prescriptions
from app.store.unit_of_work import UnitOfWork
from sync import inward
from sync.fhir import encounter
from sync.http import HttpLink
from sync.hub.server import HubServer
from sync.replica import Ref
from tests.sync.fhir import samples
from tests.sync.runs import on_hub
from tests.sync.seats import NOW, Seat, resident, settled


def _a_signed_sheet(uow: UnitOfWork) -> None:
    accounts.save_organization(uow, samples.clinic)
    accounts.save_practitioner(uow, samples.doctor)
    people.add(uow, samples.resident)
    encounters.add(uow, samples.visit)
    prescriptions.add(uow, samples.sheet)


def test_a_sheet_was_cancelled_when_it_was_cancelled(seat: Seat, other: Seat, link: HttpLink) -> None:
    """Not when the other workstation heard of it."""
    seat.write(_a_signed_sheet)
    settled(seat.sync(link), other.sync(link))
    seat.clock.set(seat.clock.now() + timedelta(minutes=7))
    seat.write(lambda uow: prescriptions.set_state(uow, samples.sheet.id, PrescriptionState.CANCELLED, "cancel", "病人要求"))
    other.clock.set(other.clock.now() + timedelta(hours=5))
    settled(seat.sync(link), other.sync(link))
    here, there = (one.read("prescription", samples.sheet.id) for one in (seat, other))
    assert here == there
    assert there.cancelled_at == "2026-03-05T08:07:00.000Z"


def _cancel(uow: UnitOfWork, reason: str) -> None:
    prescriptions.set_state(uow, samples.sheet.id, PrescriptionState.CANCELLED, "cancel", reason)


@pytest.mark.parametrize("first", [0, 1])
def test_a_sheet_that_two_places_cancelled_ended_when_the_first_did(seat: Seat, other: Seat, link: HttpLink, first: int) -> None:
    """Before they met, each with its reason; whoever is heard first."""
    both = (seat, other)
    seat.write(_a_signed_sheet)
    settled(seat.sync(link), other.sync(link))
    for place, (one, reason) in enumerate(zip(both, ("病人要求", "开错了"), strict=True)):
        one.clock.set(NOW + timedelta(minutes=7 if place == first else 9))
        one.write(partial(_cancel, reason=reason))
    for _ in range(3):
        for one in both:
            one.sync(link)
    here, there = (one.read("prescription", samples.sheet.id) for one in both)
    assert here == there
    assert (here.cancelled_at, here.cancel_reason) == ("2026-03-05T08:07:00.000Z", ("病人要求", "开错了")[first])
    settled(*(one.sync(link) for one in both))
    assert [(report.pushed, report.pulled) for report in (one.sync(link) for one in both)] == [(0, 0), (0, 0)]


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


def test_a_visit_that_names_one_diagnosis_puts_it_before_one_that_came_by_itself(seat: Seat) -> None:
    """The second was known here before the visit's own form was read (seed 30001/164 of the long run)."""
    visit = opened_at(seat)
    first, second = (Condition(new_id(), visit.person, visit.id, "I10", "高血压", recorded_at=visit.opened_at) for _ in range(2))

    def taken(uow: UnitOfWork) -> None:
        for one in (second, first):
            clinical.add_condition(uow, one, None)
            encounters.add_diagnosis(uow, visit.id, one.id)
        body = encounter.to_fhir(visit, [], [first.id])
        inward.take(uow, Ref("Encounter", visit.id), body, None)

    seat.write(taken)
    assert seat.store.read(lambda conn: encounters.diagnoses(conn, visit.id)) == [first.id, second.id]


def opened_at(seat: Seat) -> Encounter:
    one = resident()
    visit = Encounter(new_id(), one.id, EncounterStatus.ARRIVED, VisitKind.CLINIC, "2026-03-05T00:41:00.000Z")

    def opened(uow: UnitOfWork) -> None:
        people.add(uow, one)
        encounters.add(uow, visit)

    seat.write(opened)
    return visit


def test_a_seat_offers_its_own_to_another_database_without_writing_over_what_is_there(
    seat: Seat, other: Seat, link: HttpLink, hub: HubServer
) -> None:
    """The hub was restored or another computer took over: who opened the visit does not take it back to the start."""
    visit = opened_at(seat)
    settled(seat.sync(link), other.sync(link))
    hub.store.renew_epoch()
    other.write(lambda uow: encounters.change(uow, replace(visit, status=EncounterStatus.FINISHED, finished_at=uow.at)))
    settled(other.sync(link), seat.sync(link), other.sync(link))
    assert {one.read("encounter", visit.id).status for one in (seat, other)} == {EncounterStatus.FINISHED}
    assert on_hub(link)[f"Encounter/{visit.id}"]["status"] == "finished"


def test_what_stands_further_here_is_sent_back(seat: Seat, other: Seat, link: HttpLink) -> None:
    """One seat calls the visit off, the other finishes it: it took place, for both and for the hub, and they come to rest."""
    visit = opened_at(seat)
    settled(seat.sync(link), other.sync(link))
    seat.write(lambda uow: encounters.change(uow, replace(visit, status=EncounterStatus.CANCELLED)))
    other.write(lambda uow: encounters.change(uow, replace(visit, status=EncounterStatus.FINISHED, finished_at=uow.at)))
    settled(*(one.sync(link) for one in (seat, other, seat, other)))
    assert [one.read("encounter", visit.id).status for one in (seat, other)] == [EncounterStatus.FINISHED] * 2
    body = on_hub(link)[f"Encounter/{visit.id}"] | {"status": "in-progress"}
    put(link, {name: value for name, value in body.items() if name != "meta"})
    settled(seat.sync(link), other.sync(link))
    assert on_hub(link)[f"Encounter/{visit.id}"]["status"] == "finished"
    assert [(one.pushed, one.pulled) for one in (seat.sync(link), other.sync(link))] == [(0, 0), (0, 0)]


def put(link: HttpLink, body: dict[str, Any]) -> None:
    """As a stranger would."""
    entry = {"resource": body, "request": {"method": "PUT", "url": f"{body['resourceType']}/{body['id']}"}}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    assert link.post(json.dumps(bundle).encode(), packed=False).status == 200
