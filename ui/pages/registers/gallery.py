"""专病管理 on show: a register with a case that ends, those to be looked at, somebody who was searched for, an empty register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from app.clock import SetClock, iso
from app.domain.person import ResidentRow, Sex
from app.domain.programme import Basis, Closing, Contact, ContactOutcome, ContactWay, Enrolment, Programme
from app.services import today
from app.services.registers import Candidate, CaseRow, Why
from ui.gallery import Entry as Shown
from ui.pages.on_show import on_show
from ui.pages.registers.model import CANDIDATES, RegistersModel
from ui.pages.registers.page import RegistersPage
from ui.pages.today.gallery import COPD, DM, HTN, NOW, TODAY, case

CASES: Sequence[CaseRow] = (
    replace(
        case("王秀英", HTN, "67岁", "柳树村", "13900001234", 110, control="1", systolic="138", diastolic="84"),
        next_on=date(2026, 2, 14),
        managed=(HTN, DM),
    ),
    case("李大山", HTN, "66岁", "柳树村", "", None),
    case("赵桂兰", HTN, "71岁", "河湾村", "13700002231", 15, control="2", systolic="182", diastolic="112"),
    replace(
        case("张建国", HTN, "58岁", "石桥村", "13800004567", 92, control="4", systolic="128", diastolic="78"), next_on=date(2026, 4, 2)
    ),
    case("欧阳玉珍", COPD, "80岁", "石桥村", "0371-65501234", 90, control="1"),
)
CANDIDATE = (
    Candidate("孙福贵", "孙福贵", "1", "54岁", "河湾村", "13600008899", HTN, Why.CONFIRM, 3, TODAY - timedelta(2)),
    Candidate("周桂英", "周桂英", "2", "61岁", "柳树村", "13500007766", HTN, Why.RECHECK, 1, TODAY - timedelta(5), TODAY + timedelta(1)),
    Candidate("吴国强", "吴国强", "1", "47岁", "石桥村", "", HTN, Why.RECHECK, 2, TODAY - timedelta(9)),
    Candidate("王秀英", "王秀英", "2", "67岁", "柳树村", "13900001234", DM, Why.DIAGNOSED),
    Candidate("冯老六", "冯老六", "1", "65岁", "柳树村", "13300001111", Programme.ELDERLY, Why.OLD),
)
FOUND = ResidentRow("冯老六", "冯老六", Sex.MALE, date(1961, 2, 3), "柳树村", "2组", "冯老六", "1111", "", None, False, "65岁")


class Cases:
    """Answers from made-up rows; whoever enters or leaves is remembered."""

    def __init__(self, rows: Sequence[CaseRow] = CASES, candidates: Sequence[Candidate] = CANDIDATE) -> None:
        self.rows, self.waiting = list(rows), list(candidates)
        self.enrolled: list[Enrolment] = []
        self.closed: list[tuple[str, Closing, date, str]] = []

    def cases(self, programme: Programme) -> list[CaseRow]:
        """Of a programme."""
        return [one for one in self.rows if one.programme is programme]

    def candidates(self) -> list[Candidate]:
        """All."""
        return list(self.waiting)

    def counts(self) -> dict[Programme, int]:
        """As many as there are rows."""
        return {one: len(self.cases(one)) for one in Programme}

    def of_person(self, person: str) -> list[Enrolment]:
        """The open ones, and one that ended."""
        at = iso(NOW)
        ended = Enrolment("old", person, DM, "2023-05-01", Basis.TRANSFERRED, "p", at, "2024-02-01", Closing.MOVED, "p")
        mine = [one for one in self.rows if one.person == person]
        return [
            ended,
            *(Enrolment(one.enrolment, person, one.programme, one.opened_on.isoformat(), Basis.DIAGNOSED, "p", at) for one in mine),
        ]

    def enrol(self, person: str, programme: Programme, basis: Basis, on: date, note: str = "") -> Enrolment:
        """Remembered."""
        self.enrolled.append(Enrolment("new", person, programme, on.isoformat(), basis, "p", iso(NOW), note=note))
        self.waiting = [one for one in self.waiting if (one.person, one.programme) != (person, programme)]
        return self.enrolled[-1]

    def close(self, enrolment: str, closing: Closing, on: date, note: str = "") -> Enrolment:
        """Remembered."""
        self.closed.append((enrolment, closing, on, note))
        self.rows = [one for one in self.rows if one.enrolment != enrolment]
        return Enrolment(enrolment, "p", HTN, "2025-06-01", Basis.DIAGNOSED, "p", iso(NOW), on.isoformat(), closing, "p", note)


class Calls:
    """What was agreed on."""

    def __init__(self) -> None:
        self.noted: list[tuple[str, str, date | None]] = []

    def called(
        self, person: str, why: today.Why, way: ContactWay, outcome: ContactOutcome, next_on: date | None = None, note: str = ""
    ) -> Contact:
        """Remembered."""
        self.noted.append((person, why.value, next_on))
        return Contact("c", person, why, way, outcome, "p", iso(NOW), "" if next_on is None else next_on.isoformat(), note)


class People:
    """One resident."""

    def search(self, text: str, limit: int = 20) -> list[ResidentRow]:
        """Always the same."""
        return [FOUND]


def page(cases: Cases | None = None, calls: Calls | None = None) -> RegistersPage:
    """The page over made-up rows."""
    return on_show(lambda bridge: RegistersPage(RegistersModel(cases or Cases(), calls or Calls(), People(), SetClock(NOW)), bridge))


def ending() -> QWidget:
    """A resident died: all ends."""
    made = page()
    made.model.choose(CASES[2])
    made.panel.closing.set_value(Closing.DIED.value)
    made.panel.closing.chosen.emit(Closing.DIED.value)
    return made


def candidates() -> QWidget:
    """One whose pressure is to be measured again."""
    made = page()
    made.model.choose_tab(CANDIDATES)
    made.model.choose(CANDIDATE[2])
    return made


def searched() -> QWidget:
    """Somebody of no list."""
    made = page()
    made.model.choose_resident(FOUND)
    made.panel.programme.set_value(DM.value)
    made.panel.programme.chosen.emit(DM.value)
    return made


def empty() -> QWidget:
    """Nobody is enrolled."""
    return page(Cases((), ()))


ENTRIES = [
    Shown("registers", ending),
    Shown("registers-candidates", candidates),
    Shown("registers-searched", searched),
    Shown("registers-empty", empty),
]
