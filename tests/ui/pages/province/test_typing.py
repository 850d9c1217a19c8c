"""The typing help: forty fields by keys alone, empty ones named, the clipboard left as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.services.province_entry import EntryStep
from ui.pages.province.clip import SystemClip
from ui.pages.province.gallery import ROWS, STEPS, Desk, Held, window
from ui.pages.province.typing_window import TypingWindow

pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)  # a window on top asks for it; offscreen has no order

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def clip() -> Held:
    return Held()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def shown(qtbot: QtBot, clip: Held, desk: Desk) -> TypingWindow:
    return in_sight(qtbot, window(clip=clip, desk=desk))


def in_sight(qtbot: QtBot, made: TypingWindow) -> TypingWindow:
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def pasted(qtbot: QtBot, made: TypingWindow, clip: Held) -> list[str]:
    """What somebody pastes who presses Ctrl+C after each."""
    found = []
    while not made.model.finished:
        found.append(clip.text)
        qtbot.keyClick(made, Key.Key_C, Control)
    return found


def test_it_stays_on_top_beside_the_browser(shown: TypingWindow) -> None:
    flags = shown.windowFlags()
    assert flags & Qt.WindowType.WindowStaysOnTopHint and flags & Qt.WindowType.Tool and shown.parentWidget() is None
    assert "王秀英" in shown._who.text() and "4101020012000123" in shown._what.text()


def test_forty_fields_by_keys_alone(qtbot: QtBot, shown: TypingWindow, clip: Held, desk: Desk) -> None:
    steps = tuple(EntryStep(f"f{n}", "", f"第{n}项", "" if n % 8 == 3 else f"值{n}") for n in range(46))
    shown.model.open(replace(desk.open(ROWS[0].form), steps=steps))
    filled = [one.value for one in steps if one.value]
    assert len(filled) == 40 and shown._progress.text() == "1/40"
    for _ in range(3):
        qtbot.keyClick(shown, Key.Key_C, Control)
    assert (clip.text, shown._progress.text(), shown._empty.text()) == ("值4", "4/40", "空，不用填：第3项")
    qtbot.keyClick(shown._table, Key.Key_Left)
    assert clip.text == "值2"
    qtbot.keyClick(shown._table, Key.Key_C, Control)  # the list's own copying does not come first
    assert clip.text == "值4" and pasted(qtbot, shown, clip) == filled[3:]
    assert clip.text == "" and not shown.next.isEnabled()
    shown.done.click()
    assert desk.done == [ROWS[0].form] and not shown.isVisible()


def test_left_out_and_jumped_to(qtbot: QtBot, shown: TypingWindow, clip: Held, desk: Desk) -> None:
    qtbot.keyClick(shown, Key.Key_Right)
    assert clip.text == STEPS[1].value == "410102195807120249" and shown._value.text() == "410102********0249"
    shown._table.select("7")  # 体重, without a value
    assert (clip.text, shown._value.text(), shown._hint.text()) == ("", "空", "省平台上这一项留空。")
    shown.model.say_done(shown._noted)
    assert shown.model.error is not None and shown.model.error.code == "province_unfinished" and not desk.done
    pasted(qtbot, shown, clip)
    assert shown._hint.text() == "跳过了：姓名"
    qtbot.keyClick(shown, Key.Key_Left)
    assert shown.model.current == STEPS[-1] and clip.text == STEPS[-1].value


def test_of_a_corrected_form_only_what_changed_comes_in_turn(qtbot: QtBot, clip: Held) -> None:
    made = in_sight(qtbot, window(ROWS[1].form, clip))
    assert "2 项" in made._corrected.text() and pasted(qtbot, made, clip) == ["152", "重盐"]
    made.model.jump(2)
    assert clip.text == "2026-03-02"


def test_under_the_lock_it_is_gone_and_comes_back_at_the_same_field(qtbot: QtBot, shown: TypingWindow, clip: Held) -> None:
    for _ in range(5):
        qtbot.keyClick(shown, Key.Key_C, Control)
    assert clip.text == "152"
    shown.hidden()
    assert clip.text == "" and not shown.isVisible()
    shown.shown()
    assert shown.isVisible() and clip.text == "" and "按一下" in shown._hint.text()
    qtbot.keyClick(shown, Key.Key_C, Control)
    assert clip.text == "152" and shown.model.current == STEPS[5]
    qtbot.keyClick(shown, Key.Key_Escape)
    assert clip.text == "" and not shown.isVisible()
    shown.shown()
    assert not shown.isVisible()  # it was closed before


@pytest.fixture
def emptied() -> Iterator[None]:
    yield
    QGuiApplication.clipboard().clear()


@pytest.mark.usefixtures("emptied", "qapp")
def test_the_clipboard_is_cleared_only_of_what_is_ours() -> None:
    clipboard, clip = QGuiApplication.clipboard(), SystemClip()
    clip.put("152")
    assert clipboard.text() == "152" and clipboard.mimeData().data("x-kde-passwordManagerHint") == b"secret"
    clip.put("")
    assert clipboard.text() == ""
    clip.put("88")
    clipboard.setText("别的程序复制的")
    clip.clear()
    assert clipboard.text() == "别的程序复制的"
