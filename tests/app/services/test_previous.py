"""The value before: of an earlier visit, of the same human, never the one being taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.clock import SetClock
from app.domain.measurement import MeasurementKind
from app.domain.person import Person
from app.errors import NotAllowed
from app.services.desk import Desk
from app.services.intake import Intake
from app.services.previous import LOOK_BACK, PreviousValues
from app.store import people

WEIGHT, SPO2 = MeasurementKind.WEIGHT, MeasurementKind.SPO2


def weigh(desk: Desk, person: str, text: str) -> str:
    intake = Intake(desk)
    visit = intake.open_visit(person)
    assert intake.enter(visit.id, WEIGHT, text, confirmed=("jump",)).measurement is not None
    return visit.id


def test_the_newest_of_an_earlier_visit(desk: Desk, clock: SetClock, make_person: Callable[..., Person]) -> None:
    person = make_person()
    weigh(desk, person.id, "60")
    clock.forward(86_400 * 30)
    weigh(desk, person.id, "61")
    clock.forward(86_400 * 30)
    now = weigh(desk, person.id, "62")
    found = PreviousValues(desk).of(person.id, now)
    assert found[WEIGHT].values[0].value == 61 and SPO2 not in found
    assert PreviousValues(desk).of(person.id)[WEIGHT].values[0].value == 62


def test_values_of_a_linked_record_are_the_same_humans(desk: Desk, clock: SetClock, make_person: Callable[..., Person]) -> None:
    one, other = make_person(), make_person(name="王秀英", serial=26)
    weigh(desk, other.id, "58")
    desk.store.write(lambda uow: people.link(uow, one.id, other.id, "same"), desk.actor).result()
    assert PreviousValues(desk).of(one.id)[WEIGHT].values[0].value == 58


def test_very_old_values_say_nothing(desk: Desk, clock: SetClock, make_person: Callable[..., Person]) -> None:
    person = make_person()
    weigh(desk, person.id, "60")
    clock.forward(LOOK_BACK.total_seconds() + 86_400)
    assert PreviousValues(desk).of(person.id) == {}


def test_nobody_signed_in_reads_nothing(desk: Desk, make_person: Callable[..., Person]) -> None:
    person = make_person()
    desk.session.set(None)
    with pytest.raises(NotAllowed):
        PreviousValues(desk).of(person.id)
