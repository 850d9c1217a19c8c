"""核查与工作量 on the screen: periods, plain words, file and paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.rules.public_health.authenticity import digits
from app.services.authenticity import DigitRow
from ui.pages.cockpit.gallery import checks_page
from ui.pages.period_model import Span


def test_plain_words(qtbot: QtBot) -> None:
    made = checks_page()
    qtbot.addWidget(made)
    assert "81.9%" in made._shares.text() and "60.5%" in made._digits_said.text()
    assert "30" in made.said(DigitRow("", digits(["130"] * 12))) and "没有偏好" in made.said(
        DigitRow("", digits([str(n) for n in range(100, 200)]))
    )


def test_the_file_has_every_table(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = checks_page()
    qtbot.addWidget(made)
    saved = []
    made.model.paper.save = lambda path, table: saved.append(table)  # type: ignore[method-assign]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "x.xlsx"), ""))
    made.save.click()
    made.choice.chosen.emit(Span.YEAR.value)
    cells = [cell for row in saved[0] for cell in row]
    assert {"140/90", "2026-03-12 09:00", "到达→结束", "1822"} <= set(cells) and made.model.span is Span.YEAR
