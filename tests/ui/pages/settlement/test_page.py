"""Settling by keys: what was typed goes as typed, a refusal keeps it, and what stands is taken back with a reason only."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.settlement import Settlement
from app.services.settlement import Payment
from tests.ui.pages.front import in_front
from tests.ui.pages.keyboard import write
from tests.ui.pages.later import Later
from ui.pages.settlement.gallery import SETTLED, Till, page
from ui.pages.settlement.page import SettlementPage


class Kept(Till):
    """Remembers every act."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[object] = []

    def settle(self, sheet: str, payment: Payment) -> Settlement:
        made = super().settle(sheet, payment)
        self.done.append((sheet, payment))
        return made

    def take_back(self, key: str, reason: str) -> None:
        super().take_back(key, reason)
        self.done.append((key, reason))


@pytest.fixture
def till() -> Kept:
    return Kept()


@pytest.fixture
def shown(qtbot: QtBot, till: Kept) -> SettlementPage:
    return in_front(qtbot, page(till))


def test_the_bill_proposes_who_pays_and_how_much(qtbot: QtBot, shown: SettlementPage, till: Kept) -> None:
    shown.model.open("1")
    assert (shown.form.way.value(), shown.form.amount.text(), shown.form.insured.isVisible()) == ("城乡居民医保", "32.10", True)
    for field, text in ((shown.form.insured, "22.4"), (shown.form.number, "0305-0018")):
        field.setFocus()
        write(qtbot, field, text)
    qtbot.keyClick(shown.form.number, Qt.Key.Key_F2)
    assert till.done == [("1", Payment("城乡居民医保", 3_210, 2_240, "0305-0018"))]


def test_who_pays_themselves_is_not_asked_for_the_insurance(shown: SettlementPage, till: Kept) -> None:
    shown.model.open("1")
    shown.form.insured.setText("22.4")
    shown.form.way.set_value("自费")
    shown.form.way.chosen.emit("自费")
    assert not shown.form.insured.isVisible()
    shown.form.go.click()
    assert till.done == [("1", Payment("自费", 3_210))]


@pytest.mark.parametrize("typed", ["", "12.345", "十二", "nan", "1e9", "-1"])
def test_an_amount_that_is_none_is_refused_and_stays(shown: SettlementPage, till: Kept, typed: str) -> None:
    shown.model.open("1")
    shown.form.way.set_value("自费")
    shown.form.amount.setText(typed)
    shown.form.go.click()
    assert shown.model.error is not None and shown.model.error.code == "settle_amount"
    assert till.done == [] and shown.form.amount.text() == typed


def test_a_reason_is_asked_for_and_what_was_typed_stays(shown: SettlementPage, till: Kept) -> None:
    shown.model.open("3")
    shown.form.amount.setText("17")
    shown.form.number.setText("0305-0019")
    shown.form.go.click()
    assert shown.model.error is not None and shown.model.error.code == "settle_why_missing"
    assert (shown.form.amount.text(), shown.form.number.text()) == ("17", "0305-0019")
    shown.form.reason.setText("家里还有；无码库药品")
    shown.form.go.click()
    assert till.done == [("3", Payment("城乡居民医保", 1_700, 0, "0305-0019", "家里还有；无码库药品"))]


def test_a_settlement_is_taken_back_with_a_reason(shown: SettlementPage, till: Kept) -> None:
    shown.model.show(SETTLED[1])
    assert shown.form.back.isVisible() and not shown.form.go.isVisible()
    shown.form.back.click()
    assert shown.model.error is not None and shown.model.error.code == "reason_needed"
    shown.form.why.setText("医保退回")
    shown.form.back.click()
    assert till.done == [(SETTLED[1].record.id, "医保退回")]


def test_a_day_turned_to_while_a_bill_is_read_is_shown(shown: SettlementPage, till: Kept) -> None:
    later, asked = Later(), list[date]()
    shown.model.attach(shown.refresh, later)
    till.of_day = lambda day: asked.append(day) or []  # type: ignore[method-assign, func-returns-value]
    shown.model.open("1")
    shown.earlier.click()
    reading = later.waiting.pop()
    reading()
    assert asked == [date(2026, 3, 4)] and shown.model.settled == ()


def test_the_day_that_was_read_after_an_act_is_the_day_in_front(shown: SettlementPage) -> None:
    later = Later()
    shown.model.show(SETTLED[1])
    shown.model.attach(shown.refresh, later)
    shown.form.why.setText("医保退回")
    shown.form.back.click()
    shown.earlier.click()
    later.next()
    assert shown.model.told == "taken_back" and shown.model.settled == SETTLED and shown.day.title.text() == "今天已结算"


def test_what_was_taken_back_has_no_such_key(shown: SettlementPage) -> None:
    shown.model.show(SETTLED[2])
    assert not shown.form.back.isVisible() and not shown.form.slip.isVisible()


def test_the_day_is_printed_with_its_sums_and_never_a_day_to_come(shown: SettlementPage) -> None:
    (_, sums), (_, rows) = shown.tables()
    assert [row[:3] for row in sums[1:]] == [["自费", "1", "¥12.80"], ["城乡居民医保", "1", "¥32.00"]]
    assert [row[4] for row in rows[1:]] == ["¥12.80", "¥4.50", "¥32.00", "−¥4.50"]
    assert not shown.later.isEnabled()
    shown.earlier.click()
    assert shown.later.isEnabled() and "2026-03-04" in shown.day.title.text()
