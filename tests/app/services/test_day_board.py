"""开诊前 and 日结: every line is computed, what cannot be looked up is not fine, the close is written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.clock import SetClock
from app.domain.measurement import MeasurementKind
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.clinic import Clinic
from app.services.day_board import DayBoard
from app.services.day_lines import DayLine, Place
from app.services.desk import Desk
from app.services.measuring import Typed
from app.services.paper_sheets import PaperEntry, PaperSheets
from app.services.prescribing import Prescribing
from app.services.settlement import Payment
from app.store.tables.log import audit
from app.texts import LANGUAGES, load_texts
from device_drivers.readings import KnownDevice
from tests.app.services.measuring_table import MakePerson
from tests.app.services.rx_clinic import sheet, visit_of
from tests.app.services.rx_reviewers import hire, seated

DAY = 86_400


@pytest.fixture
def clinic(desk: Desk, pack: Pack, tmp_path: Path) -> Clinic:
    return Clinic.over(desk, pack, tmp_path / "site.toml")


@pytest.fixture
def board(clinic: Clinic, tmp_path: Path) -> DayBoard:
    return DayBoard(clinic, tmp_path / "backups")


def needing(lines: list[DayLine]) -> set[str]:
    return {one.key for one in lines if one.needs}


def test_a_quiet_morning(board: DayBoard, clinic: Clinic, tmp_path: Path) -> None:
    """A backup made today, nothing waiting: no line asks for anybody."""
    clinic.keeping.backup(tmp_path / "backups")
    lines = board.opening()
    assert needing(lines) == set() and lines[0].key == "critical" and len(lines) == 13


def test_what_came_in_the_night_stands_first(board: DayBoard, clinic: Clinic, make_person: MakePerson, clock: SetClock) -> None:
    visit = clinic.intake.open_visit(make_person().id)
    clinic.intake.save(visit.id, [Typed(MeasurementKind.HEART_RATE, "38")])
    clinic.devices.take_on(KnownDevice("ble:C1:00:00:00:00:01", "ble-blood-pressure", "cuff", "C1:00:00:00:00:01"), "血压计", "红1")
    clock.forward(3 * 3600)
    lines = {one.key: one for one in board.opening()}
    assert lines["critical"].needs and lines["critical"].facts["late"] == 1 and lines["critical"].place is Place.CRITICAL
    assert lines["backup_never"].needs and lines["devices"].facts["names"] == "红1（还没连上过）"


def test_the_close_counts_what_is_open(board: DayBoard, desk: Desk, make_person: MakePerson) -> None:
    visit_of(desk, make_person().id)
    lines = {one.key: one for one in board.closing()}
    assert lines["open_visits"].n == 1 and lines["undiagnosed"].n == 1 and not lines["unsigned"].needs


def test_a_close_is_written_once_with_why_each_line_is_left(board: DayBoard, desk: Desk, make_person: MakePerson, clock: SetClock) -> None:
    visit_of(desk, make_person(name="李大山").id)
    lines = board.closing()
    left = dict.fromkeys(needing(lines), "tomorrow")
    for missing in ({}, left | {"open_visits": "because"}):
        with pytest.raises(KnownError, match="day_left"):
            board.close(lines, missing)
    assert board.closed() is None
    done = board.close(lines, left)
    assert board.closed() == done and done.by == desk.who.name
    with pytest.raises(KnownError, match="day_closed"):
        board.close(lines, left)
    rows = desk.store.read(lambda conn: conn.execute(audit.select().where(audit.c.action == "close_day")).all())
    assert len(rows) == 1 and "李大山" not in rows[0].detail and "tomorrow" in rows[0].detail
    clock.forward(DAY)
    assert board.closed() is None


def test_what_cannot_be_looked_up_is_not_fine(board: DayBoard, clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """H17: silence is never taken for good."""

    def broken(self: object) -> int:
        raise KnownError("database_damaged")

    monkeypatch.setattr(type(clinic.inbox), "count", broken)
    (line,) = (one for one in board.opening() if one.key == "unclaimed")
    assert line.needs and line.unread


def test_a_role_sees_its_own_lines(board: DayBoard, desk: Desk) -> None:
    with seated(desk, hire(desk, "陈测量", "103", "intake")):
        keys = {one.key for one in board.opening()}
    assert "critical" not in keys and "unclaimed" in keys


def test_paper_entered_late_is_not_of_today(board: DayBoard, desk: Desk, make_person: MakePerson, clock: SetClock) -> None:
    papers = PaperSheets(desk)
    (number,) = papers.reserve(1)
    at = clock.now()
    clock.forward(DAY)
    papers.enter(PaperEntry(number, make_person().id, at, note="头晕"))
    assert not needing(board.closing()) & {"open_visits", "undiagnosed"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_has_words_for_both_cases(board: DayBoard, language: str) -> None:
    tables = load_texts(language).tables
    for one in (*board.opening(), *board.closing()):
        assert one.key in tables["day_line"]
        assert one.key in tables["day_fine"] or one.key in ("backup_never", "rules_none")


def test_the_close_tells_what_was_taken_in(board: DayBoard, clinic: Clinic, make_person: MakePerson, pack: Pack) -> None:
    """And asks for what waits only where the others of the day were settled here."""
    person = make_person()
    visit = visit_of(clinic.desk, person.id)
    clinic.formulary.set_price("amlodipine-tab", 1_290)
    one = Prescribing(clinic.desk, pack, ReviewMode.NONE).sign(sheet(person.id, visit.id))
    (line,) = clinic.dispensing.case(one.id).lines
    clinic.dispensing.prepare(one.id, line.line.id, line.wanted)
    clinic.dispensing.hand_over(one.id)
    lines = {each.key: each for each in board.closing()}
    assert (lines["settled"].needs, lines["settled"].n) == (False, 1)
    bill = clinic.settlements.bill(one.id)
    clinic.settlements.settle(one.id, Payment("自费", bill.reckoned_fen or 0))
    lines = {each.key: each for each in board.closing()}
    assert (lines["settled"].needs, lines["settled"].facts["count"], lines["settled"].facts["amount"]) == (False, 1, "12.90")
