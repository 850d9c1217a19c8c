"""The counter's model over the real services: a scan opens a sheet or takes a pack, and says to whom a pack had gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.prescription import Prescription
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.dispensing import Dispensing
from app.services.prescribing import Prescribing
from app.services.stock import Stock
from app.store import people
from tests.app.services.counter import FIRST, SECOND, shelve
from tests.app.services.rx_clinic import AMLODIPINE, sheet, visit_of
from tests.ui.pages.later import Later
from ui.pages.dispensing.model import DispensingModel
from ui.pages.page_model import nothing
from ui.practice_desk import PracticeDesk


@pytest.fixture
def rx(practice: PracticeDesk, pack: Pack) -> Prescribing:
    return Prescribing(practice.desk, pack, ReviewMode.NONE)


@pytest.fixture
def model(practice: PracticeDesk, rx: Prescribing) -> DispensingModel:
    shelve(Stock(practice.desk, rx.shelves), new=560)
    made = DispensingModel(Dispensing(practice.desk, rx.shelves), practice.desk.clock)
    made.load()
    return made


def grown(practice: PracticeDesk) -> list[str]:
    """Adults, whose weight nobody has to know."""
    found = [practice.desk.store.read(lambda conn, key=key: people.get(conn, key)) for key in practice.people]  # type: ignore[misc]
    return [one.id for one in found if one is not None and one.birth is not None and one.birth.year < 1975]


def signed(practice: PracticeDesk, rx: Prescribing, person: str) -> Prescription:
    """Three days of one drug."""
    visit = visit_of(practice.desk, person)
    return rx.sign(sheet(person, visit.id, replace(AMLODIPINE, days=3)))


def test_a_square_opens_its_sheet_and_a_trace_code_takes_a_pack(practice: PracticeDesk, rx: Prescribing, model: DispensingModel) -> None:
    one = signed(practice, rx, grown(practice)[0])
    model.scan(f"XY1:{one.number}:{one.hash}".upper())
    assert model.sheet == one.id and model.error is None
    model.scan(FIRST)
    assert model.told is not None and model.told[0] == "scanned"
    assert model.case is not None and model.case.row.prepared == 1
    model.hand_over()
    assert model.told is not None and model.told[0] == "handed_over" and all(row.sheet != one.id for row in model.rows)


def test_whoever_scans_a_pack_that_went_out_sees_to_whom(practice: PracticeDesk, rx: Prescribing, model: DispensingModel) -> None:
    one, other = (signed(practice, rx, person) for person in grown(practice)[:2])
    model.open(one.id)
    model.scan(FIRST)
    model.open(other.id)
    model.scan(FIRST)
    name = practice.desk.store.read(lambda conn: people.get(conn, grown(practice)[0])).name  # type: ignore[union-attr]
    assert model.error is not None and model.error.code == "trace_sold"
    assert model.sold is not None and (model.sold.name, model.sold.number) == (name, one.number)
    model.scan(SECOND)
    assert model.error is None and model.sold is None, "what was said is gone with the next act"


def test_a_code_without_a_sheet_in_front_is_told_and_takes_nothing(model: DispensingModel) -> None:
    model.scan(FIRST)
    assert model.error is not None and model.error.code == "dispense_no_sheet"


def test_pieces_are_typed_as_numbers_and_nothing_else_counts(practice: PracticeDesk, rx: Prescribing, model: DispensingModel) -> None:
    one = signed(practice, rx, grown(practice)[0])
    model.open(one.id)
    assert model.case is not None
    (line,) = model.case.lines
    model.prepare(line, "3.5", None)
    assert model.error is not None and model.error.code == "dispense_pieces"
    model.prepare(line, "3", "N1")
    (part,) = model.case.lines[0].parts
    assert (part.pieces, part.batch) == (3, "N1")
    model.take_back(part.id)
    assert model.told == ("taken_back", {}) and model.case.row.prepared == 0


def test_a_card_opens_the_sheet_of_its_owner(practice: PracticeDesk, rx: Prescribing, model: DispensingModel) -> None:
    one = signed(practice, rx, grown(practice)[0])
    model.load()
    assert model.open_person(grown(practice)[0]) and model.sheet == one.id
    assert not model.open_person(grown(practice)[-1])


def test_a_pack_taken_by_number_while_the_queue_is_read_is_taken(practice: PracticeDesk, rx: Prescribing, model: DispensingModel) -> None:
    """The queue is read every few seconds and with all news: no key is lost to that, and no old reading covers what was done."""
    one, later = signed(practice, rx, grown(practice)[0]), Later()
    model.open(one.id)
    assert model.case is not None
    model.attach(nothing, later)
    model.load()
    model.prepare(model.case.lines[0], "3", None)
    assert len(later.waiting) == 2
    act, reading = later.waiting.pop(), later.waiting.pop()
    later.waiting = [act, reading]
    later.next()
    assert model.case.lines[0].given == 3 and not model.busy
    later.next()
    assert model.case.lines[0].given == 3


def test_another_sheet_opened_meanwhile_stays_in_front(practice: PracticeDesk, rx: Prescribing, model: DispensingModel) -> None:
    one, other = (signed(practice, rx, person) for person in grown(practice)[:2])
    model.open(one.id)
    later = Later()
    model.attach(nothing, later)
    model.load()
    model.open(other.id)
    reading = later.waiting.pop(0)
    later.next()
    later.waiting.append(reading)
    later.next()
    assert model.sheet == other.id and {row.sheet for row in model.rows} == {one.id, other.id}
