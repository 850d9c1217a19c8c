"""Enrolments, filled forms and calls at two seats: told once, closed once, withdrawn for good."""

from __future__ import annotations

from dataclasses import replace

from app.domain.filled_form import FilledForm, FormStatus, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.programme import Basis, Closing, Contact, ContactOutcome, ContactWay, Enrolment, Programme
from app.store import accounts, contacts, enrolments, filled_forms, people
from app.store.unit_of_work import UnitOfWork
from sync.fhir import communication, episode_of_care, questionnaire_response
from sync.http import HttpLink
from sync.hub.resources import check
from sync.replica import Ref
from tests.sync.fhir import samples
from tests.sync.fhir.test_round_trips import wired
from tests.sync.seats import Seat, settled

WHO, DOCTOR, AT = samples.resident.id, samples.doctor.id, "2026-03-05T00:41:00.000Z"
CASE = Enrolment(new_id(), WHO, Programme.HYPERTENSION, "2026-03-05", Basis.THREE_DAYS, DOCTOR, AT)
FORM = FilledForm(
    new_id(),
    WHO,
    None,
    "htn_followup",
    1,
    "2026-03-05",
    {
        "systolic": FormValue(ValueKind.NUMBER, ("152",), "measurement:m1"),
        "control": FormValue(ValueKind.CHOICE, ("2",), "computed"),
        "next_on": FormValue(ValueKind.DAY, ("2026-03-19",), "computed"),
        "symptoms": FormValue(ValueKind.CHOICES, ("2", "6")),
    },
    DOCTOR,
    AT,
)
CALL = Contact(new_id(), WHO, "overdue", ContactWay.PHONE, ContactOutcome.NO_ANSWER, DOCTOR, AT, "2026-03-07")


def _begun(uow: UnitOfWork) -> None:
    accounts.save_organization(uow, samples.clinic)
    accounts.save_practitioner(uow, samples.doctor)
    people.add(uow, samples.resident)
    enrolments.add(uow, CASE)
    filled_forms.add(uow, FORM)
    contacts.add(uow, CALL)


def test_our_own_hub_takes_them() -> None:
    for body in (episode_of_care.to_fhir(CASE), questionnaire_response.to_fhir(FORM), communication.to_fhir(CALL)):
        told = wired(body)
        assert check(told, Ref(told["resourceType"], told["id"])) == told


def test_the_other_seat_knows_them(seat: Seat, other: Seat, link: HttpLink) -> None:
    seat.write(_begun)
    settled(seat.sync(link), other.sync(link))
    assert [other.read(*key) for key in (("enrolment", CASE.id), ("filled_form", FORM.id), ("contact", CALL.id))] == [CASE, FORM, CALL]
    (case,) = other.store.read(lambda conn: enrolments.open_in(conn, Programme.HYPERTENSION))
    assert case == CASE and other.store.read(lambda conn: filled_forms.of_people(conn, [WHO], "dm_followup")) == []


def test_closed_at_two_seats_the_earlier_end_stands(seat: Seat, other: Seat, link: HttpLink) -> None:
    seat.write(_begun)
    settled(seat.sync(link), other.sync(link))
    moved = replace(CASE, closed_on="2026-04-02", closing=Closing.MOVED, closed_by=DOCTOR)
    died = replace(CASE, closed_on="2026-03-30", closing=Closing.DIED, closed_by=DOCTOR)
    seat.write(lambda uow: enrolments.close(uow, moved))
    other.write(lambda uow: enrolments.close(uow, died))
    for _ in range(3):
        seat.sync(link)
        other.sync(link)
    assert seat.read("enrolment", CASE.id) == other.read("enrolment", CASE.id) == died
    assert [(one.pushed, one.pulled) for one in (seat.sync(link), other.sync(link))] == [(0, 0), (0, 0)]


def test_enrolled_at_two_seats_is_one_case(seat: Seat, other: Seat, link: HttpLink) -> None:
    seat.write(_begun)
    seat.sync(link)
    later = replace(CASE, id=new_id(), opened_on="2026-03-06", basis=Basis.DIAGNOSED, opened_at="2026-03-06T01:00:00.000Z")

    def begun_there(uow: UnitOfWork) -> None:
        accounts.save_organization(uow, samples.clinic)
        accounts.save_practitioner(uow, samples.doctor)
        people.add(uow, samples.resident)
        enrolments.add(uow, later)

    other.write(begun_there)
    for _ in range(3):
        other.sync(link)
        seat.sync(link)
    twice = replace(later, closed_on="2026-03-06", closing=Closing.TWICE, closed_by=DOCTOR)
    for one in (seat, other):
        assert [one.read("enrolment", key) for key in (CASE.id, later.id)] == [CASE, twice]
    assert [(one.pushed, one.pulled) for one in (seat.sync(link), other.sync(link))] == [(0, 0), (0, 0)]


def test_a_corrected_form_replaces_the_first_everywhere(seat: Seat, other: Seat, link: HttpLink) -> None:
    seat.write(_begun)
    settled(seat.sync(link), other.sync(link))
    right = replace(FORM, id=new_id(), replaces=FORM.id, values={**FORM.values, "systolic": FormValue(ValueKind.NUMBER, ("142",))})
    other.write(lambda uow: filled_forms.add(uow, right))
    settled(other.sync(link), seat.sync(link))
    assert seat.read("filled_form", FORM.id).status is FormStatus.ENTERED_IN_ERROR
    assert seat.store.read(lambda conn: filled_forms.of_people(conn, [WHO])) == [right]
