"""A wrong resident undone: everybody who saw it is told, the key waits, the patient is called (H25, safety.md §3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.clock import SetClock, iso
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.measurement import Measurement, MeasurementKind
from app.domain.person import Person
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.forms.reading import library
from app.rules.pack import Pack
from app.services.accounts import AccountForm, Accounts
from app.services.corrections import Corrections
from app.services.desk import Desk
from app.services.keeping import verify
from app.services.prescribing import Prescribing
from app.services.session import SignedIn
from app.store import filled_forms, measurements
from app.store.unit_of_work import UnitOfWork
from tests.app.services.measuring_table import MakePerson, Table
from tests.app.services.rx_clinic import AMLODIPINE, sheet

NURSE = AccountForm("li", "second horse", "李秀兰", "002", "nurse")


@pytest.fixture
def table(desk: Desk, clock: SetClock) -> Table:
    clock.forward(7.3)
    return Table(desk, clock)


@pytest.fixture
def nurse(desk: Desk) -> SignedIn:
    card = Accounts(desk).add(NURSE)
    return replace(desk.who, account=card.id, role="nurse", practitioner="", signing_seed=None)


@pytest.fixture
def doctor(desk: Desk) -> SignedIn:
    return desk.who


@pytest.fixture
def seat(desk: Desk) -> Callable[[SignedIn], None]:
    return desk.session.set


@pytest.fixture
def corrections(desk: Desk) -> Corrections:
    return Corrections(desk)


@pytest.fixture
def patient(make_person: MakePerson) -> Person:
    return make_person()


@pytest.fixture
def wrong(table: Table, patient: Person, nurse: SignedIn, seat: Callable[[SignedIn], None]) -> Measurement:
    """A pressure of another woman, taken by the nurse on this patient, who is now the doctor's."""
    seat(nurse)
    armed = table.arm(table.cuff(), patient)
    table.press(table.devices.known()[0], 168, 96)
    (found,) = table.intake.state(armed.encounter or "").measurements
    table.intake.save(armed.encounter or "")
    return found


def sign(desk: Desk, pack: Pack, wrong: Measurement) -> str:
    rx = Prescribing(desk, pack, ReviewMode.NONE)
    return rx.sign(sheet(wrong.person, wrong.encounter or "", AMLODIPINE)).id


def take_back(table: Table, nurse: SignedIn, wrong: Measurement) -> None:
    table.desk.session.set(nurse)
    table.clock.forward(60)
    table.intake.mark_error(wrong.id, "是隔壁张桂英的")


def test_who_opened_the_chart_is_told_and_nobody_else(
    table: Table, corrections: Corrections, doctor: SignedIn, nurse: SignedIn, wrong: Measurement, seat: Callable[[SignedIn], None]
) -> None:
    seat(doctor)
    table.desk.looked(wrong.person)
    take_back(table, nurse, wrong)
    assert corrections.mine() == []  # the nurse knows
    seat(doctor)
    (told,) = corrections.mine()
    assert told.value is not None and told.value.id == wrong.id and told.reason == "是隔壁张桂英的"
    assert told.by == NURSE.name
    assert corrections.is_unread(wrong.person)
    corrections.seen(told.id)
    assert corrections.mine() == [] and not corrections.is_unread(wrong.person)
    with pytest.raises(KnownError, match="correction_unknown"):
        corrections.seen(told.id)


def test_who_looked_long_before_or_at_somebody_else_is_not_told(
    table: Table,
    corrections: Corrections,
    doctor: SignedIn,
    nurse: SignedIn,
    patient: Person,
    make_person: MakePerson,
    seat: Callable[[SignedIn], None],
) -> None:
    other = make_person(name="张桂英", serial=26)
    seat(doctor)
    table.desk.looked(patient.id)
    table.desk.store.settle()  # the look is written beside, at the time of its writing
    table.clock.forward(3600)
    table.desk.looked(other.id)
    seat(nurse)
    armed = table.arm(table.cuff(), patient)
    table.press(table.devices.known()[0], 168, 96)
    (found,) = table.intake.state(armed.encounter or "").measurements
    take_back(table, nurse, found)
    seat(doctor)
    assert corrections.mine() == []


