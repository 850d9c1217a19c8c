"""Supplies by keys: a form goes out as confirmed, a step as it happened, and a failed delivery stands on top with its phone number."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.domain.supplying import SupplyRequest, SupplyStatus, SupplyWay
from app.errors import KnownError
from app.services.supplying import SupplyForm
from ui.pages.supply.gallery import Cloud, page
from ui.pages.supply.page import SupplyPage


class Kept(Cloud):
    """Remembers every act."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[SupplyForm, SupplyWay, bool]] = []
        self.steps: list[tuple[str, SupplyStatus, str, str]] = []

    def request(self, form: SupplyForm, way: SupplyWay, consent: bool) -> SupplyRequest:
        self.asked.append((form, way, consent))
        if not consent:
            raise KnownError("supply_consent")
        return super().request(form, way, consent)

    def step(self, request: str, status: SupplyStatus, note: str = "", receiver: str = "") -> SupplyStatus:
        self.steps.append((request, status, note, receiver))
        return super().step(request, status, note, receiver)


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
    return {one.text(): one for one in shown._acting.findChildren(QPushButton) if one.isVisible()}


def test_a_failed_delivery_shows_whom_to_call_and_what_may_follow(qtbot: QtBot, shown: SupplyPage, cloud: Kept) -> None:
    assert shown.model.rows[0].failed and shown.requests.count.text() == "1件未送达"
    shown.model.open("a")
    assert "13800000001" in shown._where.text() and "家中无人" in shown._steps.text()
    qtbot.waitUntil(lambda: set(keys(shown)) == {"已发出", "已取消"})
    shown.note.setText("第二次")
    keys(shown)["已发出"].click()
    assert cloud.steps == [("a", SupplyStatus.SHIPPED, "第二次", "")]


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
    qtbot.waitUntil(lambda: set(keys(shown)) == {"已接单", "已取消"})
    assert shown.model.shown is not None and shown.model.shown.steps == ()
