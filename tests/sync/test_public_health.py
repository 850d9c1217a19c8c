"""Enrolments, filled forms and calls at two seats: told once, closed once, withdrawn for good."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from app.domain.care_plan import CareRole, PlanPart, PlanText, standing
from app.domain.contract import Contract, ContractEnd, ContractStep
from app.domain.critical_value import CriticalAct, CriticalStep
from app.domain.device_check import CheckKind, ControlOutcome, DeviceCheck
from app.domain.filled_form import FilledForm, FormStatus, FormValue, ValueKind
from app.domain.health_education import EducationKind, HealthEducation
from app.domain.health_education import standing as taught
from app.domain.ids import new_id
from app.domain.indicators import MeasureReport
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.programme import Basis, Closing, Contact, ContactOutcome, ContactWay, Enrolment, Programme
from app.domain.trip import SeatReturn, Trip
from app.services.province_stages import ENTERED, NOTE, Stage, staged
from app.store import (
    accounts,
    care,
    contacts,
    device_checks,
    devices,
    encounters,
    enrolments,
    filled_forms,
    indicators,
    measurements,
    people,
    trips,
)
from app.store.unit_of_work import UnitOfWork
from sync.fhir import (
    care_plan,
    communication,
    contract,
    critical_step,
    device_check,
    episode_of_care,
    health_education,
    person,
    questionnaire_response,
    sample,
    trip,
)
from sync.fhir.element import BadResource, NotOurs
from sync.http import HttpLink
from sync.hub.resources import check
from sync.replica import Ref
from tests.sync.fhir import samples
from tests.sync.fhir.test_round_trips import wired
from tests.sync.seats import Seat, settled

WHO, DOCTOR, AT = samples.resident.id, samples.doctor.id, "2026-03-05T00:41:00.000Z"
OTHER = replace(samples.resident, id=samples.made("second on the roster"), identifiers=())
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
        "fasting": FormValue(ValueKind.NUMBER, ("7.8",)),
        "glucose_other": FormValue(ValueKind.NUMBER, ("HI",)),  # beyond the meter: a comparator, no number
    },
    DOCTOR,
    AT,
)
CALL = Contact(new_id(), WHO, "overdue", ContactWay.PHONE, ContactOutcome.NO_ANSWER, DOCTOR, AT, "2026-03-07")


PLAN = PlanText(new_id(), WHO, PlanPart.DIET, CareRole.HEALTH_MANAGER, ("每天盐不超过5克", "少吃腌菜"), DOCTOR, AT, "low-salt")
STEP = CriticalStep(
    new_id(), WHO, samples.measurements[0].id, CriticalAct.TOLD, DOCTOR, AT, "女儿", "血压182/112，马上去县医院", "已联系救护车"
)
AGREED = Contract(
    new_id(), WHO, "王建国团队", ("basic", "hypertension"), "2026-03-05", "2027-03-04", "本人", "2026版", ("data",), DOCTOR, AT
)
ENDED = ContractStep(new_id(), WHO, AGREED.id, ContractEnd.MOVED, "2026-06-01", DOCTOR, AT, "去儿子家")

TAUGHT = HealthEducation(
    new_id(),
    samples.clinic.id,
    "2026-03-04",
    "村委会",
    EducationKind.LECTURE,
    "高血压与限盐",
    "柳树村卫生室",
    "王建国",
    "高血压患者",
    43,
    "限盐勺43把、折页43份",
    "讲了血压怎么量、盐怎么限。",
    "八成以上能说出每日盐量。",
    ("written", "photo"),
    "李护士",
    DOCTOR,
    AT,
)
REPORT = MeasureReport(
    new_id(), samples.clinic.id, "hypertension.standard", "2026-01-01", "2026-03-05", 75, 120, DOCTOR, "2026-03-05T01:00:00.000Z"
)


TRIP = Trip(new_id(), "2026-03-06", "柳树村", ("A1", "A2"), (WHO, OTHER.id), 20, DOCTOR, AT)
CHECKED = DeviceCheck(new_id(), samples.cuff.id, CheckKind.STRIPS, AT, DOCTOR, "2027-01-31", "T2601", ("4.1-6.3", "", "14-18.5"))
BY_METER = DeviceCheck(
    new_id(), samples.cuff.id, CheckKind.CONTROL, AT, value="HI", outcome=ControlOutcome.FAILED, reading_key="ab" * 32, replaces=CHECKED.id
)
RETURN = SeatReturn(new_id(), TRIP.id, "A1", 2, DOCTOR, AT)


def _begun(uow: UnitOfWork) -> None:
    accounts.save_organization(uow, samples.clinic)
    accounts.save_practitioner(uow, samples.doctor)
    people.add(uow, samples.resident)
    enrolments.add(uow, CASE)
    filled_forms.add(uow, FORM)
    contacts.CONTACTS.add(uow, CALL)
    encounters.add(uow, samples.visit)
    devices.save(uow, samples.cuff)
    measurements.add_all(uow, samples.measurements)
    care.PLAN_TEXTS.add(uow, PLAN)
    care.CRITICAL_STEPS.add(uow, STEP)
    care.CONTRACTS.add(uow, AGREED)
    care.CONTRACT_STEPS.add(uow, ENDED)
    indicators.MEASURE_REPORTS.add(uow, REPORT)
    care.EDUCATION.add(uow, TAUGHT)
    people.add(uow, OTHER)
    trips.TRIPS.add(uow, TRIP)
    trips.RETURNS.add(uow, RETURN)
    device_checks.CHECKS.add(uow, CHECKED)
    device_checks.CHECKS.add(uow, BY_METER)


def public_health() -> tuple[dict[str, Any], ...]:
    """One resource of each kind."""
    return (
        episode_of_care.to_fhir(CASE),
        questionnaire_response.to_fhir(FORM),
        communication.to_fhir(CALL),
        care_plan.to_fhir(PLAN),
        critical_step.to_fhir(STEP),
        contract.to_fhir(AGREED),
        contract.step_to_fhir(ENDED),
        health_education.to_fhir(TAUGHT),
        person.to_fhir(OTHER),
        trip.to_fhir(TRIP),
        trip.return_to_fhir(RETURN),
        device_check.to_fhir(CHECKED),
        device_check.to_fhir(BY_METER),
    )


def test_our_own_hub_takes_them() -> None:
    for body in public_health():
        told = wired(body)
        assert check(told, Ref(told["resourceType"], told["id"])) == told


def test_the_other_seat_knows_them(seat: Seat, other: Seat, link: HttpLink) -> None:
    seat.write(_begun)
    settled(seat.sync(link), other.sync(link))
    told: dict[str, Any] = {
        "enrolment": CASE,
        "filled_form": FORM,
        "contact": CALL,
        "plan_text": PLAN,
        "critical_step": STEP,
        "contract": AGREED,
        "contract_step": ENDED,
        "measure_report": REPORT,
        "health_education": TAUGHT,
        "trip": TRIP,
        "trip_return": RETURN,
    }
    assert {kind: other.read(kind, one.id) for kind, one in told.items()} == told
    assert [other.read("device_check", one.id) for one in (CHECKED, BY_METER)] == [CHECKED, BY_METER]
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


def test_that_a_form_was_entered_in_the_provincial_system_is_known_at_every_seat(seat: Seat, other: Seat, link: HttpLink) -> None:
    """So that nobody types it twice; taken back there and corrected there is known here."""
    seat.write(_begun)
    told = {"prov_form": FormValue(ValueKind.TEXT, (FORM.id,)), "prov_outcome": FormValue(ValueKind.CHOICE, (ENTERED,))}
    note = replace(FORM, id=new_id(), form=NOTE, values=told, at="2026-03-05T02:00:00.000Z")
    seat.write(lambda uow: filled_forms.add(uow, note))
    settled(seat.sync(link), other.sync(link))
    assert _stages(other) == [(FORM.id, Stage.DONE)] and other.read("filled_form", note.id) == note
    right = replace(FORM, id=new_id(), replaces=FORM.id, values={**FORM.values, "systolic": FormValue(ValueKind.NUMBER, ("142",))})
    other.write(lambda uow: filled_forms.add(uow, right))
    settled(other.sync(link), seat.sync(link))
    assert _stages(seat) == [(right.id, Stage.AMENDED)]
    other.write(lambda uow: filled_forms.withdraw(uow, note.id, "点错了"))
    settled(other.sync(link), seat.sync(link))
    assert _stages(seat) == [(right.id, Stage.WAITING)]


def _stages(at: Seat) -> list[tuple[str, Stage]]:
    days = FORM.day, FORM.day
    return at.store.read(
        lambda conn: [
            (one.form.id, one.stage)
            for one in staged(filled_forms.of_days(conn, [FORM.form], *days), filled_forms.between(conn, NOTE, *days))
        ]
    )


def test_two_who_wrote_one_part_before_they_met_are_both_kept(seat: Seat, other: Seat, link: HttpLink) -> None:
    """And who wrote different parts do not touch each other."""
    seat.write(_begun)
    settled(seat.sync(link), other.sync(link))
    here = replace(PLAN, id=new_id(), lines=("每天盐不超过4克",), replaces=(PLAN.id,))
    there = replace(PLAN, id=new_id(), lines=("每天盐不超过3克",), replaces=(PLAN.id,), at="2026-03-06T01:00:00.000Z")
    moving = replace(
        PLAN, id=new_id(), part=PlanPart.EXERCISE, role=CareRole.DOCTOR, lines=("每天走半小时",), at="2026-03-06T02:00:00.000Z"
    )
    seat.write(lambda uow: care.PLAN_TEXTS.add(uow, here))
    for one in (there, moving):
        other.write(partial(care.PLAN_TEXTS.add, one=one))
    for _ in range(3):
        seat.sync(link)
        other.sync(link)
    for place in (seat, other):
        found = standing(place.store.read(lambda conn: care.PLAN_TEXTS.of_people(conn, [WHO])))
        assert found == {PlanPart.DIET: (there, here), PlanPart.EXERCISE: (moving,)}


def test_a_value_that_nobody_called_critical_is_judged_where_it_arrives(seat: Seat, other: Seat, link: HttpLink) -> None:
    """H36: a laboratory that says nothing of it has told nobody."""
    sugar = replace(
        samples.measurements[0],
        id=new_id(),
        encounter=None,
        kind=MeasurementKind.GLUCOSE,
        values=(MeasuredValue("glucose", Decimal("28.4"), "mmol/L"),),
        context="fasting",
        reading_key=None,
        device=None,
    )
    fine = replace(sugar, id=new_id(), values=(MeasuredValue("glucose", Decimal("6.4"), "mmol/L"),))

    def written(uow: UnitOfWork) -> None:
        accounts.save_organization(uow, samples.clinic)
        accounts.save_practitioner(uow, samples.doctor)
        people.add(uow, samples.resident)
        measurements.add_all(uow, [sugar, fine])

    seat.write(written)
    settled(seat.sync(link), other.sync(link))
    assert [other.read("measurement", one.id).critical for one in (sugar, fine)] == [True, False]
    assert [(one.pushed, one.pulled) for one in (other.sync(link), seat.sync(link))] == [(0, 0), (0, 0)]


def test_an_activity_that_was_mended_counts_once_at_both_seats(seat: Seat, other: Seat, link: HttpLink) -> None:
    seat.write(_begun)
    settled(seat.sync(link), other.sync(link))
    right = replace(TAUGHT, id=new_id(), people=34, replaces=TAUGHT.id)
    other.write(lambda uow: care.EDUCATION.add(uow, right))
    settled(other.sync(link), seat.sync(link))
    found = seat.store.read(lambda conn: care.EDUCATION.by_ids(conn, [TAUGHT.id, right.id]))
    assert taught(found.values()) == [right]


def test_what_settles_two_forms_of_a_plan_settles_them_everywhere(seat: Seat, other: Seat, link: HttpLink) -> None:
    seat.write(_begun)
    settled(seat.sync(link), other.sync(link))
    here = replace(PLAN, id=new_id(), lines=("每天盐不超过4克",), replaces=(PLAN.id,))
    there = replace(PLAN, id=new_id(), lines=("每天盐不超过3克",), replaces=(PLAN.id,), at="2026-03-06T01:00:00.000Z")
    seat.write(lambda uow: care.PLAN_TEXTS.add(uow, here))
    other.write(lambda uow: care.PLAN_TEXTS.add(uow, there))
    for _ in range(2):
        seat.sync(link)
        other.sync(link)
    last = replace(PLAN, id=new_id(), lines=("每天盐不超过4克，用限盐勺",), replaces=(there.id, here.id), at="2026-03-06T02:00:00.000Z")
    other.write(lambda uow: care.PLAN_TEXTS.add(uow, last))
    other.sync(link)
    seat.sync(link)
    for place in (seat, other):
        found = standing(place.store.read(lambda conn: care.PLAN_TEXTS.of_people(conn, [WHO])))
        assert found[PlanPart.DIET] == (last,)


def test_a_reading_from_home_is_one_at_the_other_seat_too(seat: Seat, other: Seat, link: HttpLink) -> None:
    seat.write(_begun)
    values = (MeasuredValue("systolic", Decimal(148), "mmHg"), MeasuredValue("diastolic", Decimal(92), "mmHg"))
    kind, flags = MeasurementKind.BLOOD_PRESSURE, ("entered:2026-03-05T00:40:00.000Z",)
    home = Measurement(new_id(), WHO, None, kind, values, AT, TimeBasis.UNKNOWN, Source.HOME, flags=flags)
    seat.write(lambda uow: measurements.add(uow, home))
    settled(seat.sync(link), other.sync(link))
    assert other.store.read(lambda conn: measurements.home(conn, [WHO], "")) == [home]
    assert home not in other.store.read(lambda conn: measurements.series(conn, [WHO], kind, ""))


def test_a_trip_planned_at_one_seat_is_reckoned_up_at_either_and_nothing_said_is_lost(seat: Seat, other: Seat, link: HttpLink) -> None:
    """Two say of one slip, and both seats reckon up, before they meet."""
    seat.write(_begun)
    settled(seat.sync(link), other.sync(link))
    refused = Contact(new_id(), WHO, "trip", ContactWay.VILLAGE, ContactOutcome.REFUSES, DOCTOR, "2026-03-06T02:00:00.000Z")
    away = replace(refused, id=new_id(), outcome=ContactOutcome.AWAY, at="2026-03-06T03:00:00.000Z")
    last = replace(RETURN, id=new_id(), unclaimed=0, at="2026-03-06T04:00:00.000Z")
    office = replace(RETURN, id=new_id(), seat="B1", unclaimed=0, at="2026-03-06T05:00:00.000Z")
    for place, said, word in ((seat, away, last), (other, refused, office)):
        place.write(partial(contacts.CONTACTS.add, one=said))
        place.write(partial(trips.RETURNS.add, one=word))
    for _ in range(2):
        seat.sync(link)
        other.sync(link)
    for place in (seat, other):
        told = place.store.read(lambda conn: contacts.CONTACTS.of_people(conn, [WHO], "2026-03-06"))
        assert told == [away, refused], "both stand, the newest first"
        assert place.store.read(lambda conn: trips.returns(conn, TRIP.id)) == {"A1": last, "B1": office}
    assert [(one.pushed, one.pulled) for one in (seat.sync(link), other.sync(link))] == [(0, 0), (0, 0)]


def test_a_list_of_something_else_is_no_trip() -> None:
    body = wired(trip.to_fhir(TRIP))
    assert trip.from_fhir(body) == TRIP
    twice = body | {"entry": body["entry"] * 2}
    for wrong, error in ((twice, BadResource), (body | {"entry": []}, BadResource), (body | {"extension": []}, NotOurs)):
        with pytest.raises(error):
            trip.from_fhir(wrong)
    with pytest.raises(NotOurs):
        sample.from_fhir(body)
    bare = wired(trip.return_to_fhir(RETURN)) | {"about": []}
    with pytest.raises(BadResource):
        trip.return_from_fhir(bare)
