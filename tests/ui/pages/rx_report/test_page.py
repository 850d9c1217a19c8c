"""Prescribing in numbers: periods, each number with its parts and its formula, the sheets behind it by one click, file and paper alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.domain.review_report import Indicator, Overridden
from app.errors import KnownError
from app.services.review_numbers import Numbers, Sheets
from ui.pages.rx_report.gallery import OVERRIDES, ROWS, TODAY, Desk, page
from ui.pages.rx_report.model import Period, Table


class Kept(Desk):
    """Remembers what was asked and saved."""

    def __init__(self, error: KnownError | None = None) -> None:
        self.error, self.asked = error, list[object]()
        self.saved: dict[Path, Table] = {}
        self.paper: list[tuple[str, Sequence[tuple[str, Table]], Sequence[str]]] = []

    def of_period(self, first: date, last: date) -> Numbers:
        self.asked.append((first, last))
        if last < first:
            raise KnownError("period_backwards")
        return super().of_period(first, last)

    def sheets(self, first: date, last: date, asked: Indicator, prescriber: str = "") -> Sheets:
        self.asked.append((asked, prescriber))
        return super().sheets(first, last, asked, prescriber)

    def in_spite_of(self, first: date, last: date, one: Overridden) -> Sheets:
        self.asked.append(one)
        return super().in_spite_of(first, last, one)

    def save(self, path: Path, table: Table) -> None:
        if self.error is not None:
            raise self.error
        self.saved[path] = table

    def pdf(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str]) -> bytes:
        self.paper.append((title, tables, notes))
        raise KnownError("font_missing")


def test_periods(qtbot: QtBot) -> None:
    desk = Kept()
    made = page(desk)
    qtbot.addWidget(made)
    for period in (Period.LAST_MONTH, Period.QUARTER, Period.YEAR):
        made.choice.chosen.emit(period.value)
    made.first.setText("2026-02-10")
    made.last.setText("2026-02-30")
    made.take.click()
    assert len(desk.asked) == 4, "there is no such day"
    made.last.setText("2026-03-31")
    made.take.click()
    days = [(2026, 3, 1), (2026, 2, 1), (2026, 1, 1), (2026, 1, 1), (2026, 2, 10)]
    assert desk.asked == [(date(*day), TODAY if n != 1 else date(2026, 2, 28)) for n, day in enumerate(days)]
    assert made.model.period is Period.OWN and made.choice.value() is None
    made.shown()
    assert desk.asked[-1] == desk.asked[-2], "days of one's own stay"
    made.first.setText("2026-04-10")
    made.take.click()
    assert made.model.error is not None and made.model.error.code == "period_backwards" and made.model.whole is not None


def test_a_number_says_its_parts_and_its_formula_and_shows_its_sheets(qtbot: QtBot) -> None:
    desk = Kept()
    made = page(desk)
    qtbot.addWidget(made)
    rows = {one.asked: (one.value, one.parts) for one in made.indicators.rows()}
    assert rows[Indicator.DOUBTED] == ("6.9%", "21 / 305") and rows[Indicator.ITEMS] == ("2.3", "726 / 316")
    assert rows[Indicator.REASONABLE] == ("91.0%", "91 / 100") and rows[Indicator.MINUTES][0].startswith("10")
    made.model.ask(Indicator.CORRECTED)
    assert "÷" in made._formula.text() and [one.value for one in made.doctors.rows()] == ["90.5%", "88.2%", "100.0%", "—"]
    made.model.ask(Indicator.CORRECTED, "d2")
    assert (Indicator.CORRECTED, "d2") in desk.asked and "李秀兰" in made._what.text() and "21" in made._what.text()
    made.model.ask_spite(OVERRIDES[0])
    assert OVERRIDES[0] in desk.asked and "超日用量 RX-QTY-08" in made._what.text() and made.sheets.rows() == ROWS[:1]
    made.choice.chosen.emit(Period.LAST_MONTH.value)
    assert made.model.sheets is None and made.model.whole is None


def test_a_sheet_is_told_in_full(qtbot: QtBot) -> None:
    made = page(Desk())
    qtbot.addWidget(made)
    made.model.ask(Indicator.DOUBTED)
    assert made._sheet.isHidden()
    made.choose_sheet("rx1")
    told = made._sheet.text()
    assert not made._sheet.isHidden() and "盐酸二甲双胍片、辛伐他汀片" in told and "王秀英" in told and "14" in told


def test_file_and_paper_hold_what_is_shown(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "march.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    desk = Kept()
    made = page(desk)
    qtbot.addWidget(made)
    made.save.click()
    told = desk.saved[target]
    wang = next(row for row in told if row[:2] == ["王建国", "214"])
    assert "8.1% (17/209)" in wang and "17.6% (37/210)" not in wang and "17.7% (37/209)" in wang
    assert ["超日用量 RX-QTY-08", "病情需要", "王建国", "9"] in told and any("÷" in row[0] for row in told if row)
    assert str(target) in made.notice.accessibleName()
    made.print.click()
    title, tables, notes = desk.paper[0]
    assert "2026-03-01" in title and [row for _, rows in tables for row in rows if row not in told] == [] and len(notes) == 11
    assert made.model.error is not None and made.model.error.code == "font_missing"


def test_a_file_that_cannot_be_written_is_said(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("x.xlsx", ""))
    made = page(Kept(KnownError("table_unwritable", file="x.xlsx")))
    qtbot.addWidget(made)
    made.save.click()
    assert made.model.error is not None and made.model.error.code == "table_unwritable" and made.model.saved == ""