def test_the_key_stays_shut_until_it_was_read(
    table: Table,
    corrections: Corrections,
    doctor: SignedIn,
    nurse: SignedIn,
    wrong: Measurement,
    pack: Pack,
    seat: Callable[[SignedIn], None],
) -> None:
    seat(doctor)
    table.queue.call(wrong.encounter or "")  # has the visit, whatever the trail says
    take_back(table, nurse, wrong)
    seat(doctor)
    with pytest.raises(KnownError, match="correction_unread"):
        sign(table.desk, pack, wrong)
    corrections.seen(corrections.mine()[0].id)
    assert sign(table.desk, pack, wrong)


def test_a_sheet_signed_by_it_becomes_a_call(
    table: Table,
    corrections: Corrections,
    doctor: SignedIn,
    nurse: SignedIn,
    wrong: Measurement,
    pack: Pack,
    seat: Callable[[SignedIn], None],
) -> None:
    seat(doctor)
    table.queue.call(wrong.encounter or "")
    signed = sign(table.desk, pack, wrong)
    Prescribing(table.desk, pack, ReviewMode.NONE).printed(signed, b"%PDF-1.4")
    take_back(table, nurse, wrong)
    seat(doctor)
    (call,) = corrections.calls()
    assert call.prescription == signed and call.copies == 1 and call.phones
    corrections.called(call.id, "unreachable", "没人接")
    (again,) = corrections.calls()
    assert again.tried.endswith("没人接")
    corrections.called(call.id, "stopped", "让她今晚先不吃")
    assert corrections.calls() == []
    assert not verify(table.desk)


def test_a_sheet_signed_before_it_is_no_call(
    table: Table, corrections: Corrections, doctor: SignedIn, nurse: SignedIn, patient: Person, pack: Pack, seat: Callable[[SignedIn], None]
) -> None:
    visit = table.intake.open_visit(patient.id)
    Prescribing(table.desk, pack, ReviewMode.NONE).sign(sheet(patient.id, visit.id, AMLODIPINE))
    table.clock.forward(30)
    seat(nurse)
    table.arm(table.cuff(), patient, visit)
    table.press(table.devices.known()[0], 168, 96)
    (found,) = table.intake.state(visit.id).measurements
    take_back(table, nurse, found)
    seat(doctor)
    assert corrections.calls() == []


def test_a_completed_form_that_took_the_value_is_named(
    table: Table, corrections: Corrections, doctor: SignedIn, nurse: SignedIn, wrong: Measurement, seat: Callable[[SignedIn], None]
) -> None:
    """H25, forms: it is never changed by itself, and would count for good with the pressure of another woman."""
    seat(doctor)
    table.desk.looked(wrong.person)
    used = {
        "htn_followup": FormValue(ValueKind.NUMBER, ("168",), f"measurement:{wrong.id}"),
        "dm_followup": FormValue(ValueKind.NUMBER, ("168",)),
    }
    for form, value in used.items():
        made = FilledForm(
            new_id(), wrong.person, None, form, 1, "2026-03-05", {"systolic": value}, doctor.practitioner, iso(table.clock.now())
        )
        table.desk.store.write(lambda uow, made=made: filled_forms.add(uow, made)).result()  # type: ignore[misc]
    take_back(table, nurse, wrong)
    seat(doctor)
    (told,) = corrections.mine()
    assert told.forms == ((library().form("htn_followup").title, "2026-03-05"),)


def test_a_form_that_took_the_result_of_the_round_is_named_too(
    table: Table, corrections: Corrections, doctor: SignedIn, nurse: SignedIn, wrong: Measurement, seat: Callable[[SignedIn], None]
) -> None:
    seat(doctor)
    table.desk.looked(wrong.person)
    result = replace(wrong, id=new_id(), kind=MeasurementKind.BLOOD_PRESSURE_SUMMARY, derived_from=(wrong.id,), reading_key=None)
    value = FormValue(ValueKind.NUMBER, ("168",), f"measurement:{result.id}")
    made = FilledForm(
        new_id(), wrong.person, None, "unheard", 9, "2026-03-05", {"systolic": value}, doctor.practitioner, iso(table.clock.now())
    )

    def work(uow: UnitOfWork) -> None:
        measurements.add(uow, result)
        filled_forms.add(uow, made)

    table.desk.store.write(work).result()
    take_back(table, nurse, wrong)
    seat(doctor)
    (told,) = corrections.mine()
    assert told.forms == (("unheard", "2026-03-05"),), "the form of a newer program is named as it calls itself"
