"""今日待办: groups by day, one row a human, promises, referrals and refills."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app.clock import SetClock, iso
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.person import Person
from app.domain.programme import Basis, Closing, ContactOutcome, ContactWay, Programme
from app.errors import KnownError
from app.services.desk import Desk
from app.services.refill_list import DueRow, Supply
from app.services.registers import Registers
from app.services.today import Group, Today, TodayList, Why
from app.store import filled_forms

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

    def runs_out(person: str, last: date) -> DueRow:
        supply = Supply("amlodipine-tab", "氨氯地平片", last, (last - TODAY).days + 1, "s1", "0001", TODAY)
        return DueRow(person, "李四", "1", "60岁", "柳树村", "", (supply,), None)

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
