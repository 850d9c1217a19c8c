"""A virtual device from the practice clinic's shelf: on the table with the next sticker, used by the button on its card."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.errors import KnownError
from ui.bridge import Bridge
from ui.pages.devices.gallery import CUFF, Air, Table
from ui.pages.devices.model import DevicesModel
from ui.pages.devices.page import DevicesPage
from ui.practice_desk import PracticeDesk


def made(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk, table: Table) -> DevicesPage:
    practice.devices.take_on(CUFF, CUFF.name, "红1")
    model = DevicesModel(practice.devices, Air(), practice.desk.seat, (), practice.clock)
    page = DevicesPage(model, bridge, practice.clock, practice.devices.news, shelf=table)
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    return page


def hand(page: DevicesPage, sticker: str) -> list[QPushButton]:
    tile = next(page.tile(card.id) for card in page._model.cards if card.sticker == sticker)
    return [one for one in tile.findChildren(QPushButton) if one.text() == "用它测一次"]


def test_a_device_is_added_and_used(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk) -> None:
    table = Table(practice)
    page = made(qtbot, bridge, practice, table)
    panel = page.shelf
    assert panel is not None and panel.kinds.count() == 2
    panel.kinds.setCurrentIndex(1)
    panel.add.click()
    qtbot.waitUntil(lambda: len(page._model.cards) == 2 and panel.add.isEnabled())
    assert "Beurer FT95" in panel._said.text() and "蓝2" in panel._said.text()
    assert hand(page, "红1") == []
    hand(page, "蓝2")[0].click()
    qtbot.waitUntil(lambda: panel._said.text() == "测好了")
    assert table.pressed == ["ble:Beurer FT95"]


def test_what_goes_wrong_is_said_and_can_be_tried_again(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk) -> None:
    class Full(Table):
        def add(self, kind: str, sticker: str) -> None:
            raise KnownError("sticker_taken", sticker=sticker)

    page = made(qtbot, bridge, practice, Full(practice))
    panel = page.shelf
    assert panel is not None
    panel.add.click()
    qtbot.waitUntil(lambda: "蓝2" in panel._said.text() and panel.add.isEnabled())
    assert len(page._model.cards) == 1


def test_outside_the_practice_clinic_there_is_no_shelf(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk) -> None:
    model = DevicesModel(practice.devices, Air(), practice.desk.seat, (), practice.clock)
    page = DevicesPage(model, bridge, practice.clock, practice.devices.news)
    qtbot.addWidget(page)
    assert page.shelf is None
