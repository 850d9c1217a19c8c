"""The ECG page: one key records, an electrode that is off is named, the sentences that bind are there."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services.ecg import EcgRecorder
from app.services.printers import Printers
from tests.ui.pages.ecg.conftest import Patch
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.ecg.model import EcgModel
from ui.pages.ecg.page import EcgPage
from ui.practice_desk import PracticeDesk

SHARE_OF_A_CORE = 0.04


@pytest.fixture
def page(model: EcgModel, recorder: EcgRecorder, practice: PracticeDesk, bridge: Bridge, qtbot: QtBot) -> EcgPage:
    made = EcgPage(model, bridge, Printers(practice.desk))
    bridge.listen(recorder.live, model.heard, made)
    bridge.listen(recorder.progress, model.progressed, made)
    in_front(qtbot, made)
    made.shown()
    return made


def heard(qtbot: QtBot, page: EcgPage) -> None:
    """The signal has arrived."""
    qtbot.waitUntil(lambda: not page.model.silent and page.record.isEnabled())


def test_f8_records_thirty_seconds_and_shows_them(page: EcgPage, patch: Patch, qtbot: QtBot) -> None:
    assert not page.record.isEnabled() and page.record.text().endswith("F8")
    patch.send(1)
    heard(qtbot, page)
    qtbot.keyClick(page, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: page.model.recording and page.stop.isVisible())
    patch.send(31)
    qtbot.waitUntil(lambda: page.model.strip is not None and not page.model.busy)
    assert page.reader.isVisible() and page.reader._quality.text() == "信号清楚"
    assert "单导联不能排除心肌梗死" in page.reader._limit.text()


def test_the_fixed_words_are_on_the_live_page(page: EcgPage, patch: Patch, qtbot: QtBot) -> None:
    """H38: a clear signal is no clear heart."""
    patch.send(1)
    heard(qtbot, page)
    assert "单导联不能排除心肌梗死" in page._limit.text() and "按急救处理" in page._limit.text()
    assert not any(word in page._state.text() for word in ("正常", "良好"))


def test_an_electrode_that_is_off_is_named(page: EcgPage, patch: Patch, qtbot: QtBot) -> None:
    patch.send(1)
    heard(qtbot, page)
    patch.send(1, off=True)
    qtbot.waitUntil(lambda: "电极脱落" in page._state.text())
    assert "贴紧" in page._advice.text()


def test_ctrl_p_previews_the_strip(page: EcgPage, patch: Patch, qtbot: QtBot) -> None:
    patch.send(1)
    heard(qtbot, page)
    page.model.choose_goal(0)
    page.record.click()
    qtbot.waitUntil(lambda: page.model.recording)
    patch.send(6)
    page.stop.click()
    qtbot.waitUntil(lambda: page.model.strip is not None and not page.model.busy)
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.printable.preview.isVisible() and page.printable.preview.page_count() == 1)
    page.printable.preview.leave()
    assert page.reader.isVisible()


def test_drawing_takes_little_of_a_core(page: EcgPage, patch: Patch, qtbot: QtBot) -> None:
    """Filter, rows and pen for ten seconds of signal; the limit of the issue is for three leads at 250 Hz."""
    patch.send(1)
    heard(qtbot, page)
    page.hidden()
    patch.send(10)
    qtbot.waitUntil(lambda: sum(len(queue) for queue in page.model.signal._queues.values()) >= 9 * 125)
    began = time.process_time()
    page._feed()
    for _ in range(300):
        page.sweep.advance(1 / 30)
    assert time.process_time() - began < 10 * SHARE_OF_A_CORE
