"""Signing asks once more and is deaf for 400 ms (safety.md §4.5): a key meant for the page before signs nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.keymap import Keys
from ui.widgets.confirm_strip import DEAF_MS, ConfirmStrip
from ui.widgets.frames import column
from ui.widgets.toast import Toast

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def strip(qtbot: QtBot) -> ConfirmStrip:
    made, page = ConfirmStrip(), QWidget()
    page.setLayout(column(made))
    page.resize(800, 200)
    Keys(page)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    made.setProperty("page", page)
    return made


def test_the_key_is_ignored_until_the_dead_time_is_over(strip: ConfirmStrip, qtbot: QtBot) -> None:
    done: list[str] = []
    strip.ask("王秀英 66岁 · 2 种药", "签名", lambda: done.append("signed"))
    for _ in range(3):
        qtbot.keyClick(strip.window(), Key.Key_Return, Control)
    assert DEAF_MS == 400 and done == [] and strip.isVisible() and not strip.listening
    qtbot.waitUntil(lambda: strip.listening, timeout=2000)
    qtbot.keyClick(strip.window(), Key.Key_Return, Control)
    qtbot.keyClick(strip.window(), Key.Key_Return, Control)
    assert done == ["signed"] and not strip.isVisible()


def test_escape_and_the_save_key_do_not_sign(strip: ConfirmStrip, qtbot: QtBot) -> None:
    done: list[str] = []
    strip.ask("王秀英 66岁 · 2 种药", "签名", lambda: done.append("signed"))
    strip.listen()
    qtbot.keyClick(strip.window(), Key.Key_F2)
    with qtbot.waitSignal(strip.closed):
        qtbot.keyClick(strip, Key.Key_Escape)
    assert done == [] and not strip.isVisible()


def test_asking_again_is_deaf_again(strip: ConfirmStrip, qtbot: QtBot) -> None:
    strip.ask("第一张", "签名", lambda: None)
    strip.listen()
    strip.ask("第二张", "签名", lambda: None)
    assert not strip.listening


@pytest.mark.parametrize("note_first", [True, False])
def test_no_note_lies_over_what_is_asked(qtbot: QtBot, note_first: bool) -> None:
    """What will be signed, for whom and by whom stands in it: news of another sheet must not cover that."""
    page, strip = QWidget(), ConfirmStrip()
    page.setLayout(column(QWidget(), strip, QWidget(), gap=0))
    page.resize(1000, 600)
    qtbot.addWidget(page)
    note = Toast(page)
    with qtbot.waitExposed(page):
        page.show()
    if note_first:
        note.say("药师退回了一张处方")
    strip.ask("为【王秀英】67岁 签名：3种药。", "签名", lambda: None)
    if not note_first:
        note.say("药师退回了一张处方")
    qtbot.waitUntil(lambda: strip.height() > 0 and not note.geometry().intersects(strip.geometry()))
    assert note.isVisible() and page.rect().contains(note.geometry())
