"""What a layout holds is replaced at once, without a widget of before left on the screen."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui import tokens as t
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import below, column, filling, refill, row


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


def test_the_last_part_of_a_page_takes_the_rest(qtbot: QtBot) -> None:
    page, notice, head, line, listed = QWidget(), QLabel("通知"), QLabel("头"), QLabel("行"), QWidget()
    qtbot.addWidget(page)
    page.setLayout(filling(notice, head, row(line, 0), listed))
    page.resize(400, 600)
    page.show()
    assert [one.y() for one in (notice, head, line, listed)] == sorted({one.y() for one in (notice, head, line, listed)})
    assert listed.height() > 400 and notice.x() == listed.x() == t.L and listed.geometry().right() == 400 - t.L - 1


def test_a_notice_goes_from_edge_to_edge_and_those_that_grow_share_the_rest(qtbot: QtBot) -> None:
    page, notice, head, first, second = QWidget(), QLabel("通知"), QLabel("头"), QWidget(), QWidget()
    qtbot.addWidget(page)
    page.setLayout(below(notice, head, first, second, growing=2))
    page.resize(400, 600)
    page.show()
    assert (notice.x(), notice.width()) == (0, 400) and (head.x(), head.width()) == (t.M, 400 - 2 * t.M)
    assert abs(first.height() - second.height()) <= 1 and first.height() > 200


def test_flowing_widgets_wrap(qtbot: QtBot) -> None:
    labels = [QLabel("一二三四五六七八") for _ in range(3)]
    part = flowing(*labels)
    qtbot.addWidget(part)
    part.resize(labels[0].sizeHint().width() + 4, 400)
    part.show()
    assert [one.y() for one in labels] == sorted({one.y() for one in labels})
