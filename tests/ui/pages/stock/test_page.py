"""The shelf by keys over the real ledger: taken in, counted, written off, and what cannot be right is told."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.services.formulary import Formulary
from app.services.stock import Stock
from app.services.stock_settling import explanations
from app.texts import error_text
from tests.app.services.counter import left
from tests.shipped_pack import shipped_pack
from tests.ui.pages.front import in_front
from tests.ui.pages.keyboard import enter, write
from ui.bridge import Bridge
from ui.pages.page_model import at_once
from ui.pages.stock.gallery import settling
from ui.pages.stock.model import StockModel
from ui.pages.stock.page import StockPage
from ui.practice_desk import PracticeDesk

DRUG = "amlodipine-tab"


@pytest.fixture
def stock(practice: PracticeDesk) -> Stock:
    return Stock(practice.desk, Formulary(practice.desk, shipped_pack()).shelves)


@pytest.fixture
def shown(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge, stock: Stock) -> StockPage:
    products = Formulary(practice.desk, shipped_pack())
    made = StockPage(StockModel(stock, products, practice.desk.clock, True), bridge)
    made.model.attach(made.refresh, at_once)
    in_front(qtbot, made)
    made.shown()
    made.model.open(DRUG)
    return made


def typed(qtbot: QtBot, shown: StockPage, *texts: str) -> None:
    """Field by field with Enter, and the key at the end."""
    fields = (shown.acts.new_batch, shown.acts.expiry, shown.acts.pieces, shown.acts.note)
    fields[0].setFocus()
    for field, text in zip(fields, texts, strict=True):
        write(qtbot, field, text)
        enter(qtbot, field)
    shown.acts.go.click()


def test_a_batch_is_taken_in_by_keys_and_stands_in_the_ledger(qtbot: QtBot, shown: StockPage, stock: Stock) -> None:
    before = sum(left(stock, DRUG).values())
    typed(qtbot, shown, "25020711", "2027-08", "280", "XS17")
    assert shown.model.error is None and left(stock, DRUG)["25020711"] == 280
    assert shown.model.view is not None and shown.model.view.ledger[0].left == before + 280
    assert shown.acts.new_batch.text() == "", "ready for the next one"


def test_what_was_typed_stays_where_it_cannot_be_right(qtbot: QtBot, shown: StockPage, stock: Stock) -> None:
    before = left(stock, DRUG)
    typed(qtbot, shown, "25020711", "soon", "280", "XS17")
    assert shown.model.error is not None and shown.model.error.code == "stock_day"
    assert "2027-01" in error_text(shown.model.error).advice and shown.acts.new_batch.text() == "25020711"
    assert left(stock, DRUG) == before


def test_counting_and_writing_off_ask_for_a_batch_of_the_shelf(qtbot: QtBot, shown: StockPage, stock: Stock) -> None:
    typed(qtbot, shown, "25020711", "2027-08", "280", "XS17")
    shown.acts.acts.set_value("counted")
    shown.acts.acts.chosen.emit("counted")
    shown.acts.batch.setCurrentIndex(shown.acts.batch.findData("25020711"))
    shown.acts.pieces.setText("278")
    shown.acts.go.click()
    assert left(stock, DRUG)["25020711"] == 278
    shown.acts.acts.set_value("loss")
    shown.acts.acts.chosen.emit("loss")
    shown.acts.pieces.setText("8")
    shown.acts.go.click()
    assert left(stock, DRUG)["25020711"] == 270 and shown.acts.reason.isVisible()


def test_a_wrong_batch_number_is_corrected_with_its_reason(qtbot: QtBot, shown: StockPage, stock: Stock) -> None:
    typed(qtbot, shown, "25020711", "2027-08", "280", "XS17")
    shown.acts.acts.set_value("corrected")
    shown.acts.acts.chosen.emit("corrected")
    shown.acts.batch.setCurrentIndex(shown.acts.batch.findData("25020711"))
    assert not shown.acts.pieces.isVisible()
    for field, text in ((shown.acts.new_batch, "25020717"), (shown.acts.expiry, "2027-09-30")):
        field.setText(text)
    shown.acts.go.click()
    assert shown.model.error is not None and shown.model.error.code == "reason_needed" and left(stock, DRUG)["25020711"] == 280
    shown.acts.note.setText("看错")
    shown.acts.go.click()
    assert shown.model.error is None and (left(stock, DRUG)["25020711"], left(stock, DRUG)["25020717"]) == (0, 280)


def test_what_two_seats_gave_out_is_shown_with_what_settles_it(qtbot: QtBot) -> None:
    made = settling()
    assert isinstance(made, StockPage)
    qtbot.addWidget(made)
    made.show()
    keys = {one.text(): one for one in made.settle.findChildren(QPushButton)}
    assert made.settle.isVisible() and set(keys) == {"盘点这一批", *explanations().values()}
    said = " ".join(one.text() for one in made.settle.findChildren(QLabel))
    assert "28片" in said and "王秀英" in said and "李桂芳" in said
    keys["盘点这一批"].click()
    assert made.acts.acts.value() == "counted" and made.acts.batch.currentData() == "24110302"
    keys[explanations()["misread"]].click()
    assert made.model.told == "settled"


def test_without_a_product_in_front_the_month_is_and_adds_up(qtbot: QtBot, shown: StockPage) -> None:
    typed(qtbot, shown, "25020711", "2027-08", "280", "XS17")
    shown.to_month.click()
    assert shown.model.view is None and shown._month.isVisible()
    (one,) = (row for row in shown.model.turnover if row.drug == DRUG)
    assert one.received == 280 and one.closing == one.opening + one.received - one.dispensed + one.other
