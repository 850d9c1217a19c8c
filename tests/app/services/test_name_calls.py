"""叫号未到: an elder who does not hear the number is not silently in the queue all day (safety.md §3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import SetClock, local_day
from app.domain.encounter import Encounter
from app.domain.programme import ContactOutcome, ContactWay
from app.errors import KnownError
from app.services.desk import Desk
from app.services.queue import Chip, QueueState
from app.services.today import Group, Today, Why
from tests.app.services.measuring_table import MakePerson, Table


@pytest.fixture
def table(desk: Desk, clock: SetClock) -> Table:
    return Table(desk, clock)


def calls(table: Table, visit: Encounter, times: int) -> None:
    for _ in range(times):
        table.clock.forward(300)
        table.queue.call(visit.id)
        table.queue.missed(visit.id)


def test_after_the_third_call_they_stand_in_the_list_of_today(table: Table, make_person: MakePerson) -> None:
    visit, today = table.intake.open_visit(make_person().id), Today(table.desk)
    calls(table, visit, 2)
    (row,) = table.queue.today()
    assert row.state is QueueState.HELD and Chip("missed_calls", {"n": 2}) in row.chips and today.due().rows == ()
    calls(table, visit, 1)
    (due,) = today.due().rows
    assert (due.person, due.phone, due.group, due.first.why) == (visit.person, "13900001234", Group.TODAY, Why.NAME_CALL)
    assert due.contact is None
    today.called(visit.person, Why.NAME_CALL, ContactWay.PHONE, ContactOutcome.NO_ANSWER)
    assert len(today.due().rows) == 1
    table.clock.forward(86_400)
    assert today.due().rows[0].group is Group.OVERDUE
    today.called(visit.person, Why.NAME_CALL, ContactWay.PHONE, ContactOutcome.WILL_COME, local_day(table.clock.now()) + timedelta(1))
    assert today.due().rows == ()


def test_who_came_after_all_is_looked_for_no_more(table: Table, make_person: MakePerson) -> None:
    visit = table.intake.open_visit(make_person().id)
    calls(table, visit, 3)
    table.clock.forward(60)
    table.queue.resume(visit.id)
    table.queue.finish(visit.id)
    assert Today(table.desk).due().rows == ()
    with pytest.raises(KnownError, match="visit_closed"):
        table.queue.missed(visit.id)
