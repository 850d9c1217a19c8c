"""The practice clinic's strip: a press is told, a failure is told in words, the network has its switch."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from app.errors import KnownError
from ui.bridge import Bridge
from ui.practice_bar import PracticeBar
from ui.station import Handle


@pytest.fixture
def bridge(qtbot: QtBot) -> Iterator[Bridge]:
    made = Bridge()
    yield made
    made.close()


def bar_with(qtbot: QtBot, bridge: Bridge, press: Future[None], switched: list[bool]) -> PracticeBar:
    bar = PracticeBar([Handle("按血压计 红1", lambda: press)], switched.append, bridge)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def test_a_press_says_what_it_does_and_when_it_is_done(qtbot: QtBot, bridge: Bridge) -> None:
    press: Future[None] = Future()
    bar = bar_with(qtbot, bridge, press, [])
    bar.findChildren(QPushButton)[0].click()
    assert bar._said.text() == "按血压计 红1…"
    press.set_result(None)
    qtbot.waitUntil(lambda: "…" not in bar._said.text())
    assert "按血压计 红1" in bar._said.text()


def test_a_device_that_does_not_answer_is_told_in_words(qtbot: QtBot, bridge: Bridge) -> None:
    press: Future[None] = Future()
    bar = bar_with(qtbot, bridge, press, [])
    bar.findChildren(QPushButton)[0].click()
    press.set_exception(KnownError("store_closed"))
    qtbot.waitUntil(lambda: "还没有登录" in bar._said.text())
    assert bar.isVisible()


def test_the_network_is_switched_off_and_on(qtbot: QtBot, bridge: Bridge) -> None:
    switched: list[bool] = []
    bar = bar_with(qtbot, bridge, Future(), switched)
    switch = bar.findChildren(QCheckBox)[0]
    switch.click()
    qtbot.waitUntil(lambda: switched == [False])
    switch.click()
    qtbot.waitUntil(lambda: switched == [False, True])
    assert switch.isChecked()
