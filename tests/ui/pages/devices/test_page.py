"""Devices over the real service and a radio that hears what it is given."""

from __future__ import annotations

from concurrent.futures import Future

import pytest
from pytestqt.qtbot import QtBot

from device_drivers.errors import DeviceError, Reason
from device_drivers.readings import DeviceState, Found, KnownDevice
from ui.bridge import Bridge
from ui.pages.devices.gallery import CATALOGUE, CUFF, METER, SERIAL, Air, tell
from ui.pages.devices.model import DevicesModel, colour_of
from ui.pages.devices.page import DevicesPage
from ui.practice_desk import PracticeDesk

NEW = Found("ble:C0:00:00:00:00:09", "BLEsmart_0000", -52, "ble-blood-pressure")
STRANGER = Found("ble:11:22:33:44:55:66", "Mi Band", -81, None)


class Broken(Air):
    """A radio that is switched off."""

    def scan(self, seconds: float) -> Future[list[Found]]:
        future: Future[list[Found]] = Future()
        future.set_exception(DeviceError(Reason.ADAPTER_OFF))
        return future


@pytest.fixture
def air() -> Air:
    return Air(NEW, STRANGER)


@pytest.fixture
def page(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk, air: Air) -> DevicesPage:
    practice.devices.take_on(CUFF, CUFF.name, "红1")
    return shown(qtbot, bridge, practice, air)


def shown(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk, air: Air) -> DevicesPage:
    model = DevicesModel(practice.devices, air, practice.desk.seat, SERIAL)
    made = DevicesPage(model, bridge, practice.clock, practice.devices.news)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def only(page: DevicesPage) -> str:
    return page._model.cards[0].id


def test_state_in_words_and_shape(qtbot: QtBot, page: DevicesPage, practice: PracticeDesk) -> None:
    tile = page.tile(only(page))
    assert tile.state.text() == "没开机或不在附近"
    tell(practice, CUFF, DeviceState.DRAINED, battery=15, offset=540.0)
    qtbot.waitUntil(lambda: tile.state.text() == "可以用，旧记录已取完")
    assert tile._values["battery"].text() == "15 %，快换电池" and tile._values["clock"].text() == "慢 9 分钟，已换算"


@pytest.mark.parametrize("reason", list(Reason))
def test_each_failure_has_its_remedy(qtbot: QtBot, page: DevicesPage, practice: PracticeDesk, reason: Reason) -> None:
    tell(practice, CUFF, DeviceState.FAILED, reason=reason)
    tile = page.tile(only(page))
    qtbot.waitUntil(lambda: not tile.trouble.isHidden())
    assert tile.state.text() == "用不了" and "请" in tile.trouble.accessibleName()


def test_add_from_a_scan_with_the_next_sticker(qtbot: QtBot, page: DevicesPage, air: Air) -> None:
    page.add.click()
    qtbot.waitUntil(lambda: page.scan.table.isVisible())
    page.scan.table.selectRow(0)
    page.scan.take.click()
    assert page.scan.sticker.text() == "蓝2" and page.scan.name.text() == NEW.name
    page.scan.add.click()
    qtbot.waitUntil(lambda: len(page._model.cards) == 2)
    assert [one.device for one in air.added] == [NEW.device] and not page.scan.isVisible()


def test_a_device_without_driver_is_refused_in_words(qtbot: QtBot, page: DevicesPage) -> None:
    page._model.show_adding(True)
    qtbot.waitUntil(lambda: bool(page._model.found))
    page._model.choose(STRANGER)
    assert page._model.adding is None and page._model.trouble is not None and not page.scan._trouble.isHidden()


def test_a_radio_that_is_off_says_what_to_do(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk) -> None:
    page = shown(qtbot, bridge, practice, Broken())
    page.add.click()
    qtbot.waitUntil(lambda: page._model.trouble is not None)
    assert "蓝牙" in page.scan._trouble.accessibleName() and not page._model.scanning


def test_a_taken_sticker_keeps_what_was_typed(qtbot: QtBot, page: DevicesPage) -> None:
    page._model.show_adding(True)
    qtbot.waitUntil(lambda: bool(page._model.found))
    page._model.choose(NEW)
    page.scan.sticker.setText("红1")
    page.scan.add.click()
    qtbot.waitUntil(lambda: page._model.error is not None)
    assert page._model.error is not None and page._model.error.code == "sticker_taken"
    assert page.scan.sticker.text() == "红1" and not page._notice.isHidden()


