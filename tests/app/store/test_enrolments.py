"""Enrolments: open ones by programme, closed once, the first of several goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.domain.ids import new_id
from app.domain.person import Person
from app.domain.programme import Basis, Closing, Enrolment, Programme
from app.services.desk import Desk
from app.store import enrolments
from app.store.unit_of_work import UnitOfWork


def _case(desk: Desk, person: Person, day: str, programme: Programme = Programme.DIABETES) -> Enrolment:
    return Enrolment(new_id(), person.id, programme, day, Basis.DIAGNOSED, desk.who.practitioner, f"{day}T00:00:00.000Z")


def test_a_closed_case_is_kept_and_no_longer_open(desk: Desk, make_person: Callable[..., Person]) -> None:
    who, other = make_person(), make_person(serial=3)
    first, second = _case(desk, who, "2026-03-01"), _case(desk, other, "2026-03-02")
    ended = replace(first, closed_on="2026-03-04", closing=Closing.MOVED, closed_by=desk.who.practitioner, note="去儿子家")

    def write(uow: UnitOfWork) -> None:
        for one in (first, second):
            enrolments.add(uow, one)
        enrolments.close(uow, ended)

    desk.store.write(write).result()
    assert desk.store.read(lambda conn: enrolments.open_in(conn, Programme.DIABETES)) == [second]
    assert desk.store.read(lambda conn: enrolments.open_in(conn, Programme.HYPERTENSION)) == []
    assert desk.store.read(lambda conn: enrolments.of_people(conn, [who.id])) == [ended]


def test_of_several_open_cases_the_first_goes_on(desk: Desk, make_person: Callable[..., Person]) -> None:
    who = make_person()
    first, second = _case(desk, who, "2026-03-01"), _case(desk, who, "2026-03-02")
    another = _case(desk, who, "2026-03-02", Programme.HYPERTENSION)

    def write(uow: UnitOfWork) -> list[str]:
        for one in (second, first, another):
            enrolments.add(uow, one)
        return enrolments.end_twice(uow, second)

    assert desk.store.write(write).result() == [second.id]
    found = {one.id: one.closing for one in desk.store.read(lambda conn: enrolments.of_people(conn, [who.id]))}
    assert found == {first.id: None, second.id: Closing.TWICE, another.id: None}
