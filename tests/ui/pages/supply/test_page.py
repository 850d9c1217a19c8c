"""Supplies by keys: a form goes out as confirmed, a step as it happened, and a failed delivery stands on top with its phone number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.domain.supplying import SupplyRequest, SupplyStatus, SupplyWay
from app.errors import KnownError
from app.services.supply_step import Happened
from app.services.supplying import Supply, SupplyForm
from app.texts import text
from ui.pages.supply.gallery import DESK, NOW, PACKING, ROWS, Cloud, page
from ui.pages.supply.page import SupplyPage
from ui.tokens import Mark


class Kept(Cloud):
    """Remembers every act."""

    def __init__(self, rows: tuple[Supply, ...] = ROWS) -> None:
        super().__init__(rows)
        self.asked: list[tuple[SupplyForm, SupplyWay, bool]] = []
        self.seen: list[str] = []
        self.steps: list[tuple[str, SupplyStatus, Happened]] = []

    def looked(self, one: SupplyRequest) -> None:
        self.seen.append(one.id)

    def request(self, form: SupplyForm, way: SupplyWay, consent: bool) -> SupplyRequest:
        self.asked.append((form, way, consent))
        if not consent:
            raise KnownError("supply_consent")
        return super().request(form, way, consent)

    def step(self, request: str, status: SupplyStatus, told: Happened) -> SupplyStatus:
        self.steps.append((request, status, told))
        return super().step(request, status, told)


@pytest.fixture
def cloud() -> Kept:
    return Kept()


@pytest.fixture
def shown(qtbot: QtBot, cloud: Kept) -> SupplyPage:
    made = page(cloud)
    qtbot.addWidget(made)
    made.show()
    return made


def keys(shown: SupplyPage) -> dict[str, QPushButton]:
    acts = {text(f"supply_act.{one.value}") for one in SupplyStatus if one is not SupplyStatus.REQUESTED}
    return {one.text(): one for one in shown.next.findChildren(QPushButton) if one.isVisible() and one.text() in acts}


def test_a_failed_delivery_shows_whom_to_call_and_what_may_follow(qtbot: QtBot, shown: SupplyPage, cloud: Kept) -> None:
    assert shown.model.rows[0].failed and shown.requests.count.text() == "1件未送达"
    shown.model.open("a")
    assert cloud.seen == ["a"], "who saw the phone number is written down"
    assert "13800000001" in shown._where.text() and "家中无人" in shown._steps.text()
    qtbot.waitUntil(lambda: set(keys(shown)) == {"发出", "取消申请"})
    shown.next.note.setText("第二次")
    shown.next.carrier.setText("县邮政")
    keys(shown)["发出"].click()
    assert cloud.steps == [("a", SupplyStatus.SHIPPED, Happened("第二次", carrier="县邮政"))]
    shown.model.open("c")
    assert shown.next.carrier.text() == "", "one parcel's carrier is never another's"


def test_what_was_typed_stays_until_the_patient_agreed(shown: SupplyPage, cloud: Kept) -> None:
    shown.model.begin("s", "l")
    form = shown.form
    assert (form.phone.text(), form.pieces.text(), form.consent.isChecked()) == ("13800000001", "56", False)
    form.address.setText("柳树村5组1号")
    form.go.click()
    assert shown.model.error is not None and shown.model.error.code == "supply_way" and cloud.asked == []
    form.way.set_value("delivery")
    form.go.click()
    assert shown.model.error is not None and form.isVisible() and form.address.text() == "柳树村5组1号"
    form.consent.setChecked(True)
    form.go.click()
    told, way, consent = cloud.asked[-1]
    assert (told.address, told.pieces, way, consent) == ("柳树村5组1号", 56, SupplyWay.DELIVERY, True)
    assert not form.isVisible() and shown.model.chosen == "a"


def test_only_what_may_follow_has_a_key(qtbot: QtBot, shown: SupplyPage) -> None:
    shown.model.open("c")
    qtbot.waitUntil(lambda: set(keys(shown)) == {"接单", "取消申请"})
    assert shown.model.shown is not None and shown.model.shown.steps == () and not shown.next.carrier.isVisible()


def test_the_dispatcher_has_the_same_page_by_waiting_time(qtbot: QtBot) -> None:
    cloud = Kept(DESK)
    made = page(cloud, asks=False)
    qtbot.addWidget(made)
    made.show()
    made.model.open("e")
    qtbot.waitUntil(lambda: set(keys(made)) == {"发出", "通知来取", "取消申请"})
    rows = made.model.rows
    assert made.requests.count.text() == "3件进行中"
    assert [made.words.waited(one, NOW) for one in rows] == ["2天", "27小时10分", "16小时50分"]
    assert made.words.wait_mark(rows[0], NOW) is Mark.ATTENTION and made.words.wait_mark(rows[2], NOW) is Mark.NONE
    assert "杨庄村卫生室" in made._steps.text()
    keys(made)["通知来取"].click()
    assert cloud.steps == [("e", SupplyStatus.READY, Happened())]


def test_the_batch_that_is_chosen_goes_with_the_packing_and_with_no_other_step(qtbot: QtBot) -> None:
    cloud = Kept(PACKING)
    made = page(cloud, asks=False)
    qtbot.addWidget(made)
    made.show()
    made.model.open("d")
    assert made.next.batch.isVisible() and made.next.batch.count() == 3
    made.next.batch.setCurrentIndex(2)
    qtbot.waitUntil(lambda: "配药完成" in keys(made))
    keys(made)["取消申请"].click()
    made.next.batch.setCurrentIndex(2)
    keys(made)["配药完成"].click()
    assert cloud.steps == [("d", SupplyStatus.CANCELLED, Happened()), ("d", SupplyStatus.PICKED, Happened(batch="25020711"))]
    made.model.open("e")
    assert "放回货架" in made._steps.text() and not made.next.batch.isVisible()


def test_news_of_the_shelf_leave_what_was_typed_and_chosen(qtbot: QtBot) -> None:
    cloud = Kept(PACKING)
    made = page(cloud, asks=False)
    qtbot.addWidget(made)
    made.show()
    made.model.open("d")
    made.next.note.setText("电话已核对")
    made.next.batch.setCurrentIndex(2)
    chosen = made.next.batch.currentData()
    cloud._rows = tuple(replace(one, shelf=one.shelf[1:]) for one in cloud._rows)
    made.model.load()
    assert (made.next.note.text(), made.next.batch.currentData(), made.next.batch.count()) == ("电话已核对", chosen, 2)
    cloud._rows = tuple(replace(one, shelf=()) for one in cloud._rows)
    made.model.load()
    assert made.next.batch.currentData() == ""
