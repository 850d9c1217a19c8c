"""The head of the sheet: how many days ask for a reason depends on the kind of sheet (处方管理办法 art. 19)."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.domain.prescription import SheetKind
from app.rules.findings import Severity
from ui.pages.prescription.head_panel import HeadPanel
from ui.pages.prescription.model import PrescriptionModel


@pytest.fixture
def head(model: PrescriptionModel, qtbot: QtBot) -> HeadPanel:
    made = HeadPanel(model)
    model.attach(made.refresh, model._run)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    return made


def blocks(model: PrescriptionModel) -> set[str]:
    return {found.code for found in model.findings() if found.severity is Severity.BLOCK}


def test_an_emergency_asks_why_from_the_fourth_day(head: HeadPanel, model: PrescriptionModel) -> None:
    number = model.add("amlodipine-tab")
    model.type_dose(number, "5")
    model.choose(number, frequency="qd", route="oral")
    model.type_days(number, "5")
    assert not head._why.isVisible() and "RX-QTY-02" not in blocks(model)
    head.kind.chosen.emit(SheetKind.EMERGENCY.value)
    assert head._why.isVisible() and "3" in head._asked.text() and "RX-QTY-02" in blocks(model)
    head.reason.setText("路远，无法当日复诊")
    head.reason.setModified(True)
    head.reason.editingFinished.emit()
    assert "RX-QTY-02" not in blocks(model) and head._why.isVisible()
    model.set_sheet(extend_reason="")
    model.type_days(number, "3")
    assert "RX-QTY-02" not in blocks(model) and not head._why.isVisible()
