"""The typing help in the real program: from a filled form to the small window, which the lock and another person's pages take away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.demo.clinic import NURSE, PASSWORD
from app.services.day_lines import Place
from tests.app.services.forms import filled_before
from tests.ui.desktop_run import Run
from tests.ui.pages.keyboard import enter, write
from ui.chronic_pages import PROVINCE, TODAY, ChronicPages
from ui.follow_up_pages import FOLLOW_UP
from ui.pages.follow_up.page import FollowUpPage
from ui.pages.lock.page import LockPage
from ui.pages.province.typing_window import TypingWindow
from ui.worklist_ways import go_there

pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)  # a window on top asks for it; offscreen has no order

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def helps() -> list[TypingWindow]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, TypingWindow)]


def opened_from_the_form(run: Run) -> TypingWindow:
    """F7, the forms filled, 录入省平台."""
    person = run.grown()[0].id
    filled_before(run.clinic.desk, person, "htn_followup", 2, way="1", systolic="152")
    page = run.desktop.window.open(FOLLOW_UP)
    assert isinstance(page, FollowUpPage)
    page.model.open(person)
    run.qtbot.waitUntil(lambda: page.model.opened is not None and not page.model.busy)
    page.model.show_list(True)
    page.filed.enter.click()
    run.qtbot.waitUntil(lambda: any(one.isVisible() for one in helps()))
    return helps()[0]


def unlock(qtbot: QtBot, lock: LockPage) -> None:
    qtbot.waitUntil(lambda: lock.password.field.isEnabled())
    lock.password.field.setFocus()
    qtbot.waitUntil(lock.password.field.hasFocus)
    write(qtbot, lock.password.field, PASSWORD)
    enter(qtbot, lock.password.field)


def test_the_lock_hides_it_and_another_persons_pages_end_it(signed_in: Run) -> None:
    help_window, clipboard, window = opened_from_the_form(signed_in), QGuiApplication.clipboard(), signed_in.desktop.window
    pages = window.page(TODAY)
    assert isinstance(pages, ChronicPages) and pages.current == PROVINCE and window.current == TODAY
    assert clipboard.text() == help_window._who.text() != ""
    signed_in.clock.forward(4 * 60)
    signed_in.qtbot.keyClick(help_window.windowHandle(), Key.Key_C, Control)
    signed_in.clock.forward(2 * 60)
    signed_in.desktop.idle.look()
    assert not window.covered  # who types beside the browser sits here
    copied = clipboard.text()
    assert copied == help_window.model.steps[1].value
    signed_in.qtbot.keyClick(help_window, Key.Key_L, Control)
    lock = signed_in.page(LockPage)
    assert isinstance(lock, LockPage) and window.covered and not help_window.isVisible() and clipboard.text() == ""
    signed_in.qtbot.waitUntil(lambda: signed_in.clinic.desk.session.locked)
    unlock(signed_in.qtbot, lock)
    signed_in.qtbot.waitUntil(help_window.isVisible)
    assert clipboard.text() == ""
    help_window.next.click()
    assert clipboard.text() == copied
    signed_in.to_front()
    lock = signed_in.lock_page()
    lock._switch()
    lock.tiles.chosen.emit(NURSE)
    with signed_in.qtbot.waitSignal(signed_in.desktop.seated, timeout=20_000):
        unlock(signed_in.qtbot, lock)
    assert not any(one.isVisible() for one in helps()) and clipboard.text() == ""
    signed_in.qtbot.waitUntil(lambda: not helps())


def test_the_close_of_the_day_leads_to_the_list(signed_in: Run) -> None:
    window = signed_in.desktop.window
    go_there(lambda key: window.open(key) if window.has(key) else None, Place.PROVINCE)
    pages = window.page(TODAY)
    assert isinstance(pages, ChronicPages) and pages.current == PROVINCE