def test_a_device_on_a_cable_is_taken_by_its_port(qtbot: QtBot, page: DevicesPage, air: Air) -> None:
    page._model.show_adding(True)
    page.scan.port.setText("COM3")
    page.scan._use_port()
    page.scan.add.click()
    qtbot.waitUntil(lambda: len(page._model.cards) == 2)
    assert air.added == [KnownDevice("serial:COM3", SERIAL[0].id, SERIAL[0].models, "COM3")]


def test_rename_and_forget(qtbot: QtBot, page: DevicesPage, air: Air, practice: PracticeDesk) -> None:
    tile = page.tile(only(page))
    tile.change.click()
    assert tile._form.isVisible() and tile._name_field.text() == CUFF.name
    tile.rename_asked.emit("门口的血压计", "绿9")
    qtbot.waitUntil(lambda: tile.sticker.text() == "绿9")
    assert tile.name.text() == "门口的血压计"
    tile.change.click()
    tile.forget_asked.emit()
    qtbot.waitUntil(lambda: page._empty.isVisible())
    assert not practice.devices.known()


def test_another_seats_device_can_be_brought_here(qtbot: QtBot, page: DevicesPage) -> None:
    page._model.seat = "B2"
    page.refresh()
    tile = page.tile(only(page))
    assert tile._move.isVisible() and tile._values["seat"].text()


def test_moving_a_device_takes_two_taps(qtbot: QtBot, page: DevicesPage, practice: PracticeDesk, air: Air) -> None:
    """H21: somebody's arm may be in it at the other seat."""
    practice.devices.take_on(METER, METER.name, "蓝2", seat="B2")
    page._model.reload()
    tile = next(page.tile(card.id) for card in page._model.cards if card.sticker == "蓝2")
    tile._move.click()
    assert "B2" in tile._move.text() and tile.card is not None and tile.card.seat == "B2"
    tile._ask_move_again()
    tile._move.click()
    tile._move.click()
    qtbot.waitUntil(lambda: tile.card is not None and tile.card.seat == practice.desk.seat)
    assert [one.device for one in air.added] == [METER.device] and not tile._move.isVisible()


def test_roll_call_on_the_page(qtbot: QtBot, page: DevicesPage, practice: PracticeDesk) -> None:
    page.call.click()
    assert page.roll.isVisible() and not page.add.isEnabled()
    qtbot.waitUntil(lambda: NEW.device in page.roll.newcomers)
    row = page.roll.newcomers[NEW.device]
    qtbot.waitUntil(row._lit.isVisible)
    assert row.sticker.text() == "蓝2"
    tell(practice, CUFF, DeviceState.CONNECTING)
    tile = page.tile(only(page))
    qtbot.waitUntil(tile.lit.isVisible)
    assert "已点到 1/1 台" in page.roll._answered.text() and not row._lit.isVisible()
    row.sticker.setText("绿4")
    row.add.click()
    qtbot.waitUntil(lambda: len(page._model.cards) == 2 and not page.roll.newcomers)
    page.hidden()
    assert not page.roll.isVisible() and page.add.isEnabled()


def test_a_card_names_model_and_proof(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk, air: Air) -> None:
    practice.devices.take_on(METER, METER.name, "蓝2")
    model = DevicesModel(practice.devices, air, practice.desk.seat, SERIAL)
    page = DevicesPage(model, bridge, practice.clock, practice.devices.news, catalogue=CATALOGUE)
    qtbot.addWidget(page)
    page.show()
    tile = page.tile(only(page))
    assert tile._values["model"].text() == "三诺 安稳 EA-18" and "试测" in tile._values["proof"].text()


def test_sticker_colours_in_both_languages() -> None:
    assert (colour_of("红1"), colour_of("Blue 2"), colour_of("9")) == ("red", "blue", "")


def test_free_stickers_never_repeat(practice: PracticeDesk, air: Air) -> None:
    model = DevicesModel(practice.devices, air, practice.desk.seat)
    practice.devices.take_on(METER, METER.name, "蓝2")
    model.reload()
    assert model.free_sticker() not in {card.sticker for card in model.cards}


def test_the_scan_names_the_model_on_the_box(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk) -> None:
    known = Found(NEW.device, NEW.name, -52, NEW.driver, "Omron HEM-7142T2")
    page = shown(qtbot, bridge, practice, Air(known, NEW))
    page._model.show_adding(True)
    qtbot.waitUntil(lambda: page.scan.table.isVisible())
    assert [page.scan._name(found) for found in (known, NEW)] == ["Omron HEM-7142T2 · BLEsmart_0000", "BLEsmart_0000"]
