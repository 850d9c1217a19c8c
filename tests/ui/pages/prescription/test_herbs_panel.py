"""Herbs typed at the page: one field, and what was understood beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.pages.prescription.herbs_panel import HerbsPanel
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.words import RxWords


@pytest.fixture
def panel(model: PrescriptionModel, qtbot: QtBot) -> HerbsPanel:
    made = HerbsPanel(model)
    model.attach(made.refresh, model._run)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    return made


def typed(qtbot: QtBot, panel: HerbsPanel, text: str) -> None:
    panel.herbs.setText(text)
    panel.herbs.setModified(True)
    qtbot.keyClick(panel.herbs, Qt.Key.Key_Return)


def test_closed_until_somebody_wants_herbs(panel: HerbsPanel, qtbot: QtBot) -> None:
    assert panel.opener.isVisible() and not panel.herbs.isVisible()
    panel.opener.setFocus()
    qtbot.keyClick(panel.opener, Qt.Key.Key_Space)
    assert panel.herbs.isVisible() and not panel.opener.isVisible() and not panel.doses.isVisible()


def test_what_was_understood_is_said(panel: HerbsPanel, qtbot: QtBot, model: PrescriptionModel) -> None:
    panel.opener.click()
    typed(qtbot, panel, "黄芪30附子9先煎")
    assert panel._said.text() == "2味，每剂39 g，共7剂" and panel.doses.isVisible()
    panel.doses.setText("5")
    qtbot.keyClick(panel.doses, Qt.Key.Key_Return)
    assert model.draft is not None and model.draft.decoction is not None and model.draft.decoction.doses == 5
    panel.doses.setText("99")
    qtbot.keyClick(panel.doses, Qt.Key.Key_Return)
    assert model.draft.decoction.doses == 5 and panel.doses.text() == "5"


def test_what_cannot_be_read_stays_in_the_field_with_the_reason(panel: HerbsPanel, qtbot: QtBot, model: PrescriptionModel) -> None:
    panel.opener.click()
    typed(qtbot, panel, "黄芪30 abc")
    assert "abc" in panel._said.text() and panel.herbs.text() == "黄芪30 abc"
    assert model.draft is not None and model.draft.herbs == ()


def test_a_finding_about_herbs_names_them(model: PrescriptionModel, qtbot: QtBot) -> None:
    """Herbs have no line number on the page: 附子 and 半夏 are told by name."""
    number = model.add("amlodipine-tab")
    model.type_dose(number, "1片")
    model.type_herbs("附子9先煎 法半夏9")
    found = next(one for one in model.findings() if one.code == "RX-APP-11")
    words = RxWords()
    assert words.where(found, model.draft) == "附子、法半夏"
    assert words.where(replace(found, lines=(0, 1)), model.draft) == "第 1 行、附子"
    assert words.where(replace(found, lines=()), model.draft) and words.where(replace(found, lines=(0,))) == "第 1 行"
