"""质控与检定 on the card of a device: written down where the device is shown, and named there when it asks for somebody (H39)."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.services.device_checks import DeviceChecks
from device_drivers.readings import Kind
from ui.bridge import Bridge
from ui.pages.devices.care_model import Care
from ui.pages.devices.care_part import CarePart
from ui.pages.devices.gallery import METER, Air
from ui.pages.devices.model import DevicesModel
from ui.pages.devices.page import DevicesPage
from ui.practice_desk import PracticeDesk, measures


@pytest.fixture
def page(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk) -> DevicesPage:
    practice.devices.use_manifests([measures(METER.driver, Kind.GLUCOSE)])
    practice.devices.take_on(METER, METER.name, "蓝2")
    model = DevicesModel(practice.devices, Air(), practice.desk.seat, (), practice.clock, DeviceChecks(practice.desk, lambda: 7))
    made = DevicesPage(model, bridge, practice.clock, practice.devices.news)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def keep(qtbot: QtBot, part: CarePart, care: Care, *told: str) -> None:
    part.keys[care].click()
    form = part.forms[care]
    for field, text in zip(form.fields, told, strict=False):
        field.setText(text)
    form.save.click()
    qtbot.waitUntil(lambda: not part._model.busy)


def test_a_box_is_scanned_a_control_is_judged_by_it(qtbot: QtBot, page: DevicesPage, practice: PracticeDesk) -> None:
    part = page.tile(page._model.cards[0].id).care
    assert part.asks.text().startswith("该做质控") and part._lines["strips"].text() == "试纸：没有登记"
    part.keys[Care.STRIPS].click()
    form = part.forms[Care.STRIPS]
    form.fields[0].setText("]d2010691234567890117270131" + "10T2601")
    assert [field.text() for field in form.fields[:2]] == ["T2601", "2027-01-31"]
    form.fields[2].setText("4.1～6.3")
    form.save.click()
    qtbot.waitUntil(lambda: "T2601" in part._lines["strips"].text())
    keep(qtbot, part, Care.CONTROL, "9.9")
    assert "未通过" in part._lines["control"].text() and "质控未通过" in part.asks.text()
    practice.clock.forward(60)
    keep(qtbot, part, Care.CONTROL, "5.2")
    assert "5.2（4.1～6.3） 通过" in part._lines["control"].text() and part.asks.isHidden()


def test_what_cannot_be_read_stays_open_and_says_why(qtbot: QtBot, page: DevicesPage) -> None:
    part = page.tile(page._model.cards[0].id).care
    keep(qtbot, part, Care.VERIFICATION, "明年")
    assert page._model.care.error is not None and page._model.care.error.code == "check_day"
    assert part.forms[Care.VERIFICATION].isVisible() and part.forms[Care.VERIFICATION].fields[0].text() == "明年"
    part.forms[Care.VERIFICATION].fields[0].setText("2027-03")
    part.forms[Care.VERIFICATION].save.click()
    qtbot.waitUntil(lambda: part._lines["verification"].text() == "检定有效期至 2027-03-31")
