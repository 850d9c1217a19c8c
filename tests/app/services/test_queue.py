"""The doctor's queue: order, claims, states, what a row says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.clock import SetClock
from app.domain.measurement import MeasurementKind
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.services.queue import Chip, Queue, QueueState
from app.services.rx_draft import RxDraftLine
from app.services.session import Session
from app.store import accounts
from tests.app.services.measuring_table import MakePerson, Table
from tests.app.services.rx_clinic import sheet, visit_of


@pytest.fixture
def table(desk: Desk, clock: SetClock) -> Table:
    return Table(desk, clock)


def colleague(desk: Desk, clock: SetClock) -> Table:
    """Another doctor at another seat of the same clinic."""
    mine = desk.store.read(lambda conn: accounts.practitioner(conn, desk.who.practitioner))
    assert mine is not None
    other = replace(mine, id="f0000000-0000-4000-8000-000000000002", staff_no="002", name="刘医生")
    desk.store.write(lambda uow: accounts.save_practitioner(uow, other), desk.actor).result()
    session = Session()
    session.set(replace(desk.who, practitioner=other.id, name="刘医生", seat="B2", account="another"))
    return Table(Desk(desk.store, session, clock, "B2"), clock)


def test_a_row_says_who_waits_since_when_with_what(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.press(cuff, 142, 90)
    table.clock.forward(60)
    table.press(cuff, 140, 88)
    table.intake.enter(armed.encounter or "", "weight", "123斤")
    table.intake.save(armed.encounter or "")
    table.clock.forward(600)
    (row,) = table.queue.today()
    assert (row.name, row.age_text, row.village, row.state, row.urgent) == ("王秀英", "67岁", "柳树村", QueueState.WAITING, False)
    assert row.waiting_minutes == 12
    assert {one.kind for one in row.values} == {MeasurementKind.BLOOD_PRESSURE_SUMMARY, MeasurementKind.WEIGHT}
    assert row.chips == () and row.claimed_by == ""


def test_urgent_ones_come_first_and_else_who_came_first(table: Table, make_person: MakePerson) -> None:
    visits = []
    for n in range(4):
        visits.append(table.intake.open_visit(make_person(name=f"王秀{n}", serial=20 + 2 * n).id))
        table.clock.forward(30)
    table.intake.enter(visits[2].id, "glucose", "LO", again="LO")
    assert [row.encounter for row in table.queue.today()] == [visits[n].id for n in (2, 0, 1, 3)]
    assert [chip.code for chip in table.queue.today()[0].chips] == ["sugar_due", "critical", "identity_open"]


def test_two_doctors_do_not_open_one_patient_unasked(desk: Desk, clock: SetClock, table: Table, make_person: MakePerson) -> None:
    visit = table.intake.open_visit(make_person().id)
    other = colleague(desk, clock)
    table.queue.call(visit.id)
    table.queue.call(visit.id)  # mine already: nothing to ask
    (seen,) = other.queue.today()
    assert (seen.claimed_by, seen.mine, seen.state) == ("王建国", False, QueueState.WITH_DOCTOR)
    with pytest.raises(KnownError, match="claimed_by_other"):
        other.queue.call(visit.id)
    taken = other.queue.call(visit.id, take_over=True)
    assert taken.practitioner == other.desk.who.practitioner
    (row,) = table.queue.today()
    assert (row.claimed_by, row.mine) == ("刘医生", False)


def test_a_visit_is_held_and_comes_back(table: Table, make_person: MakePerson) -> None:
    visit = table.intake.open_visit(make_person().id)
    table.queue.call(visit.id)
    table.queue.hold(visit.id)
    assert table.queue.today()[0].state is QueueState.HELD
    table.queue.resume(visit.id)
    assert table.queue.today()[0].state is QueueState.WITH_DOCTOR


def test_finished_visits_leave_the_queue_and_free_their_device(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.queue.call(armed.encounter or "")
    table.queue.finish(armed.encounter or "")
    assert table.queue.today() == [] and table.arming.armed() == []
    (row,) = table.queue.today(finished=True)
    assert row.state is QueueState.FINISHED
    with pytest.raises(KnownError, match="visit_closed"):
        table.queue.call(armed.encounter or "")


def test_who_left_is_cancelled(table: Table, make_person: MakePerson) -> None:
    visit = table.intake.open_visit(make_person().id)
    table.queue.cancel(visit.id, "离开")
    assert table.queue.today(finished=True) == []


def test_yesterdays_visits_are_not_in_todays_queue(table: Table, make_person: MakePerson) -> None:
    table.intake.open_visit(make_person().id)
    table.clock.forward(86400)
    assert table.queue.today() == []


def test_a_correction_shows_beside_the_name(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.press(cuff, 168, 96)
    table.intake.mark_error(table.intake.state(armed.encounter or "").measurements[0].id, "测的是别人")
    assert [chip.code for chip in table.queue.today()[0].chips] == ["corrected"]
    assert table.queue.today()[0].values == ()


def test_who_rests_is_counted_down_and_who_left_is_named(table: Table, make_person: MakePerson) -> None:
    """safety.md §2, 09:10: nobody goes home with 192/112 unseen."""
    visit = table.intake.open_visit(make_person().id)
    table.intake.enter(visit.id, "blood_pressure", "192/112")
    table.intake.save(visit.id)

    def chips() -> list[tuple[str, object]]:
        return [(chip.code, chip.facts.get("n")) for chip in table.queue.today()[0].chips if "retest" in chip.code]

    table.clock.forward(61)
    row = table.queue.today()[0]
    assert row.urgent and row.retest is not None and chips() == [("retest_due", 9)]
    table.clock.forward(540)
    assert chips() == [("retest_now", None)]
    table.clock.forward(1500)
    assert chips() == [("left_unretested", None)]
    table.intake.enter(visit.id, "blood_pressure", "156/92")
    assert chips() == [] and table.queue.today()[0].retest is None


def test_who_is_fasting_on_insulin_goes_first_until_they_have_eaten(
    desk: Desk, clock: SetClock, pack: Pack, make_person: MakePerson
) -> None:
    """H46: a low glucose before everybody; chips say what to do and when to measure again."""
    table, queue, rx = Table(desk, clock), Queue(desk, pack), Prescribing(desk, pack, ReviewMode.BEFORE)
    ordinary, treated, low = (table.intake.open_visit(make_person(name=f"王秀{n}", serial=20 + 2 * n).id) for n in range(3))
    before = visit_of(desk, treated.person)
    rx.sign(sheet(treated.person, before.id, RxDraftLine("gliclazide-tab", Decimal(80), "bid", "oral", 7)))
    queue.finish(before.id)
    assert [row.encounter for row in queue.today()] == [treated.id, ordinary.id, low.id]
    assert "fasting_first" in {chip.code for chip in queue.today()[0].chips}
    table.intake.enter(low.id, "glucose", "3.6", "fasting", again="3.6")
    first = queue.today()[0]
    assert first.encounter == low.id and first.chips[0] == Chip("sugar_due", {"n": 15}) and not first.urgent
    table.intake.enter(treated.id, "glucose", "9.1", "postprandial")
    assert [row.encounter for row in queue.today()] == [low.id, ordinary.id, treated.id]
    clock.forward(41 * 60)
    assert queue.today()[0].chips[0].code == "left_unsweet"
