"""The page of who still lacks what: by when, which village, which thing; file and paper as they are in front; one click to the follow-up."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.rules.public_health.shortfall import Lacking
from app.services.shortfalls import Until
from tests.ui.pages.front import in_front
from ui.pages.shortfall.gallery import ROWS, Paper, page
from ui.pages.shortfall.page import ShortfallPage


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def shown(qtbot: QtBot, paper: Paper) -> ShortfallPage:
    made = page(paper=paper)
    in_front(qtbot, made)
    made.shown()
    return made


def names(shown: ShortfallPage) -> list[str]:
    return [one.name for one in shown._list.rows.rows()]


def test_it_begins_with_the_quarter_and_counts_each_thing(shown: ShortfallPage) -> None:
    assert shown.model.until is Until.QUARTER and len(names(shown)) == len(ROWS)
    assert shown.model.counts() == {Lacking.VISITS: 2, Lacking.EXAM: 2, Lacking.READING: 2, Lacking.CONSTITUTION: 2}
    shown.what.chosen.emit(Lacking.READING.value)
    assert names(shown) == ["李大山", "王秀英"]
    shown.village.picked.emit("河湾村")
    assert names(shown) == [] and shown._list.empty.isVisible()
    shown.until.chosen.emit(Until.YEAR.value)
    assert "2026-12-31" in shown._summary.text() and shown.model.village == "河湾村"


def test_enter_leads_to_the_follow_up_of_whom_is_chosen(qtbot: QtBot, shown: ShortfallPage) -> None:
    shown.table.select("王秀英")
    with qtbot.waitSignal(shown.follow_up_asked) as asked:
        qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    assert asked.args == ["王秀英"]
    with qtbot.waitSignal(shown.resident_asked) as looked:
        shown.resident.click()
    assert looked.args == ["王秀英"]


def test_file_and_paper_hold_what_is_in_front_by_village(
    shown: ShortfallPage, paper: Paper, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tables = shown.tables()
    assert [village for village, _ in tables] == ["河湾村", "柳树村", "石桥村"] and len(tables[1][1]) == 3
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.xlsx"), ""))
    shown.excel.click()
    assert "王秀英" in str(paper.saved[0]) and "13900001234" in str(paper.saved[0])
    shown.what.chosen.emit(Lacking.CONSTITUTION.value)
    shown.excel.click()
    assert "王秀英" not in str(paper.saved[1])
    shown.print.click()
    assert paper.titles and "2026-03-31" in paper.titles[0]
