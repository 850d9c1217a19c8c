"""Suggestions: Enter takes the highlighted one, look-alikes wait for a choice (safety.md §4.7)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.frames import column
from ui.widgets.suggest_box import SuggestBox, Suggestion

Key = Qt.Key
PLAIN = (Suggestion("a", "阿莫西林胶囊"), Suggestion("b", "阿奇霉素片"))
ALIKE = (Suggestion("a", "消心痛", careful=True, set_off=(1,)), Suggestion("b", "消炎痛", careful=True, set_off=(1,)))


@pytest.fixture
def make(qtbot: QtBot) -> Callable[[tuple[Suggestion, ...]], SuggestBox]:
    pages: list[QWidget] = []  # a page nobody holds is gone

    def made(rows: tuple[Suggestion, ...]) -> SuggestBox:
        box, page = SuggestBox("药品", "", lambda words: rows, "没有“{words}”", "请选定"), QWidget()
        page.setLayout(column(box, 0))
        page.resize(700, 500)
        qtbot.addWidget(page)
        pages.append(page)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        box.setFocus()
        return box

    return made


def taken_of(box: SuggestBox) -> list[str]:
    taken: list[str] = []
    box.taken.connect(taken.append)
    return taken


def test_enter_takes_the_first_and_empties_the_box(make: Callable[[tuple[Suggestion, ...]], SuggestBox], qtbot: QtBot) -> None:
    box = make(PLAIN)
    taken = taken_of(box)
    qtbot.keyClicks(box, "am")
    assert box.is_open() and box.highlighted() == 0
    assert box.popup.height() >= 2 * box._list.sizeHintForRow(0)
    qtbot.keyClick(box, Key.Key_Return)
    assert taken == ["a"] and box.text() == "" and not box.is_open()


def test_arrows_go_round(make: Callable[[tuple[Suggestion, ...]], SuggestBox], qtbot: QtBot) -> None:
    box = make(PLAIN)
    taken = taken_of(box)
    qtbot.keyClicks(box, "a")
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up):
        qtbot.keyClick(box, key)
    qtbot.keyClick(box, Key.Key_Return)
    assert taken == ["b"]


def test_look_alikes_are_never_taken_unseen(make: Callable[[tuple[Suggestion, ...]], SuggestBox], qtbot: QtBot) -> None:
    """H29: however often Enter bounces."""
    box = make(ALIKE)
    taken = taken_of(box)
    qtbot.keyClicks(box, "xxt")
    for _ in range(5):
        qtbot.keyClick(box, Key.Key_Return)
    assert taken == [] and box._said.isVisible() and box._said.text() == "请选定"
    qtbot.keyClick(box, Key.Key_Down)
    qtbot.keyClick(box, Key.Key_Return)
    assert taken == ["a"]


def test_nothing_found_says_so_and_escape_closes(make: Callable[[tuple[Suggestion, ...]], SuggestBox], qtbot: QtBot) -> None:
    box = make(())
    qtbot.keyClicks(box, "zz")
    assert box._said.text() == "没有“zz”"
    qtbot.keyClick(box, Key.Key_Escape)
    assert not box.is_open() and box.text() == "zz"


def test_it_opens_no_second_window(make: Callable[[tuple[Suggestion, ...]], SuggestBox], qtbot: QtBot) -> None:
    box = make(PLAIN)
    qtbot.keyClicks(box, "a")
    assert not box.popup.isWindow() and box.popup.window() is box.window() and box.hasFocus()


def test_the_list_never_lies_over_what_is_typed(qtbot: QtBot) -> None:
    """Low in a low window there are fewer rows at once, above the box."""
    rows = tuple(Suggestion(str(n), f"药品{n}", "片剂") for n in range(9))
    for height, top in ((300, 0), (300, 200), (420, 180)):
        box, page = SuggestBox("药品", "", lambda words: rows, "没有", "请选定"), QWidget()
        qtbot.addWidget(page)
        page.resize(700, height)
        box.setParent(page)
        box.setGeometry(20, top, 400, box.sizeHint().height())
        page.show()
        box.setText("a")
        box.look_up("a")
        lies, typed = box.popup.geometry(), box.geometry()
        assert box.is_open() and not lies.intersects(typed) and page.rect().contains(lies), (height, top)
        page.hide()
