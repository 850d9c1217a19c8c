"""F12 says what to do, wherever one is."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.desktop_run import Run
from ui.emergency import EmergencyNotice

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def test_f12_says_what_to_do_on_the_lock_screen_too(signed_in: Run) -> None:
    signed_in.lock_page()
    signed_in.key(Key.Key_F12)
    notice = signed_in.page(EmergencyNotice)
    assert isinstance(notice, EmergencyNotice) and notice.isVisible()
    signed_in.qtbot.keyClick(notice, Key.Key_Escape)
    assert not notice.isVisible() and signed_in.desktop.window.covered
