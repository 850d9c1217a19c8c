"""统计 on the screen: days, each number with formula and residents by one click, months that come afterwards, file and paper alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.domain.indicators import ASKED, Asked, MeasureReport
from app.errors import KnownError
from app.services.indicators import Board, Month, Side
from tests.sync.test_public_health import REPORT
from ui.bridge import Bridge
from ui.pages.cockpit.gallery import TODAY, Desk, Papers, board_page, made_board
from ui.pages.cockpit.model import BoardModel, CutOff, Table, day_of
from ui.pages.cockpit.page import BoardPage
from ui.pages.page_model import at_once
from ui.pages.printing.gallery import NoPrinters


class Kept(Desk):
    """Remembers the days that were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.days: list[date] = []
        self.told: tuple[MeasureReport, ...] = (REPORT,)

    def board(self, at: date) -> Board:
        self.days.append(at)
        if at > TODAY:
            raise KnownError("cut_off_ahead")
        return made_board()

    def report(self, board: Board) -> tuple[MeasureReport, ...]:
        told, self.told = self.told, ()
        return told


class Paper(Papers):
    """Keeps what was saved and printed."""

    def __init__(self) -> None:
        self.saved: dict[Path, Table] = {}
        self.titles: list[str] = []

    def save(self, path: Path, table: Table) -> None:
        self.saved[path] = table

    def pdf(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str]) -> bytes:
        self.titles.append(title)
        raise KnownError("font_missing")


@pytest.fixture
def page(qtbot: QtBot) -> BoardPage:
    bridge = Bridge()
    model = BoardModel(Kept(), Paper())
    made = BoardPage(model, bridge, NoPrinters())
    qtbot.addWidget(made)
    bridge.setParent(made)
    model.attach(made.refresh, at_once)
    made.shown()
    return made


def test_days(page: BoardPage) -> None:
    for one in (CutOff.MONTH, CutOff.QUARTER, CutOff.YEAR):
        page.choice.chosen.emit(one.value)
    page.day.setText("2026-02-30")
    page.day.returnPressed.emit()
    page.day.setText("2026-02-28")
    page.day.returnPressed.emit()
    assert [one.isoformat() for one in page.model.desk.days] == [  # type: ignore[attr-defined]
        "2026-03-31", "2026-02-28", "2025-12-31", "2025-12-31", "2026-02-28",
    ]  # fmt: skip
    assert page.model.cut_off is CutOff.OWN


def test_a_day_ahead_is_told(page: BoardPage) -> None:
    page.day.setText("2027-01-01")
    page.day.returnPressed.emit()
    assert page.model.error is not None and page.model.cut_off is CutOff.TODAY and not page.notice.isHidden()


@pytest.mark.parametrize(("today", "end"), [("2026-01-15", "2025-12-31"), ("2026-06-30", "2026-03-31"), ("2026-07-01", "2026-06-30")])
def test_the_quarter_that_ended_last(today: str, end: str) -> None:
    assert day_of(CutOff.QUARTER, date.fromisoformat(today)) == date.fromisoformat(end)


def test_a_number_opens_its_residents(page: BoardPage) -> None:
    page.programmes.chosen.emit("people")
    assert page.model.asked == ASKED["examined"] and page._title.text().endswith("(512 / 745 人)")
    page._number_table.activated_row.emit(page.numbers.row(2))
    assert page.model.asked == ASKED["filed"] and "居民" in page._formula.text()
    page.sides.chosen.emit(Side.ABOVE)
    assert page.model.side is Side.ABOVE and len(page.residents.rows()) == 4
    opened: list[str] = []
    page.opened.connect(opened.append)
    page._open(page.residents.rows()[0])
    assert opened == ["p1"]


def test_who_sees_no_names_opens_nobody(qtbot: QtBot) -> None:
    made = board_page(Desk(names=False))
    qtbot.addWidget(made)
    opened: list[str] = []
    made.opened.connect(opened.append)
    made._open(made.residents.rows()[0])
    assert opened == [] and "石桥村卫生室" in made._places.text()


def test_months_that_come_too_late_are_left(page: BoardPage) -> None:
    """The chart takes seconds: meanwhile another number was asked about."""
    late: list[tuple[Any, Any]] = []
    model = page.model

    def run(work: Any, done: Any, failed: Any) -> None:
        if "chart" in work.__code__.co_names:
            late.append((work, done))
        else:
            at_once(work, done, failed)

    model.attach(page.refresh, run)
    model.ask(ASKED["hypertension.controlled"])
    model.ask(ASKED["hypertension.managed"])
    assert len(late) == 2 and model.months == ()
    for work, done in late:
        done(work())
    shown: tuple[Month, ...] = model.months
    assert {one.number.asked for one in shown} == {ASKED["hypertension.managed"]}


def test_a_chart_that_fails_is_told_and_not_tried_again(page: BoardPage) -> None:
    tries = []

    def chart(board: Board, asked: Asked) -> tuple[Month, ...]:
        tries.append(asked)
        raise KnownError("store_closed")

    page.model.desk.chart = chart  # type: ignore[method-assign]
    page.model.ask(ASKED["hypertension.lost"])
    page.refresh()
    assert len(tries) == 1 and page.model.error is not None


def test_reported_upwards_once(page: BoardPage) -> None:
    page.report.click()
    assert page.model.reported == 1
    page.report.click()
    assert page.model.reported == 0


def test_file_and_paper_say_the_same(page: BoardPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    paper = page.model.paper
    assert isinstance(paper, Paper)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "x.xlsx"), ""))
    page.save.click()
    (table,) = paper.saved.values()
    assert ["规范管理率", "65.0%", "268 / 412 例", "≥ 64%"] in table and ["老年人健康管理率", "68.7%", "512 / 745 人", "≥ 65%"] in table
    assert "611 例 / 498 人" in table[0][0]
    page.choice.chosen.emit(CutOff.QUARTER.value)
    page.print.click()
    assert paper.titles == ["2026年第1季度公共卫生统计"] and page.model.error is not None
