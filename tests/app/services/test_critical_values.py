"""危急值 (H36): open from when the site has it until a week after somebody was told; every step names who did it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.clock import SetClock, local_day
from app.domain.critical_value import CriticalAct
from app.domain.ids import new_id
from app.domain.measurement import Measurement, MeasurementKind, MeasurementStatus
from app.errors import KnownError, NotAllowed
from app.rules.critical_due import Asked
from app.services.critical_values import CriticalRow, CriticalValues, Done, due_now
from app.services.desk import Desk
from app.services.measuring import Typed
from app.store import measurements, people
from tests.app.services.measuring_table import MakePerson, Table, glucose
from tests.app.services.rx_reviewers import hire, seated

KIND = MeasurementKind
HOUR, DAY = 3600, 86_400
TOLD = Done(CriticalAct.TOLD, "女儿王芳", "血糖27点8", "马上来卫生室")


@pytest.fixture
def table(desk: Desk, clock: SetClock) -> Table:
    return Table(desk, clock)


@pytest.fixture
def critical(desk: Desk) -> CriticalValues:
    return CriticalValues(desk)


def typed(table: Table, person: str, value: str = "18.5") -> Measurement:
    """A fasting glucose that was typed twice alike."""
    visit = table.intake.open_visit(person)
    made = table.intake.enter(visit.id, "glucose", value, "fasting", again=value).measurement
    assert made is not None and made.critical
    return made


def alone(found: list[CriticalRow]) -> CriticalRow:
    (one,) = found
    return one


def test_a_typed_value_is_open_with_whom_to_call_and_until_when(
    table: Table, critical: CriticalValues, make_person: MakePerson, clock: SetClock
) -> None:
    who = make_person(phone="13800001111")
    one = typed(table, who.id)
    row = alone(critical.open())
    assert (row.key, row.person, row.name, row.untold, row.tries) == (one.id, who.id, who.name, True, 0)
    assert [number for number, _ in row.phones] == ["13800001111"] and row.since == clock.now()
    assert row.due is not None and row.due.by == clock.now() + timedelta(hours=2)
    assert due_now([row], clock.now()) == [row] and not row.due.is_late(clock.now())


def test_a_device_reading_is_open_too(table: Table, critical: CriticalValues, make_person: MakePerson, clock: SetClock) -> None:
    meter, who = table.meter(), make_person()
    table.arm(meter, who)
    clock.forward(60)
    table.send(glucose(meter, None, clock.now(), 1, comparator=">"))
    assert alone(critical.open()).measurement.values[0].comparator == ">"


def test_the_clock_of_what_came_from_elsewhere_starts_here(
    table: Table, critical: CriticalValues, make_person: MakePerson, clock: SetClock, desk: Desk
) -> None:
    """A report of 06:00 that arrives at 22:10 is to be told by 00:10; one of last year is history."""
    one = typed(table, make_person().id)
    clock.forward(16 * HOUR)
    late = replace(one, id=new_id(), encounter=None)
    old = replace(late, id=new_id(), measured_at="2025-01-05T00:00:00.000Z")
    desk.store.write(lambda uow: measurements.add_all(uow, [late, old]), origin="county").result()
    rows = critical.open()
    assert [row.key for row in rows] == [one.id, late.id]
    assert [row.due is not None and row.due.is_late(clock.now()) for row in rows] == [True, False]


def test_told_then_a_day_then_a_week(table: Table, critical: CriticalValues, make_person: MakePerson, clock: SetClock, desk: Desk) -> None:
    one = typed(table, make_person().id)
    critical.record(one.id, Done(CriticalAct.TRIED, note="无人接"))
    row = alone(critical.open())
    assert row.untold and row.tries == 1
    made = critical.record(one.id, TOLD)
    assert made.by == desk.who.practitioner and made.told == "女儿王芳"
    row = alone(critical.open())
    assert row.due is not None and row.due.what is Asked.DAY and row.steps[-1].by_name == desk.who.name
    assert due_now([row], clock.now()) == []
    clock.forward(DAY)
    assert len(due_now(critical.open(), clock.now())) == 1
    critical.record(one.id, Done(CriticalAct.FOLLOWED_DAY, "本人", action="已在县医院"))
    clock.forward(6 * DAY)
    assert alone(critical.open()).due.what is Asked.WEEK  # type: ignore[union-attr]
    critical.record(one.id, Done(CriticalAct.FOLLOWED_WEEK, "本人"))
    assert critical.open() == []
    with pytest.raises(KnownError, match="critical_gone"):
        critical.record(one.id, TOLD)


def test_what_is_taken_back_is_open_no_more_and_stays_in_the_log(
    table: Table, critical: CriticalValues, make_person: MakePerson, clock: SetClock
) -> None:
    one = typed(table, make_person().id)
    table.intake.mark_error(one.id, "不是本人的")
    today = local_day(clock.now())
    assert critical.open() == [] and [row.taken_back for row in critical.log(today, today)] == [True]
    with pytest.raises(KnownError, match="critical_gone"):
        critical.record(one.id, TOLD)


def test_a_round_of_pressures_is_one_value_to_tell(
    table: Table, critical: CriticalValues, make_person: MakePerson, clock: SetClock
) -> None:
    """Told at the second reading, the result of both asks nobody again."""
    visit = table.intake.open_visit(make_person().id)
    for seconds, text in ((0, "196/118"), (420, "194/116"), (90, "192/116")):
        clock.forward(seconds)
        table.intake.enter(visit.id, "blood_pressure", text)
    key = alone(critical.open()[:1]).key
    for row in critical.open():
        critical.record(row.key, TOLD)
    table.intake.save(visit.id)
    rows = critical.open()
    assert key in {row.key for row in rows} and [row.untold for row in rows] == [False] * len(rows)


@pytest.mark.parametrize(
    ("done", "code"),
    [
        (Done(CriticalAct.TOLD, " ", "", "来诊"), "critical_told_whom"),
        (Done(CriticalAct.TOLD, "本人"), "critical_action"),
        (Done(CriticalAct.FOLLOWED_DAY), "critical_told_whom"),
        (Done(CriticalAct.CLOSED), "critical_reason"),
    ],
)
def test_a_step_says_what_it_must(table: Table, critical: CriticalValues, make_person: MakePerson, done: Done, code: str) -> None:
    one = typed(table, make_person().id)
    with pytest.raises(KnownError, match=code):
        critical.record(one.id, done)
    assert alone(critical.open()).steps == ()


def test_closed_with_a_reason(table: Table, critical: CriticalValues, make_person: MakePerson) -> None:
    one = typed(table, make_person().id)
    critical.record(one.id, Done(CriticalAct.CLOSED, note="已住院"))
    assert critical.open() == []


def test_nobody_is_to_tell_the_dead(table: Table, critical: CriticalValues, make_person: MakePerson, desk: Desk, clock: SetClock) -> None:
    who = make_person()
    typed(table, who.id)
    dead = replace(who, deceased=local_day(clock.now()))
    desk.store.write(lambda uow: people.change(uow, dead), desk.actor).result()
    assert critical.open() == [] and len(critical.log(local_day(clock.now()), local_day(clock.now()))) == 1


def test_an_unknown_value_and_a_role_that_may_not(critical: CriticalValues, desk: Desk) -> None:
    with pytest.raises(KnownError, match="critical_gone"):
        critical.record("nothing", TOLD)
    with seated(desk, hire(desk, "李药师", "101")), pytest.raises(NotAllowed):
        critical.record("nothing", TOLD)


def test_two_values_of_one_visit_are_both_to_tell(table: Table, critical: CriticalValues, make_person: MakePerson) -> None:
    who = make_person()
    visit = table.intake.open_visit(who.id)
    table.intake.save(visit.id, [Typed(KIND.GLUCOSE, "18.5", "fasting", again="18.5"), Typed(KIND.HEART_RATE, "160")])
    assert len(critical.open()) == 2
    assert all(row.measurement.status is MeasurementStatus.FINAL for row in critical.open())
