"""今日待办: groups by day, one row a human, promises, referrals and refills."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.clock import SetClock, iso
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Person
from app.domain.programme import Basis, Closing, ContactOutcome, ContactWay, Programme
from app.errors import KnownError
from app.services.desk import Desk
from app.services.refill_list import DueRow, Supply
from app.services.registers import Registers
from app.services.today import Due, Group, Today, TodayList, Why
from app.services.today_words import TodayWords
from app.store import encounters, filled_forms, measurements, people
from tests.app.services.test_registers import measured

TODAY = date(2026, 3, 5)
HTN, DM = Programme.HYPERTENSION, Programme.DIABETES


def followed(desk: Desk, person: str, next_on: date | None, form: str = "htn_followup", refer: str = "", day: str = "2026-02-19") -> None:
    """A follow-up that said when to come again."""
    values = {"next_on": FormValue(ValueKind.DAY, (next_on.isoformat(),))} if next_on else {}
    if refer:
        values["refer_reason"] = FormValue(ValueKind.TEXT, (refer,))
    made = FilledForm(new_id(), person, None, form, 1, day, values, desk.who.practitioner, iso(desk.clock.now()))
    desk.store.write(lambda uow: filled_forms.add(uow, made)).result()


@pytest.fixture
def case(desk: Desk, make_person: Callable[..., Person]) -> str:
    """A resident with hypertension."""
    who = make_person(birth=date(1976, 7, 12))
    Registers(desk).enrol(who.id, HTN, Basis.DIAGNOSED, date(2026, 1, 10))
    return who.id


def runs_out(person: str, last: date) -> DueRow:
    """A medicine of somebody that lasts until a day."""
    supply = Supply("amlodipine-tab", "氨氯地平片", last, (last - TODAY).days + 1, "s1", "0001", TODAY)
    return DueRow(person, "李四", "1", "60岁", "柳树村", "", (supply,), None)


def shown(found: TodayList) -> list[tuple[str, Group, list[Why]]]:
    return [(one.person, one.group, [asked.why for asked in one.due]) for one in found.rows]


@pytest.mark.parametrize(
    ("days", "group"), [(-1, Group.OVERDUE), (0, Group.TODAY), (1, Group.WEEK), (6, Group.WEEK), (7, None), (90, None)]
)
def test_groups_by_the_day(desk: Desk, case: str, days: int, group: Group | None) -> None:
    followed(desk, case, TODAY + timedelta(days=days))
    found = Today(desk).listed()
    assert shown(found) == ([] if group is None else [(case, group, [Why.FOLLOW_UP])])
    assert found.cases == 1 and found.people == len(found.rows)


def test_never_visited_since_enrolment_is_overdue(desk: Desk, case: str) -> None:
    assert shown(Today(desk).listed()) == [(case, Group.OVERDUE, [Why.FIRST])]
    Registers(desk).close(Registers(desk).of_person(case)[0].id, Closing.MOVED, TODAY)
    assert Today(desk).listed().rows == ()


def test_somebody_with_two_diseases_is_one_row(desk: Desk, case: str) -> None:
    Registers(desk).enrol(case, DM, Basis.TESTED, date(2026, 1, 20))
    followed(desk, case, TODAY)
    followed(desk, case, TODAY - timedelta(days=3), "dm_followup")
    found = Today(desk).listed()
    assert [(asked.programme, asked.day) for asked in found.rows[0].due] == [(DM, TODAY - timedelta(days=3)), (HTN, TODAY)]
    assert (found.people, found.cases, found.rows[0].group) == (1, 2, Group.OVERDUE)
    only = Today(desk).listed(programme=HTN)
    assert shown(only) == [(case, Group.TODAY, [Why.FOLLOW_UP])] and only.cases == 1


def test_a_referral_is_urgent_when_its_two_weeks_are_over(desk: Desk, case: str, clock: SetClock) -> None:
    followed(desk, case, TODAY + timedelta(days=1), refer="血压182/112")
    assert shown(Today(desk).listed()) == [(case, Group.WEEK, [Why.REFERRAL])]
    clock.forward(86_400)
    assert shown(Today(desk).listed()) == [(case, Group.URGENT, [Why.REFERRAL])]


def test_a_promise_moves_somebody_to_its_day_and_no_further(desk: Desk, case: str, clock: SetClock) -> None:
    followed(desk, case, TODAY - timedelta(days=9))
    today = Today(desk)
    today.called(case, Why.FOLLOW_UP, ContactWay.PHONE, ContactOutcome.WILL_COME, TODAY + timedelta(days=2))
    (row,) = today.listed().rows
    assert (row.group, row.promised, row.contact and row.contact.outcome) == (Group.WEEK, TODAY + timedelta(days=2), "will_come")
    clock.forward(3 * 86_400)
    (row,) = today.listed().rows
    assert (row.group, row.promised) == (Group.OVERDUE, None)
    today.called(case, Why.FOLLOW_UP, ContactWay.PHONE, ContactOutcome.NO_ANSWER)
    (row,) = today.listed().rows
    assert row.contact is not None and row.contact.outcome == "no_answer" and row.group is Group.OVERDUE


def test_no_promise_moves_what_is_urgent(desk: Desk, case: str) -> None:
    followed(desk, case, TODAY, refer="血压182/112")
    today = Today(desk)
    today.called(case, Why.REFERRAL, ContactWay.PHONE, ContactOutcome.WILL_COME, TODAY + timedelta(days=3))
    assert [one.group for one in today.listed().rows] == [Group.URGENT]


@pytest.mark.parametrize("day", [None, TODAY - timedelta(days=1)])
def test_a_promise_needs_a_day_that_is_not_past(desk: Desk, case: str, day: date | None) -> None:
    with pytest.raises(KnownError, match="contact_day"):
        Today(desk).called(case, Why.FOLLOW_UP, ContactWay.PHONE, ContactOutcome.WILL_COME, day)


def test_the_elderly_are_asked_for_at_the_end_of_a_year_without_examination(
    desk: Desk, make_person: Callable[..., Person], clock: SetClock
) -> None:
    who = make_person()
    Registers(desk).enrol(who.id, Programme.ELDERLY, Basis.AGE, TODAY)
    assert Today(desk).listed().rows == ()
    clock.forward((date(2026, 12, 28) - TODAY).days * 86_400)
    assert shown(Today(desk).listed()) == [(who.id, Group.WEEK, [Why.EXAM])]
    followed(desk, who.id, None, "exam", day="2026-12-28")
    assert Today(desk).listed().rows == ()


def test_refills_stand_beside_what_else_is_due(desk: Desk, case: str) -> None:
    followed(desk, case, TODAY + timedelta(days=2))

    asked: list[tuple[date, date]] = []

    def refills(since: date, until: date) -> list[DueRow]:
        asked.append((since, until))
        return [runs_out(case, TODAY + timedelta(days=1)), runs_out("other", TODAY)]

    found = Today(desk, refills).listed()
    assert asked == [(TODAY, TODAY + timedelta(days=6))]
    assert shown(found) == [("other", Group.TODAY, [Why.REFILL]), (case, Group.WEEK, [Why.REFILL, Why.FOLLOW_UP])]
    assert found.counts[Group.WEEK] == 1 and Today(desk, refills).listed(village="别处").rows == ()


def test_a_promise_moves_a_refill_too_and_the_call_is_told(desk: Desk, make_person: Callable[..., Person], clock: SetClock) -> None:
    who = make_person()

    def refills(since: date, until: date) -> list[DueRow]:
        supply = Supply("amlodipine-tab", "氨氯地平片", TODAY, 1, "s1", "0001", TODAY)
        return [DueRow(who.id, "王秀英", "2", "67岁", "柳树村", "", (supply,), None)]

    today = Today(desk, refills)
    assert today.due().rows == (), "the first step knows nothing of medicines"
    today.called(who.id, Why.REFILL, ContactWay.PHONE, ContactOutcome.WILL_COME, TODAY + timedelta(days=3))
    (row,) = today.with_refills(today.due()).rows
    assert (row.group, row.promised, row.contact and row.contact.outcome) == (Group.WEEK, TODAY + timedelta(days=3), "will_come")
    clock.forward(60)
    today.called(who.id, Why.REFILL, ContactWay.PHONE, ContactOutcome.WILL_COME, TODAY + timedelta(days=9))
    assert today.listed().rows == ()
    assert today.with_refills(today.due(programme=HTN)).rows == (), "a list of one programme has no refills"


def test_linked_records_are_one_row_with_both_programmes_and_one_promise(desk: Desk, make_person: Callable[..., Person]) -> None:
    one, other = make_person(birth=date(1976, 7, 12)), make_person(serial=26, birth=date(1976, 7, 12))
    Registers(desk).enrol(one.id, HTN, Basis.DIAGNOSED, date(2026, 1, 10))
    Registers(desk).enrol(other.id, DM, Basis.DIAGNOSED, date(2026, 1, 10))
    followed(desk, one.id, TODAY - timedelta(days=3))
    followed(desk, other.id, TODAY, "dm_followup")
    today = Today(desk, lambda since, until: [runs_out(other.id, TODAY)])
    desk.store.write(lambda uow: people.link(uow, one.id, other.id, "same")).result()
    found = today.listed()
    assert shown(found) == [(one.id, Group.OVERDUE, [Why.FOLLOW_UP, Why.FOLLOW_UP, Why.REFILL])]
    assert [case.programme for case in found.rows[0].cases] == [HTN, DM] and (found.people, found.cases) == (1, 2)
    today.called(other.id, Why.FOLLOW_UP, ContactWay.PHONE, ContactOutcome.WILL_COME, TODAY + timedelta(days=2))
    (row,) = today.listed().rows
    assert (row.group, row.promised) == (Group.WEEK, TODAY + timedelta(days=2))


def test_a_follow_up_in_one_record_is_one_of_the_linked_record_too(desk: Desk, make_person: Callable[..., Person]) -> None:
    one, other = make_person(birth=date(1976, 7, 12)), make_person(serial=26, birth=date(1976, 7, 12))
    for who in (one, other):
        Registers(desk).enrol(who.id, HTN, Basis.DIAGNOSED, date(2026, 1, 10))
    desk.store.write(lambda uow: people.link(uow, one.id, other.id, "same")).result()
    assert [row.group for row in Today(desk).listed().rows] == [Group.OVERDUE]
    followed(desk, other.id, TODAY + timedelta(days=60))
    assert Today(desk).listed().rows == ()


def test_who_promised_to_be_measured_again_stands_there_on_that_day_with_the_last_value(
    desk: Desk, make_person: Callable[..., Person], clock: SetClock
) -> None:
    who = make_person(birth=date(1976, 7, 12))
    measured(desk, who.id, 3, 152, 94)
    today = Today(desk)
    assert today.due().rows == ()
    today.called(who.id, Why.RECHECK, ContactWay.PHONE, ContactOutcome.WILL_COME, TODAY + timedelta(days=2))
    (row,) = today.due(programme=HTN).rows
    assert (row.group, row.phone, row.first) == (Group.WEEK, row.phone, Due(Why.RECHECK, TODAY + timedelta(days=2), HTN))
    assert [(case.enrolment, case.systolic, case.diastolic, case.last_day) for case in row.cases] == [
        ("", "152", "94", TODAY - timedelta(days=3))
    ]
    assert TodayWords(TODAY, "zh_CN").all_due(row) == "复测血压 03-07 到期" and today.due(programme=DM).rows == ()
    clock.forward(3 * 86_400)
    today.called(who.id, Why.RECHECK, ContactWay.PHONE, ContactOutcome.NO_ANSWER)
    assert shown(today.due()) == [(who.id, Group.OVERDUE, [Why.RECHECK])], "nobody was reached: it still holds"
    measured(desk, who.id, 0, 128, 80)
    assert today.due().rows == ()


def test_who_is_measured_again_under_a_linked_record_is_not_asked_for_any_more(
    desk: Desk, make_person: Callable[..., Person], clock: SetClock
) -> None:
    one, other = make_person(birth=date(1976, 7, 12)), make_person(serial=26, birth=date(1976, 7, 12))
    desk.store.write(lambda uow: people.link(uow, one.id, other.id, "same")).result()
    measured(desk, one.id, 3, 152, 94)
    today, registers = Today(desk), Registers(desk)
    today.called(one.id, Why.RECHECK, ContactWay.PHONE, ContactOutcome.WILL_COME, TODAY + timedelta(days=1))
    clock.forward(60)
    today.called(other.id, Why.RECHECK, ContactWay.PHONE, ContactOutcome.WILL_COME, TODAY + timedelta(days=2))
    (row,) = today.due().rows
    assert (row.person, row.first.day, [case.systolic for case in row.cases]) == (other.id, TODAY + timedelta(days=2), ["152"])
    assert [found.recheck_on for found in registers.candidates()] == [TODAY + timedelta(days=2)]
    clock.forward(2 * 86_400)
    measured(desk, one.id, 0, 128, 80)
    assert today.due().rows == ()


def test_a_recheck_is_over_when_somebody_refuses_is_enrolled_or_it_is_long_past(
    desk: Desk, make_person: Callable[..., Person], clock: SetClock
) -> None:
    today, found = Today(desk), [make_person(serial=n, birth=date(1976, 7, 12)) for n in (17, 25, 33, 41)]
    for who in found:
        measured(desk, who.id, 3, 152, 94)
        today.called(who.id, Why.RECHECK, ContactWay.PHONE, ContactOutcome.WILL_COME, TODAY)
    refuses, enrolled, dead, late = found
    today.called(refuses.id, Why.RECHECK, ContactWay.PHONE, ContactOutcome.REFUSES)
    Registers(desk).enrol(enrolled.id, HTN, Basis.DIAGNOSED, TODAY)
    followed(desk, enrolled.id, TODAY + timedelta(days=60), day=TODAY.isoformat())
    Registers(desk).end_all(dead.id, Closing.DIED, TODAY)
    assert shown(today.due()) == [(late.id, Group.TODAY, [Why.RECHECK])]
    clock.forward(29 * 86_400)
    assert today.due().rows == ()


def test_a_glucose_is_measured_again_and_stands_beside_what_else_is_due(desk: Desk, case: str) -> None:
    at = iso(desk.clock.now() - timedelta(days=2))
    visit = Encounter(new_id(), case, EncounterStatus.FINISHED, VisitKind.CLINIC, at, finished_at=at)
    value = MeasuredValue("glucose", Decimal("12.4"), "mmol/L")
    kind = MeasurementKind.GLUCOSE
    one = Measurement(new_id(), case, visit.id, kind, (value,), at, TimeBasis.ARRIVAL, Source.DEVICE, context="random")
    desk.store.write(lambda uow: encounters.add(uow, visit)).result()
    desk.store.write(lambda uow: measurements.add(uow, one)).result()
    followed(desk, case, TODAY + timedelta(days=60))
    today = Today(desk)
    today.called(case, Why.RECHECK_GLUCOSE, ContactWay.PHONE, ContactOutcome.WILL_COME, TODAY)
    (row,) = today.due().rows
    assert (row.group, row.due) == (Group.TODAY, (Due(Why.RECHECK_GLUCOSE, TODAY, DM),))
    assert TodayWords(TODAY, "zh_CN").last(row) == "血糖 12.4"
    followed(desk, case, TODAY, day=TODAY.isoformat())
    assert shown(today.due()) == [(case, Group.TODAY, [Why.FOLLOW_UP, Why.RECHECK_GLUCOSE])]
