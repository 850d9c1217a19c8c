"""补录 after a power cut (H42): numbers belong to one seat and one visit, the true time stays true, both times are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.clock import SetClock, iso
from app.domain.encounter import EncounterStatus
from app.domain.measurement import Measurement, MeasurementKind
from app.errors import KnownError
from app.services.critical_values import CriticalValues
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow
from app.services.keeping import verify
from app.services.measuring import Typed
from app.services.paper_sheets import ON_PAPER, PaperEntry, PaperSheets, number_of
from app.store import encounters, measurements, people
from tests.app.conftest import MORNING
from tests.app.printing.pages import plain
from tests.app.services.measuring_table import MakePerson

HOUR = 3600
HYPERTENSION = DiagnosisRow("I10", "高血压")


@pytest.fixture
def papers(desk: Desk) -> PaperSheets:
    return PaperSheets(desk)


@pytest.fixture
def number(papers: PaperSheets, clock: SetClock) -> str:
    """Reserved this morning; the power came back five hours later."""
    (made,) = papers.reserve(1)
    clock.forward(5 * HOUR)
    return made


def entry(number: str, person: str, hours: float = 2, **more: object) -> PaperEntry:
    typed = (Typed(MeasurementKind.BLOOD_PRESSURE, "142/88"),)
    return PaperEntry(number, person, MORNING + timedelta(hours=hours), **({"typed": typed} | more))  # type: ignore[arg-type]


def values_of(desk: Desk, visit: str) -> list[Measurement]:
    return desk.store.read(lambda conn: measurements.of_encounter(conn, visit))


def test_numbers_go_on_and_are_never_given_twice(papers: PaperSheets, desk: Desk) -> None:
    assert papers.reserve(2) == ["A1-000001", "A1-000002"]
    papers.spoil("A1-000002", "撕坏了")
    assert papers.reserve(1) == ["A1-000003"]
    assert [one.number for one in papers.waiting()] == ["A1-000001", "A1-000003"]
    assert verify(desk) == []


@pytest.mark.parametrize("count", [0, -1, 101])
def test_how_many_at_once_is_bounded(papers: PaperSheets, count: int) -> None:
    with pytest.raises(KnownError, match="paper_count"):
        papers.reserve(count)


def test_a_sheet_becomes_a_visit_with_both_times(
    papers: PaperSheets, desk: Desk, make_person: MakePerson, number: str, clock: SetClock
) -> None:
    who = make_person()
    visit = papers.enter(entry(number, who.id, diagnoses=(HYPERTENSION,), note="头晕"))
    stored = desk.store.read(lambda conn: encounters.get(conn, visit.id))
    assert stored == visit and visit.status is EncounterStatus.FINISHED and visit.paper == number
    assert visit.opened_at == visit.finished_at == iso(MORNING + timedelta(hours=2)) and visit.entered_at == iso(clock.now())
    (pressure,) = values_of(desk, visit.id)
    assert pressure.measured_at == visit.opened_at and ON_PAPER in pressure.flags
    assert len(desk.store.read(lambda conn: encounters.diagnoses(conn, visit.id))) == 1
    assert papers.waiting() == [] and verify(desk) == []


@pytest.mark.parametrize("typed", ["a1 1", "A1-000001", " A1—1 "])
def test_a_number_may_be_typed_short(typed: str) -> None:
    assert number_of(typed) == "A1-000001"


def test_a_number_is_used_once(papers: PaperSheets, make_person: MakePerson, number: str) -> None:
    papers.enter(entry(number, make_person().id))
    with pytest.raises(KnownError, match="paper_used"):
        papers.enter(entry(number, make_person(name="李大山").id))
    with pytest.raises(KnownError, match="paper_used"):
        papers.spoil(number, "重复")


@pytest.mark.parametrize("wrong", ["B7-000001", "A1-000009", "", "12", "A1-"])
def test_a_number_that_nobody_reserved_is_refused(papers: PaperSheets, make_person: MakePerson, number: str, wrong: str) -> None:
    with pytest.raises(KnownError, match="paper_not_reserved"):
        papers.enter(entry(wrong, make_person().id))
    assert [one.number for one in papers.waiting()] == [number]


def test_a_spoiled_number_is_refused(papers: PaperSheets, make_person: MakePerson, number: str) -> None:
    papers.spoil(number, "弄湿了")
    with pytest.raises(KnownError, match="paper_spoiled"):
        papers.enter(entry(number, make_person().id))


@pytest.mark.parametrize("hours", [-1, 6])
def test_neither_before_the_sheet_existed_nor_in_the_future(
    papers: PaperSheets, make_person: MakePerson, number: str, hours: float, desk: Desk
) -> None:
    who = make_person()
    with pytest.raises(KnownError, match="paper_time"):
        papers.enter(entry(number, who.id, hours))
    assert desk.store.read(lambda conn: encounters.of_person(conn, [who.id])) == []


def test_no_visit_after_death(papers: PaperSheets, desk: Desk, make_person: MakePerson, number: str) -> None:
    who = make_person()
    desk.store.write(lambda uow: people.change(uow, replace(who, deceased=date(2026, 3, 1))), desk.actor).result()
    with pytest.raises(KnownError, match="paper_person"):
        papers.enter(entry(number, who.id))


def test_an_empty_sheet_and_an_unknown_resident(papers: PaperSheets, number: str, make_person: MakePerson) -> None:
    with pytest.raises(KnownError, match="paper_empty"):
        papers.enter(entry(number, make_person().id, typed=()))
    with pytest.raises(KnownError, match="person_unknown"):
        papers.enter(entry(number, "nobody"))


def test_a_frightening_value_asks_and_nothing_is_half_entered(
    papers: PaperSheets, desk: Desk, make_person: MakePerson, number: str
) -> None:
    who = make_person()
    strange = Typed(MeasurementKind.TEMPERATURE, "31")
    with pytest.raises(KnownError, match="paper_value"):
        papers.enter(entry(number, who.id, typed=(strange,)))
    assert desk.store.read(lambda conn: encounters.of_person(conn, [who.id])) == []
    papers.enter(entry(number, who.id, typed=(strange,), sure=True))
    assert papers.waiting() == []


def test_what_no_living_person_has_is_refused_however_sure(papers: PaperSheets, make_person: MakePerson, number: str) -> None:
    with pytest.raises(KnownError, match="paper_value_refused"):
        papers.enter(entry(number, make_person().id, typed=(Typed(MeasurementKind.TEMPERATURE, "78"),), sure=True))


def test_a_glucose_that_is_typed_twice_elsewhere_is_taken_when_sure(papers: PaperSheets, make_person: MakePerson, number: str) -> None:
    sugar = Typed(MeasurementKind.GLUCOSE, "18.2", "fasting")
    papers.enter(entry(number, make_person().id, typed=(sugar,), sure=True))
    assert papers.waiting() == []


def test_a_critical_value_on_paper_starts_its_clock_when_it_is_entered(
    papers: PaperSheets, desk: Desk, make_person: MakePerson, number: str, clock: SetClock
) -> None:
    papers.enter(entry(number, make_person().id, typed=(Typed(MeasurementKind.HEART_RATE, "38"),)))
    (row,) = CriticalValues(desk).open()
    assert row.since == clock.now() and row.measurement.measured_at < iso(clock.now())


def test_blank_sheets_carry_their_number(papers: PaperSheets) -> None:
    text = plain(papers.pdf(papers.reserve(2)))
    assert "A1-000001" in text and "A1-000002" in text and "停电记录单" in text
