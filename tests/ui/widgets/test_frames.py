"""What a layout holds is replaced at once, without a widget of before left on the screen."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.flow_layout import flowing
from ui.widgets.frames import column, refill


def test_refilled(qtbot: QtBot) -> None:
    whole, layout, before, after = QWidget(), column(), QLabel("1"), QLabel("2")
    qtbot.addWidget(whole)
    whole.setLayout(layout)
    refill(layout, [before])
    whole.show()
    refill(layout, [after])
    assert before.isHidden() and layout.count() == 1
    qtbot.waitUntil(after.isVisible)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(before)
    refill(layout)
    assert layout.count() == 0


def test_flowing_widgets_wrap(qtbot: QtBot) -> None:
    labels = [QLabel("一二三四五六七八") for _ in range(3)]
    part = flowing(*labels)
    qtbot.addWidget(part)
    part.resize(labels[0].sizeHint().width() + 4, 400)
    part.show()
    assert [one.y() for one in labels] == sorted({one.y() for one in labels})
