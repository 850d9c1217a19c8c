"""Herbs typed at the page: one field, and what was understood beside it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.pages.prescription.herbs_panel import HerbsPanel
from ui.pages.prescription.model import PrescriptionModel


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
