"""Questions of the law appear for the lists they belong to, and what is answered reaches the rules."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.prescription import SheetKind
from app.rules.findings import Severity
from app.rules.pack import Pack
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.papers_panel import PapersPanel


@pytest.fixture
def panel(model: PrescriptionModel, qtbot: QtBot) -> PapersPanel:
    made = PapersPanel(model)
    model.attach(made.refresh, model._run)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    return made


def put(model: PrescriptionModel, drug: str, dose: str, days: str, frequency: str = "qd") -> None:
    number = model.add(drug)
    model.type_dose(number, dose)
    model.choose(number, frequency=frequency, route="oral")
    model.type_days(number, days)


def codes(model: PrescriptionModel, severity: Severity) -> set[str]:
    return {found.code for found in model.findings() if found.severity is severity}


def test_an_ordinary_list_is_asked_nothing(panel: PapersPanel, model: PrescriptionModel) -> None:
    put(model, "amlodipine-tab", "1片", "7")
    assert not panel.isVisible()


def test_a_purpose_changes_how_many_days_a_narcotic_may_be_given(panel: PapersPanel, model: PrescriptionModel, qtbot: QtBot) -> None:
    """处方管理办法 art. 23, 24: 7 days of a controlled-release form, 15 for cancer pain."""
    put(model, "morphine-cr-tab", "1片", "15", "bid")
    assert panel.purpose.isVisible() and "RX-QTY-03" in codes(model, Severity.BLOCK)
    panel.purpose.setFocus()
    qtbot.keyClick(panel.purpose, Qt.Key.Key_2)
    assert model.draft is not None and model.draft.purpose == "pain" and "RX-QTY-03" not in codes(model, Severity.BLOCK)
    qtbot.keyClick(panel.purpose, Qt.Key.Key_1)
    assert model.draft.purpose == ""


def test_attention_deficit_allows_fifteen_days(panel: PapersPanel, model: PrescriptionModel) -> None:
    put(model, "methylphenidate-er", "1片", "15")
    assert panel.adhd.isVisible() and "RX-QTY-03" in codes(model, Severity.BLOCK)
    panel.adhd.setChecked(True)
    assert "RX-QTY-03" not in codes(model, Severity.BLOCK)


def test_an_antibiotic_above_the_tier_for_one_day_in_an_emergency(panel: PapersPanel, model: PrescriptionModel, pack: Pack) -> None:
    """抗菌药物临床应用管理办法 art. 28."""
    restricted = next(key for key, one in pack.products.items() if one.antibiotic_tier == "限制" and "oral" in one.routes and one.strength)
    put(model, restricted, "1片", "1")
    assert panel.one_day.isVisible() and "RX-LEG-03" in codes(model, Severity.BLOCK)
    panel.one_day.setChecked(True)
    assert "RX-LEG-03" in codes(model, Severity.WARN) and "RX-LEG-03" not in codes(model, Severity.BLOCK)
    model.type_days(0, "3")
    assert "RX-LEG-03" in codes(model, Severity.BLOCK)


def test_in_a_resuscitation_the_rules_advise(panel: PapersPanel, model: PrescriptionModel) -> None:
    """H27; only on an emergency sheet."""
    put(model, "amlodipine-tab", "4片", "30")
    assert not panel.rescue.isVisible() and codes(model, Severity.BLOCK)
    model.set_kind(SheetKind.EMERGENCY.value)
    assert panel.rescue.isVisible()
    panel.rescue.setChecked(True)
    assert not codes(model, Severity.BLOCK) and not codes(model, Severity.OVERRIDE)


def test_who_fetches_a_narcotic_is_typed_here(panel: PapersPanel, model: PrescriptionModel, qtbot: QtBot) -> None:
    put(model, "morphine-cr-tab", "1片", "3", "bid")
    assert panel.agent.isVisible()
    told = {"agent": "李四", "agent_relation": "儿子", "agent_id": "11010519491231002X", "agent_phone": "13900000001"}
    for name, words in told.items():
        field = getattr(panel, name)
        field.setText(words)
        field.setModified(True)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert {name: getattr(model.draft, name) for name in told} == told
    assert "RX-FRM-01" not in {found.code for found in model.findings() if found.facts.get("field", "").startswith("agent")}
    model.set_sheet(agent_phone="12")
    assert "agent_phone_wrong" in {found.facts.get("field") for found in model.findings()}
