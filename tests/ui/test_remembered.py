"""What the window knows of its last run."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.paths import DataFolder
from ui.remembered import FILE, Remembered


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


def test_the_first_day_is_chinese_in_large_type(folder: DataFolder) -> None:
    fresh = Remembered(folder)
    assert (fresh.language(), fresh.percent()) == ("zh_CN", 120)


def test_what_was_chosen_is_there_the_next_time(folder: DataFolder) -> None:
    Remembered(folder).keep_look("en", 140)
    again = Remembered(folder)
    assert (again.language(), again.percent()) == ("en", 140)


@pytest.mark.parametrize("written", ["[General]\nlanguage=klingon\ntext_percent=9000\n", "\x00\x01garbage", ""])
def test_a_damaged_file_keeps_nobody_out(folder: DataFolder, written: str) -> None:
    (folder.root / FILE).write_text(written, encoding="utf-8")
    kept = Remembered(folder)
    assert kept.language() == "zh_CN" and 100 <= kept.percent() <= 140


def test_the_window_comes_back_where_it_was(folder: DataFolder, qtbot: QtBot) -> None:
    window, again = QWidget(), QWidget()
    qtbot.addWidget(window)
    qtbot.addWidget(again)
    window.setGeometry(20, 30, 500, 400)
    window.show()
    Remembered(folder).keep_place(window)
    Remembered(folder).place(again)
    assert again.isVisible() and again.size() == window.size()


def test_the_first_time_it_is_as_large_as_the_screen(folder: DataFolder, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    Remembered(folder).place(window)
    assert window.isMaximized()
