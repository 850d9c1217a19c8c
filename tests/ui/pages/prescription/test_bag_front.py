"""药袋 in front of the sheet: scanned, named once, known the next time, and the sheet is judged again (H52)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.outside_medicine import BagSource, Taking
from app.services.medicine_bag import MedicineBag
from app.services.prescribing import Prescribing
from app.services.printers import Printers
from tests.ui.pages.front import in_front
from tests.ui.pages.prescription.test_page import write
from ui.bridge import Bridge
from ui.pages.bag.model import BagModel
from ui.pages.bag.view import BagView
from ui.pages.prescription.bag_front import BagFront
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.page import PrescriptionPage
from ui.practice_desk import PracticeDesk

EAN = "6901234567892"


@pytest.fixture
def page(model: PrescriptionModel, practice: PracticeDesk, rx: Prescribing, bridge: Bridge, qtbot: QtBot) -> Iterator[PrescriptionPage]:
    made = in_front(qtbot, PrescriptionPage(model, bridge, Printers(practice.desk)))
    made.offer_bag(BagModel(MedicineBag(practice.desk, rx.shelves), practice.clock))
    qtbot.waitUntil(lambda: bag_of(made).model.bag is not None)
    yield made
    made.hidden()


def bag_of(page: PrescriptionPage) -> BagFront:
    assert page.bag is not None
    return page.bag


def settled(qtbot: QtBot, page: PrescriptionPage) -> BagView:
    bag = bag_of(page)
    qtbot.waitUntil(lambda: not bag.model.busy and not page.model.busy and page.model.current_review is not None)
    return bag.view


def prescribe_potassium(page: PrescriptionPage) -> None:
    number = page.model.add("kcl-sr-tab")
    page.model.type_dose(number, "500mg")
    page.model.choose(number, frequency="bid", route="oral")
    page.model.type_days(number, "7")


def kinds(page: PrescriptionPage) -> list[str]:
    bag = bag_of(page).model.bag
    return [] if bag is None else [row.told.drug or row.told.name for row in bag.rows]


def test_a_box_is_scanned_named_once_and_meets_the_sheet(page: PrescriptionPage, qtbot: QtBot) -> None:
    prescribe_potassium(page)
    key = page._bag_key
    assert key.isVisible() and "未询问" in key.text()
    qtbot.waitUntil(lambda: page.findings.questions.bag.isVisible())
    page.findings.questions.bag.click()  # 有：记进药袋
    view = settled(qtbot, page)
    assert view.isVisible() and not page.sign.isVisible() and not key.isVisible()
    assert bag_of(page).scanned(EAN)
    qtbot.waitUntil(lambda: bag_of(page).model.unknown == EAN)
    write(view.search, "0号")
    assert view.search.rows()[0].key == "beijing-antihtn-no0"
    qtbot.keyClick(view.search, Qt.Key.Key_Return)
    view.form.keep.click()
    qtbot.waitUntil(lambda: view.notice.isVisible())
    assert kinds(page) == [], "where it comes from was not said"
    view.form.source.set_value(BagSource.CHEMIST.value)
    view.form.dose.setText("1片")
    view.form.often.set_key("qd")
    view.form.keep.click()
    qtbot.waitUntil(lambda: kinds(page) == ["beijing-antihtn-no0"])
    qtbot.waitUntil(lambda: [one.code for one in page.model.findings() if "院外" in one.facts.get("drugs", "")] == ["RX-APP-08"])
    assert view.form.isHidden() and not bag_of(page).model.unknown
    assert bag_of(page).scanned(EAN)
    qtbot.waitUntil(lambda: bag_of(page).model.form is not None)
    assert view.form.told().drug == "beijing-antihtn-no0", "the next scan finds it"
    view.back.click()
    assert page.sign.isVisible() and "1种" in key.text() and not bag_of(page).scanned(EAN)


def test_plain_words_are_named_and_stopped_with_a_reason(page: PrescriptionPage, qtbot: QtBot) -> None:
    prescribe_potassium(page)
    bag_of(page).show(True)
    view = settled(qtbot, page)
    write(view.search, "蓝色小药片")
    qtbot.keyClick(view.search, Qt.Key.Key_Return)
    assert view.form.isVisible() and view.form.name.text() == "蓝色小药片"
    view.form.source.set_value(BagSource.OTHER.value)
    view.form.taking.set_value(Taking.UNSURE.value)
    view.form.keep.click()
    qtbot.waitUntil(lambda: kinds(page) == ["蓝色小药片"] and len(view.lines) == 1)
    settled(qtbot, page)
    assert "蓝色小药片" in page.findings._bag.text()
    qtbot.waitUntil(lambda: view.lines[0].still.isVisible())  # nobody is sure
    (line,) = view.lines
    line.stop.click()
    qtbot.waitUntil(lambda: line.why.isVisible())
    line.why.say.click()
    qtbot.waitUntil(lambda: view.notice.isVisible() and not bag_of(page).model.busy)
    line.why.reason.setText("吃完了")
    line.why.say.click()
    qtbot.waitUntil(lambda: kinds(page) == [] and view.none.isVisible())
    view.none.click()
    qtbot.waitUntil(lambda: bag_of(page).model.bag is not None and "没有" in view.words.key(bag_of(page).model.bag))
    settled(qtbot, page)
