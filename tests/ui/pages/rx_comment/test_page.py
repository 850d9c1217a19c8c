"""The monthly review by hand: a lot is drawn once, what was found is kept sheet by sheet, the file holds the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from app.domain.rx_comment import Comment, Sample
from app.errors import KnownError
from app.services.rx_comment import CommentMonth, Drawn
from ui.pages.rx_comment.gallery import DRAWN, FEBRUARY, SAMPLE, SHEETS, Desk, Paper, found, page


class Kept(Desk):
    """Remembers what was done; nothing is drawn to begin with."""

    def __init__(self, drawn: bool = True) -> None:
        self.drawn = drawn
        self.sheets: tuple[Drawn, ...] = SHEETS
        self.said: list[tuple[str, tuple[str, ...], str]] = []

    def of_month(self, month: date) -> CommentMonth:
        return replace(DRAWN, sheets=self.sheets) if self.drawn else CommentMonth(month, True)

    def draw(self, month: date) -> Sample:
        self.drawn = True
        return SAMPLE

    def comment(self, month: date, sheet: str, codes: Iterable[str], note: str = "") -> Comment:
        given = tuple(codes)
        if "2-9" in given and not note:
            raise KnownError("comment_words_needed")
        self.said.append((sheet, given, note))
        made = found(sheet, *given, note=note)
        self.sheets = tuple(replace(one, comment=made) if one.sheet == sheet else one for one in self.sheets)
        return made


def test_a_lot_is_drawn_once(qtbot: QtBot) -> None:
    desk = Kept(drawn=False)
    made = page(desk)
    qtbot.addWidget(made)
    assert made.lot.rows() == () and made.draw.isEnabled() and not made.later.isEnabled()
    made.draw.click()
    assert made.lot.rows() == SHEETS and not made.draw.isEnabled() and made.model.case is None


def test_what_was_found_is_kept_and_the_next_sheet_comes(qtbot: QtBot) -> None:
    desk = Kept()
    made = page(desk)
    qtbot.addWidget(made)
    made.model.open("rx1")
    assert made.sheet.chosen() == ["2-5"] and made.sheet.note.text() == "肾功能轻度下降，剂量偏大"
    made.sheet.codes["2-2"].setChecked(True)
    made.keep.click()
    assert desk.said == [("rx1", ("2-2", "2-5"), "肾功能轻度下降，剂量偏大")]
    assert made.model.case is not None and made.model.case.drawn.sheet == "rx4" and made.sheet.chosen() == []
    made.keep.click()
    assert desk.said[-1] == ("rx4", (), "") and made.model.case is None, "all are looked at: the report"


def test_an_answer_that_was_refused_is_still_there(qtbot: QtBot) -> None:
    made = page(Kept())
    qtbot.addWidget(made)
    made.model.open("rx4")
    made.sheet.codes["2-9"].setChecked(True)
    made.keep.click()
    assert made.model.error is not None and made.model.error.code == "comment_words_needed"
    assert made.sheet.chosen() == ["2-9"] and made.keep.isEnabled()
    made.back.click()
    assert made.model.case is None and made.model.error is None


class Filed(Paper):
    """Remembers where a report went; it cannot be printed for want of a font."""

    def __init__(self) -> None:
        self.saved: list[tuple[Path, date]] = []

    def save(self, path: Path, month: date) -> None:
        self.saved.append((path, month))

    def pdf(self, month: date) -> bytes:
        raise KnownError("font_missing")


def test_the_report_is_saved_and_printed(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "february.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    paper = Filed()
    made = page(Kept(), paper)
    qtbot.addWidget(made)
    made.save.click()
    assert paper.saved == [(target, FEBRUARY)] and str(target) in made.notice.accessibleName()
    made.print.click()
    assert made.model.error is not None and made.model.error.code == "font_missing"


def test_what_the_doctor_answered_is_seen(qtbot: QtBot) -> None:
    made = page(Kept())
    qtbot.addWidget(made)
    answers = [made.lot.columns[2].text(one) for one in made.lot.rows()]
    assert answers == ["说明", "", "未答复", ""]
    made.model.open("rx1")
    assert [one.text() for one in made.sheet.findChildren(QLabel) if "上级医院方案" in one.text()] == [
        "医师答复：说明：上级医院方案，已复查肌酐"
    ]
