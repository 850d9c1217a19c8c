"""A keyboard scanner's burst is taken out of the keys; a person's typing arrives whole and in order, whatever its speed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from device_drivers.readings import Scan
from device_drivers.wedge import WedgeFilter
from ui.wedge_keys import WedgeKeys

Key = Qt.Key
NUMBER = "410205195903121226"


GAP = 0.3
"""A busy computer does not type as fast as a scanner."""


class Desk:
    """A field with the cursor, and what was scanned."""

    def __init__(self, field: QLineEdit) -> None:
        self.field, self.scans, self.entered, self.listening = field, list[Scan](), 0, True
        self.keys: WedgeKeys
        field.returnPressed.connect(self._entered)

    def _entered(self) -> None:
        self.entered += 1


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    field = QLineEdit()
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    made = Desk(field)
    made.keys = WedgeKeys(qapp, WedgeFilter(GAP), lambda: made.listening, made.scans.append)
    yield made
    made.keys.close()


def burst(qtbot: QtBot, desk: Desk, text: str) -> None:
    for char in text:
        qtbot.keyClick(desk.field, char)
    qtbot.keyClick(desk.field, Key.Key_Return)


def test_a_burst_is_a_scan_and_leaves_the_field_alone(qtbot: QtBot, desk: Desk) -> None:
    burst(qtbot, desk, NUMBER)
    assert [scan.text for scan in desk.scans] == [NUMBER]
    assert desk.field.text() == "" and desk.entered == 0


def test_two_scans_do_not_flow_together(qtbot: QtBot, desk: Desk) -> None:
    burst(qtbot, desk, NUMBER)
    burst(qtbot, desk, "6901234567892")
    assert [scan.text for scan in desk.scans] == [NUMBER, "6901234567892"]


def test_what_a_person_types_arrives_once_and_in_order(qtbot: QtBot, desk: Desk) -> None:
    for char in "168/96":
        qtbot.keyClick(desk.field, char)
        qtbot.waitUntil(lambda char=char: desk.field.text().endswith(char))  # type: ignore[misc]
    qtbot.keyClick(desk.field, Key.Key_Return)
    assert (desk.field.text(), desk.entered, desk.scans) == ("168/96", 1, [])


def test_fast_keys_that_end_without_enter_are_typing(qtbot: QtBot, desk: Desk) -> None:
    for char in "wxy":
        qtbot.keyClick(desk.field, char)
    assert desk.field.text() == ""
    qtbot.waitUntil(lambda: desk.field.text() == "wxy", timeout=5_000)


def test_a_short_burst_and_keys_without_characters_keep_their_order(qtbot: QtBot, desk: Desk) -> None:
    burst(qtbot, desk, "12")
    assert (desk.field.text(), desk.entered) == ("12", 1)
    qtbot.keyClick(desk.field, "3")
    qtbot.keyClick(desk.field, Key.Key_Left)
    assert desk.field.text() == "123" and desk.field.cursorPosition() == 2
    qtbot.keyClick(desk.field, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert desk.field.selectedText() == "123"


def test_under_the_sign_in_page_every_key_passes(qtbot: QtBot, desk: Desk) -> None:
    desk.listening = False
    burst(qtbot, desk, "correct horse")
    assert (desk.field.text(), desk.entered, desk.scans) == ("correct horse", 1, [])


def test_closed_it_hands_on_what_it_held_and_hears_no_more_keys(qtbot: QtBot, desk: Desk) -> None:
    qtbot.keyClick(desk.field, "4")
    desk.keys.close()
    assert desk.field.text() == "4"
    burst(qtbot, desk, "10205")
    assert desk.field.text() == "410205" and desk.entered == 1 and not desk.scans
