"""Whom home readings ask a doctor for: read again only where something of it changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.clock import SetClock
from app.domain.clinical import Answer, FactKind
from app.domain.person import Person, Sex
from app.domain.programme import ContactOutcome
from app.services.charting import Charting
from app.services.desk import Desk
from app.services.home_readings import HomeReadings
from app.store import measurements, people
from tests.app.services.forms import measured_today

WHO = {"name": "李小兰", "sex": Sex.FEMALE, "birth": date(1998, 5, 1), "serial": 31}
SEVERE, RAISED_IN_PREGNANCY = "2026-03-05 07:10 186/112", "2026-03-05 07:10 150/95"

Act = Callable[[HomeReadings, Desk, Person], None]


def _take_back(home: HomeReadings, desk: Desk, who: Person) -> None:
    (one,) = home.of(who.id).readings
    home.take_back(one.id, "是邻居的")


def _speak(home: HomeReadings, desk: Desk, who: Person) -> None:
    home.spoke(who.id, ContactOutcome.DONE)


def _die(home: HomeReadings, desk: Desk, who: Person) -> None:
    desk.store.write(lambda uow: people.change(uow, replace(who, deceased=date(2026, 3, 5)))).result()


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows with every reading of the list itself."""
    found: list[str] = []
    real = measurements.home_at_limit

    def counted(*given: object) -> list[str]:
        found.append("read")
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(measurements, "home_at_limit", counted)
    return found


@pytest.mark.parametrize("act", [_take_back, _speak, _die])
def test_whatever_ends_a_row_ends_it_at_once(act: Act, desk: Desk, make_person: Callable[..., Person]) -> None:
    home, who = HomeReadings(desk), make_person(**WHO)
    home.take(who.id, SEVERE)
    assert [one.shown for one in home.waiting()] == ["186/112"]
    act(home, desk, who)
    assert home.waiting() == []


def test_what_is_told_later_of_a_resident_is_heard(desk: Desk, make_person: Callable[..., Person]) -> None:
    home, who = HomeReadings(desk), make_person(**WHO)
    home.take(who.id, RAISED_IN_PREGNANCY)
    assert home.waiting() == []
    Charting(desk).answer(who.id, FactKind.PREGNANT, Answer.YES, "本人")
    assert [one.shown for one in home.waiting()] == ["150/95"]


def test_what_the_clinic_measures_and_whom_it_registers_reads_nothing_again(
    desk: Desk, make_person: Callable[..., Person], readings: list[str], clock: SetClock
) -> None:
    home, who = HomeReadings(desk), make_person(**WHO)
    home.take(who.id, SEVERE)
    first = home.waiting()
    measured_today(desk, who.id)
    make_person(serial=32)
    assert home.waiting() == first and len(readings) == 1
    clock.forward(3_600)
    assert home.waiting() == first and len(readings) == 2, "what is over after a while is over"
