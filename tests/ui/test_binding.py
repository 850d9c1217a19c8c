"""The Qt binding keeps its references: some versions drop one of None, True or False at each call and abort after some thousands."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 8_000
IMMORTAL = sys.version_info >= (3, 12)  # there the constants are not counted, and cannot be lost


def test_thousands_of_calls_lose_no_reference(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = [sys.getrefcount(constant) for constant in (None, True, False)]
    for number in range(CALLS):
        label.setText(str(number))
        label.setEnabled(number % 2 == 0)
        label.isEnabled()
    after = [sys.getrefcount(constant) for constant in (None, True, False)]
    assert label.text() == str(CALLS - 1)
    assert IMMORTAL or all(abs(now - then) < CALLS / 10 for now, then in zip(after, before, strict=True))
