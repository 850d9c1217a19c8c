"""The month's numbers: months turn up to the running one, and the file holds what the screen shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.errors import KnownError
from ui.pages.rx_report.gallery import MARCH, NUMBERS, Desk, page


class Kept(Desk):
    """Remembers what was saved, or cannot save it."""

    def __init__(self, error: KnownError | None = None) -> None:
        self.error, self.saved = error, dict[Path, Sequence[Sequence[str]]]()

    def save(self, path: Path, table: Sequence[Sequence[str]]) -> None:
        if self.error is not None:
            raise self.error
        self.saved[path] = table


def test_months_turn_and_none_lies_ahead(qtbot: QtBot) -> None:
    made = page(Desk())
    qtbot.addWidget(made)
    assert made.doctors.rows() == NUMBERS.doctors and not made.later.isEnabled()
    made.earlier.click()
    assert made.model.shown is not None and made.model.shown.month == date(2026, 2, 1)
    assert made.doctors.rows() == () and made.later.isEnabled() and not made.save.isEnabled()
    made.later.click()
    made.model.turn(1)
    assert made.model.shown.month == MARCH and made.overrides.rows() == NUMBERS.overrides


def test_the_file_holds_what_is_shown(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "march.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    desk = Kept()
    made = page(desk)
    qtbot.addWidget(made)
    made.save.click()
    told = desk.saved[target]
    assert ["王建国", "214", "209 (98%)", "17", "15", "1", "12"] in told
    assert ["超日用量 RX-QTY-08", "病情需要", "王建国", "9"] in told
    assert ["赵志强", "12", "0 (0%)", "0", "0", "0", "—"] in told and told[-1][-1] == "1"
    assert str(target) in made.notice.accessibleName()


def test_a_file_that_cannot_be_written_is_said(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("x.xlsx", ""))
    made = page(Kept(KnownError("table_unwritable", file="x.xlsx")))
    qtbot.addWidget(made)
    made.save.click()
    assert made.model.error is not None and made.model.error.code == "table_unwritable" and made.model.saved == ""
