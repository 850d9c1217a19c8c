"""A line at the counter says that the insurance waits for a code, and takes no button away for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.dispensing import DispenseStatus
from ui.pages.dispensing.gallery import LINES, Counter, page, part
from ui.pages.dispensing.line_card import LineCard
from ui.pages.dispensing.words import CounterWords


@pytest.mark.parametrize("unsettled", [False, True])
def test_a_pack_without_code(qtbot: QtBot, unsettled: bool) -> None:
    shown = page(Counter())
    qtbot.addWidget(shown)
    shown.model.open("1")
    line = replace(LINES[1], given=96, parts=(part("d5", DispenseStatus.PREPARED, 96),), unsettled=unsettled)
    card = LineCard(line, shown.model, CounterWords(), 2)
    qtbot.addWidget(card)
    said = [label.text() for label in card.findChildren(QLabel) if "暂不能医保结算" in label.text()]
    assert len(said) == int(unsettled)
    assert all(text.startswith("盐酸二甲双胍片没有扫追溯码") and "不影响发药" in text for text in said)
    assert len(card.findChildren(QPushButton)) == 3
