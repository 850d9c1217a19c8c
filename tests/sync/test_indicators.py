"""The same number at clinic and hub for the same cut-off: what two clinics count each adds up at the manager's seat above both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import new_id, organization_id
from app.domain.indicators import ASKED, MeasureReport
from app.domain.person import Person
from app.domain.programme import Basis, Closing, Enrolment, Programme
from app.domain.staff import Organization, Practitioner
from app.services.desk import Desk
from app.services.indicators import Board, Indicators, Side
from app.services.session import Session, SignedIn
from app.store import accounts, enrolments, filled_forms, indicators, people
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork
from sync.http import HttpLink
from tests.sync.fhir import samples
from tests.sync.seats import Seat, settled

CUT_OFF, AT = date(2026, 3, 5), "2026-03-05T01:00:00.000Z"
PERMISSIONS = frozenset({"indicators.read", "indicators.report"})


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Seat]:
    made = Seat(tmp_path, "manager")
    yield made
    made.store.close()


class Clinic:
    """One clinic with its doctor at a seat of its own."""

    def __init__(self, seat: Seat, code: str) -> None:
        self.seat, self.place = seat, Organization(organization_id(code), code, f"{code}卫生室")
        self.doctor: Practitioner = replace(samples.doctor, id=new_id(), organization=self.place.id, staff_no=code)
        seat.write(self._begin)

    def _begin(self, uow: UnitOfWork) -> None:
        accounts.save_organization(uow, self.place)
        accounts.save_practitioner(uow, self.doctor)

    def case(self, programme: Programme, pressure: str = "", fasting: str = "", who: Person | None = None) -> Person:
        """A case, new or of somebody known, with a follow-up of 1 March where something was measured."""
        one = who or replace(samples.resident, id=new_id(), name="李四", identifiers=(), phones=())

        def work(uow: UnitOfWork) -> None:
            if who is None:
                people.add(uow, one)
            enrolments.add(uow, Enrolment(new_id(), one.id, programme, "2025-01-05", Basis.DIAGNOSED, self.doctor.id, AT))
            if pressure or fasting:
                filled_forms.add(uow, self._form(one, programme, pressure, fasting))

        self.seat.write(work)
        return one

    def _form(self, one: Person, programme: Programme, pressure: str, fasting: str) -> FilledForm:
        told = dict(zip(("systolic", "diastolic"), pressure.split("/"), strict=False)) | {"fasting": fasting, "way": "1"}
        values = {name: FormValue(ValueKind.TEXT, (text,)) for name, text in told.items() if text}
        form = "htn_followup" if programme is Programme.HYPERTENSION else "dm_followup"
        return FilledForm(new_id(), one.id, None, form, 1, "2026-03-01", values, self.doctor.id, AT)


def at(seat: Seat, place: Organization, practitioner: str = "") -> Indicators:
    """The numbers as somebody reads them at a seat."""
    session = Session()
    session.set(SignedIn("a", "x", "周院长", practitioner, "300", "manager", PERMISSIONS, "cockpit", "A1", place, None))
    return Indicators(Desk(seat.store, session, seat.clock, "A1"))


def numbers(board: Board) -> dict[str, tuple[int, int]]:
    return {one.asked.key: (one.part, one.below) for one in board.numbers}


def summed(boards: list[Board]) -> dict[str, tuple[int, int]]:
    told = [numbers(one) for one in boards]
    return {key: (sum(one[key][0] for one in told), sum(one[key][1] for one in told)) for key in ASKED}


def test_two_clinics_add_up_at_the_managers_seat(seat: Seat, other: Seat, manager: Seat, link: HttpLink) -> None:
    """Here 2 of 3 controlled (138/88, 148/95, 120/70), there 1 of 2 (130/80, nothing) and 1 of 1 diabetic (6.9); one of there has both."""
    here, there = Clinic(seat, "510181001"), Clinic(other, "510181002")
    for pressure in ("138/88", "148/95", "120/70"):
        here.case(Programme.HYPERTENSION, pressure)
    both = there.case(Programme.HYPERTENSION, "130/80")
    there.case(Programme.DIABETES, fasting="6.9", who=both)
    there.case(Programme.HYPERTENSION)
    clinics = [at(one.seat, one.place, one.doctor.id) for one in (here, there)]
    boards = [one.board(CUT_OFF) for one in clinics]
    for each, told in zip(clinics, boards, strict=True):
        each.report(told)
    settled(seat.sync(link), other.sync(link), manager.sync(link))

    above = at(manager, here.place)
    board = above.board(CUT_OFF)
    assert numbers(board) == summed(boards)
    assert numbers(board)["hypertension.controlled"] == (3, 5) and numbers(board)["diabetes.controlled"] == (1, 1)
    assert (board.cases, board.people) == (6, 5) == (sum(one.cases for one in boards), sum(one.people for one in boards))
    found = above.behind(board, ASKED["hypertension.controlled"], Side.WHOLE)
    assert [(name, one.part, one.below) for name, one in found.places] == [("510181001卫生室", 2, 3), ("510181002卫生室", 1, 2)]

    reports = [
        {one.measure: (one.numerator, one.denominator) for one in manager.store.read(partial(_reported, place=place))}
        for place in (here.place.id, there.place.id)
    ]
    assert reports == [numbers(one) for one in boards], "what the clinics reported is what the manager counts"


def _reported(conn: Reading, place: str) -> list[MeasureReport]:
    return indicators.reported(conn, place, CUT_OFF.isoformat())


def test_enrolled_at_both_clinics_is_one_case_above(seat: Seat, other: Seat, manager: Seat, link: HttpLink) -> None:
    """A resident of here fell ill there, too, before the two had met: one case goes on, and the manager counts one human once."""
    here, there = Clinic(seat, "510181001"), Clinic(other, "510181002")
    one = here.case(Programme.HYPERTENSION, "138/88")
    settled(seat.sync(link))
    other.write(lambda uow: people.add(uow, one))
    there.case(Programme.HYPERTENSION, "150/95", who=one)
    for _ in range(3):
        for each in (other, seat, manager):
            each.sync(link)
    board = at(manager, here.place).board(CUT_OFF)
    assert numbers(board)["hypertension.managed"] == (1, 1) and board.cases == 1
    closings = {each.closing for each in manager.store.read(lambda conn: enrolments.of_people(conn, [one.id]))}
    assert closings == {None, Closing.TWICE}
