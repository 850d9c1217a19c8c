"""Registers: who is enrolled, who should be looked at, and how somebody enters and leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.clock import SetClock, iso
from app.domain.clinical import Condition
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Person
from app.domain.programme import Basis, Closing, ContactOutcome, ContactWay, Programme
from app.errors import KnownError
from app.services import today
from app.services.desk import Desk
from app.services.registers import Registers, Why
from app.services.residents import Residents
from app.services.today import Today
from app.store import clinical, encounters, filled_forms, measurements, people
from app.store.unit_of_work import UnitOfWork

TODAY = date(2026, 3, 5)
HTN, DM = Programme.HYPERTENSION, Programme.DIABETES


@pytest.fixture
def registers(desk: Desk) -> Registers:
    return Registers(desk)


def measured(desk: Desk, person: str, days_ago: int, systolic: int, diastolic: int, *, summary: bool = True) -> None:
    """A visit with one pressure."""
    at = iso(desk.clock.now() - timedelta(days=days_ago))
    visit = Encounter(new_id(), person, EncounterStatus.FINISHED, VisitKind.CLINIC, at, finished_at=at)
    values = tuple(MeasuredValue(name, Decimal(number), "mmHg") for name, number in (("systolic", systolic), ("diastolic", diastolic)))
    kind = MeasurementKind.BLOOD_PRESSURE_SUMMARY if summary else MeasurementKind.BLOOD_PRESSURE
    pressure = Measurement(new_id(), person, visit.id, kind, values, at, TimeBasis.ARRIVAL, Source.MANUAL)

    def write(uow: UnitOfWork) -> None:
        encounters.add(uow, visit)
        measurements.add(uow, pressure)

    desk.store.write(write).result()


def test_an_enrolled_resident_is_listed_with_the_last_follow_up(
    desk: Desk, registers: Registers, make_person: Callable[..., Person]
) -> None:
    who = make_person()
    case = registers.enrol(who.id, HTN, Basis.DIAGNOSED, date(2026, 1, 10), " 县医院诊断 ")
    assert case.note == "县医院诊断" and registers.of_person(who.id) == [case]
    (row,) = registers.cases(HTN)
    assert (row.name, row.village, row.age_text, row.last_day, row.next_on) == ("王秀英", "柳树村", "67岁", None, None)
    values = {
        "control": FormValue(ValueKind.CHOICE, ("2",)),
        "next_on": FormValue(ValueKind.DAY, ("2026-03-15",)),
        "systolic": FormValue(ValueKind.NUMBER, ("152",)),
    }
    for day in ("2026-03-01", "2026-02-01"):
        form = FilledForm(new_id(), who.id, None, "htn_followup", 1, day, values, desk.who.practitioner, iso(desk.clock.now()))
        desk.store.write(lambda uow, form=form: filled_forms.add(uow, form)).result()  # type: ignore[misc]
    (row,) = registers.cases(HTN)
    assert (row.last_day, row.control, row.next_on, row.systolic) == (date(2026, 3, 1), "2", date(2026, 3, 15), "152")
    assert registers.cases(DM) == []


@pytest.mark.parametrize(
    ("birth", "programme", "on", "code"),
    [
        (date(1958, 7, 12), HTN, TODAY + timedelta(days=1), "enrol_day"),
        (date(1958, 7, 12), HTN, date(1950, 1, 1), "enrol_day"),
        (date(2015, 7, 12), HTN, TODAY, "enrol_age"),
        (None, DM, TODAY, "enrol_age"),
        (date(1962, 7, 12), Programme.ELDERLY, TODAY, "enrol_age"),
    ],
)
def test_who_cannot_be_enrolled(
    registers: Registers, make_person: Callable[..., Person], birth: date | None, programme: Programme, on: date, code: str
) -> None:
    who = make_person(birth=birth)
    with pytest.raises(KnownError) as refused:
        registers.enrol(who.id, programme, Basis.DIAGNOSED, on)
    assert refused.value.code == code and registers.of_person(who.id) == []


def test_the_elderly_are_those_who_turn_65_this_year(registers: Registers, make_person: Callable[..., Person]) -> None:
    who = make_person(birth=date(1961, 12, 31))
    assert [(one.person, one.why) for one in registers.candidates()] == [(who.id, Why.OLD)]
    registers.enrol(who.id, Programme.ELDERLY, Basis.AGE, TODAY)
    assert registers.candidates() == []


def test_nobody_is_enrolled_twice_but_may_come_back(registers: Registers, make_person: Callable[..., Person]) -> None:
    who = make_person()
    first = registers.enrol(who.id, HTN, Basis.DIAGNOSED, date(2026, 1, 10))
    with pytest.raises(KnownError, match="enrolled_already"):
        registers.enrol(who.id, HTN, Basis.DIAGNOSED, TODAY)
    ended = registers.close(first.id, Closing.MOVED, date(2026, 2, 1), "去儿子家")
    assert (ended.closing, ended.closed_on) == (Closing.MOVED, "2026-02-01")
    second = registers.enrol(who.id, HTN, Basis.TRANSFERRED, TODAY)
    assert registers.of_person(who.id) == [ended, second] and len(registers.cases(HTN)) == 1
    with pytest.raises(KnownError, match="enrolment_closed"):
        registers.close(first.id, Closing.LOST, TODAY)
    with pytest.raises(KnownError, match="enrol_day"):
        registers.close(second.id, Closing.LOST, date(2026, 1, 1))
    with pytest.raises(KnownError, match="closing_reason"):
        registers.close(second.id, Closing.OTHER, TODAY, " ")


def test_a_linked_record_is_the_same_human(desk: Desk, registers: Registers, make_person: Callable[..., Person]) -> None:
    one, other = make_person(), make_person(serial=26)
    registers.enrol(one.id, HTN, Basis.DIAGNOSED, TODAY)
    desk.store.write(lambda uow: people.link(uow, one.id, other.id, "same")).result()
    with pytest.raises(KnownError, match="enrolled_already"):
        registers.enrol(other.id, HTN, Basis.DIAGNOSED, TODAY)


def test_a_death_closes_every_case_and_stands_in_the_record(desk: Desk, registers: Registers, make_person: Callable[..., Person]) -> None:
    who = make_person()
    cases = [registers.enrol(who.id, programme, Basis.DIAGNOSED, date(2026, 1, 10)) for programme in (HTN, DM)]
    registers.close(cases[0].id, Closing.DIED, date(2026, 3, 1))
    assert [(one.closing, one.closed_on) for one in registers.of_person(who.id)] == [(Closing.DIED, "2026-03-01")] * 2
    kept = desk.store.read(lambda conn: people.get(conn, who.id))
    assert kept is not None and kept.deceased == date(2026, 3, 1)
    with pytest.raises(KnownError, match="enrol_dead"):
        registers.enrol(who.id, HTN, Basis.DIAGNOSED, TODAY)


@pytest.mark.parametrize("closing", [Closing.DIED, Closing.MOVED, Closing.LOST])
def test_what_holds_for_a_human_ends_all_cases_of_all_linked_records(
    desk: Desk, registers: Registers, make_person: Callable[..., Person], closing: Closing
) -> None:
    one, other, third = make_person(), make_person(serial=26), make_person(serial=34)
    registers.enrol(one.id, HTN, Basis.DIAGNOSED, date(2026, 1, 10))
    registers.enrol(other.id, DM, Basis.DIAGNOSED, date(2026, 3, 4))
    for a, b in ((one.id, other.id), (other.id, third.id)):
        desk.store.write(lambda uow, a=a, b=b: people.link(uow, a, b, "same")).result()  # type: ignore[misc]
    assert {each.programme for each in registers.open_of(third.id)} == {HTN, DM}
    registers.end_all(third.id, closing, date(2026, 3, 1), "邻居电话")
    ended = registers.of_person(one.id)
    assert [(each.closing, each.closed_on, each.note) for each in ended] == [
        (closing, "2026-03-01", "邻居电话"),
        (closing, "2026-03-04", "邻居电话"),
    ], "a case of a later day ends on its day"
    died = {desk.store.read(lambda conn, key=key: people.get(conn, key)).deceased for key in (one.id, other.id, third.id)}  # type: ignore[misc, union-attr]
    assert died == ({date(2026, 3, 1)} if closing is Closing.DIED else {None})
    registers.end_all(third.id, closing, date(2026, 3, 1))
    assert registers.of_person(one.id) == ended, "said again it says nothing new"


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), date(1950, 1, 1)])
def test_nobody_ends_on_a_day_that_cannot_be(registers: Registers, make_person: Callable[..., Person], on: date) -> None:
    who = make_person()
    registers.enrol(who.id, HTN, Basis.DIAGNOSED, TODAY)
    with pytest.raises(KnownError, match="enrol_day"):
        registers.end_all(who.id, Closing.MOVED, on)
    assert len(registers.open_of(who.id)) == 1
    with pytest.raises(KnownError, match="person_unknown"):
        registers.end_all("nobody", Closing.DIED, TODAY)


def test_linked_records_are_one_row_with_the_newest_form_and_both_programmes(
    desk: Desk, registers: Registers, make_person: Callable[..., Person]
) -> None:
    one, other = make_person(), make_person(serial=26)
    first = registers.enrol(one.id, HTN, Basis.DIAGNOSED, date(2026, 1, 10))
    registers.enrol(other.id, HTN, Basis.TRANSFERRED, date(2026, 2, 1))
    registers.enrol(other.id, DM, Basis.DIAGNOSED, date(2026, 2, 1))
    assert len(registers.cases(HTN)) == 2
    values = {"next_on": FormValue(ValueKind.DAY, ("2026-06-01",)), "systolic": FormValue(ValueKind.NUMBER, ("128",))}
    form = FilledForm(new_id(), other.id, None, "htn_followup", 1, "2026-03-01", values, desk.who.practitioner, iso(desk.clock.now()))
    desk.store.write(lambda uow: filled_forms.add(uow, form)).result()
    desk.store.write(lambda uow: people.link(uow, one.id, other.id, "same")).result()
    (row,) = registers.cases(HTN)
    assert (row.enrolment, row.systolic, row.managed) == (first.id, "128", (HTN, DM)), "the first case goes on, nothing was merged"
    assert [each.managed for each in registers.cases(DM)] == [(HTN, DM)]
    assert registers.counts()[HTN] == 2 and all(each.programme is not HTN for each in registers.candidates())


@pytest.mark.parametrize(
    ("context", "number", "comparator", "why"),
    [
        ("fasting", "7.0", "", Why.GLUCOSE),
        ("fasting", "6.9", "", None),
        ("postprandial", "11.1", "", Why.GLUCOSE),
        ("random", "9.9", "", None),
        ("", "12.0", "", None),
        ("random", "27.8", ">", Why.GLUCOSE),
    ],
)
def test_a_glucose_at_the_cut_off_is_tested_again_on_another_day(
    desk: Desk, registers: Registers, make_person: Callable[..., Person], context: str, number: str, comparator: str, why: Why | None
) -> None:
    who = make_person(birth=date(1976, 7, 12))
    at = iso(desk.clock.now() - timedelta(days=2))
    visit = Encounter(new_id(), who.id, EncounterStatus.FINISHED, VisitKind.CLINIC, at, finished_at=at)
    value = MeasuredValue("glucose", Decimal(number), "mmol/L", comparator)
    kind = MeasurementKind.GLUCOSE
    one = Measurement(new_id(), who.id, visit.id, kind, (value,), at, TimeBasis.ARRIVAL, Source.DEVICE, context=context)
    desk.store.write(lambda uow: encounters.add(uow, visit)).result()
    desk.store.write(lambda uow: measurements.add(uow, one)).result()
    found = [(each.programme, each.why, each.days) for each in registers.candidates()]
    assert found == ([] if why is None else [(DM, why, 1)])
    registers.enrol(who.id, DM, Basis.TESTED, TODAY)
    assert registers.candidates() == []


@pytest.mark.parametrize(
    ("readings", "why", "days"),
    [
        ([(20, 148, 92), (10, 146, 90), (1, 142, 86)], Why.CONFIRM, 3),
        ([(10, 146, 90), (1, 142, 86)], Why.RECHECK, 2),
        ([(10, 146, 90), (1, 128, 80)], None, 0),
        ([(40, 146, 90)], None, 0),
        ([(5, 138, 88)], None, 0),
    ],
)
def test_elevated_days_make_candidates(
    desk: Desk, registers: Registers, make_person: Callable[..., Person], readings: list[tuple[int, int, int]], why: Why | None, days: int
) -> None:
    who = make_person(birth=date(1976, 7, 12))
    for reading in readings:
        measured(desk, who.id, *reading)
    found = [(one.person, one.programme, one.why, one.days) for one in registers.candidates()]
    assert found == ([] if why is None else [(who.id, HTN, why, days)])


def test_without_a_result_the_mean_of_the_day_counts(desk: Desk, registers: Registers, make_person: Callable[..., Person]) -> None:
    who = make_person(birth=date(1976, 7, 12))
    measured(desk, who.id, 1, 150, 88, summary=False)
    measured(desk, who.id, 1, 126, 80, summary=False)
    assert registers.candidates() == []
    measured(desk, who.id, 0, 150, 88, summary=False)
    assert [one.why for one in registers.candidates()] == [Why.RECHECK]


def test_a_child_is_no_candidate(desk: Desk, registers: Registers, make_person: Callable[..., Person]) -> None:
    """H18."""
    who = make_person(birth=date(2014, 7, 12))
    for days_ago in (20, 10, 1):
        measured(desk, who.id, days_ago, 150, 95)
    assert registers.candidates() == []


def test_a_diagnosis_in_the_chart_is_a_reason_until_enrolled(
    desk: Desk, registers: Registers, make_person: Callable[..., Person], clock: SetClock
) -> None:
    who = make_person(birth=date(1976, 7, 12))
    found = Condition(new_id(), who.id, None, "E11.900", "2型糖尿病", recorded_at=iso(clock.now()))
    refuted = replace(found, id=new_id(), icd10="J44.9", verification="refuted")
    desk.store.write(lambda uow: [clinical.add_condition(uow, one, None) for one in (found, refuted)]).result()
    assert [(one.programme, one.why) for one in registers.candidates()] == [(DM, Why.DIAGNOSED)]
    registers.enrol(who.id, DM, Basis.DIAGNOSED, TODAY)
    assert registers.candidates() == []


def test_the_banner_says_what_somebody_is_managed_for(desk: Desk, registers: Registers, make_person: Callable[..., Person]) -> None:
    who, residents = make_person(), Residents(desk)
    assert residents.banner(who.id).programmes == ()
    cases = [registers.enrol(who.id, one, Basis.DIAGNOSED, TODAY) for one in (DM, HTN)]
    assert residents.banner(who.id).programmes == (HTN, DM)
    registers.close(cases[0].id, Closing.NOT_THE_DISEASE, TODAY)
    assert residents.banner(who.id).programmes == (HTN,)
    desk.session.set(replace(desk.who, permissions=frozenset({"residents.read"})))
    assert residents.banner(who.id).programmes == (), "the intake desk sees no illnesses"


def test_a_day_agreed_on_to_be_measured_again_stands_with_the_candidate(
    desk: Desk, registers: Registers, make_person: Callable[..., Person], clock: SetClock
) -> None:
    who = make_person(birth=date(1976, 7, 12))
    measured(desk, who.id, 2, 152, 96)
    Today(desk).called(who.id, today.Why.RECHECK, ContactWay.PHONE, ContactOutcome.WILL_COME, TODAY + timedelta(days=1))
    assert [(one.why, one.recheck_on) for one in registers.candidates()] == [(Why.RECHECK, TODAY + timedelta(days=1))]
    clock.forward(2 * 86_400)
    assert [one.recheck_on for one in registers.candidates()] == [None]
    Today(desk).called(who.id, today.Why.FOLLOW_UP, ContactWay.PHONE, ContactOutcome.WILL_COME, TODAY + timedelta(days=5))
    assert [one.recheck_on for one in registers.candidates()] == [None], "a promise about something else"
