"""Calls that late facts make necessary: one row for one objection, read back as it was written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.ids import new_id
from app.domain.late_call import LateCall
from app.domain.person import Person
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.store import late_calls
from tests.app.services.rx_clinic import sheet, visit_of
from tests.shipped_pack import shipped_pack


@pytest.fixture
def call(desk: Desk, make_person: Callable[..., Person]) -> LateCall:
    who = make_person()
    signed = Prescribing(desk, shipped_pack()).sign(sheet(who.id, visit_of(desk, who.id).id))
    key = late_calls.id_of(signed.id, "RX-APP-08", "DDI012", "override", ("b", "a"))
    return LateCall(
        key, who.id, signed.id, "p1", "medicine", "RX-APP-08", "DDI012", "override", "说明书", ("a", "b"), {"effect": "出血"}, ""
    )


def test_a_call_is_written_once(desk: Desk, call: LateCall) -> None:
    assert [desk.store.write(lambda uow: late_calls.add(uow, call)).result() for _ in range(2)] == [True, False]
    (found,) = desk.store.read(late_calls.open_calls)
    assert found.made_at and (found.id, found.drugs, found.facts) == (call.id, call.drugs, call.facts)


def test_the_same_objection_has_one_id_and_a_graver_one_its_own(call: LateCall) -> None:
    same = late_calls.id_of(call.prescription, "RX-APP-08", "DDI012", "override", ("a", "b"))
    graver = late_calls.id_of(call.prescription, "RX-APP-08", "DDI012", "block", ("a", "b"))
    assert call.id == same != graver != late_calls.id_of(new_id(), "RX-APP-08", "DDI012", "block", ("a", "b"))


def test_a_try_is_noted_and_a_settled_call_is_off_the_list(desk: Desk, call: LateCall) -> None:
    desk.store.write(lambda uow: late_calls.add(uow, call)).result()
    desk.store.write(lambda uow: late_calls.tried(uow, call, "没人接")).result()
    assert desk.store.read(late_calls.open_calls)[0].note.endswith("没人接")
    desk.store.write(lambda uow: late_calls.close(uow, call.id, "stopped", "已停")).result()
    closed = desk.store.read(lambda conn: late_calls.get(conn, call.id))
    assert desk.store.read(late_calls.open_calls) == [] and closed is not None and (closed.outcome, closed.note) == ("stopped", "已停")


def test_whose_sheets_were_signed_lately(desk: Desk, call: LateCall, make_person: Callable[..., Person]) -> None:
    other = make_person(serial=3)
    long_ago, later = "2020-01-01T00:00:00.000Z", "2099-01-01T00:00:00.000Z"
    assert desk.store.read(lambda conn: late_calls.signed_for(conn, long_ago)) == {call.person}
    assert desk.store.read(lambda conn: late_calls.signed_for(conn, later)) == set()
    assert desk.store.read(lambda conn: late_calls.signed_for(conn, long_ago, [other.id])) == set()
