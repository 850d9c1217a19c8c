"""The screen locks when nobody is there."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.desktop_run import Run
from ui.pages.lock.page import LockPage

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def test_the_screen_locks_by_itself_and_any_key_counts_as_presence(signed_in: Run) -> None:
    desktop, clock = signed_in.desktop, signed_in.clock
    clock.forward(4 * 60)
    handle = desktop.window.windowHandle()
    assert handle is not None
    signed_in.qtbot.keyClick(handle, Key.Key_Shift)
    clock.forward(4 * 60)
    desktop.idle.look()
    assert not desktop.window.covered
    clock.forward(2 * 60)
    desktop.idle.look()
    assert desktop.window.covered and isinstance(signed_in.page(LockPage), LockPage)
    signed_in.qtbot.waitUntil(lambda: signed_in.clinic.desk.session.locked)
