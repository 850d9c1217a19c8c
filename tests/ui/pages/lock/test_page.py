"""The lock over a real desk: no value to be seen, the same person comes back, another one takes over."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.services.signin import SignIn
from ui.bridge import Bridge
from ui.pages.lock.model import LockModel
from ui.pages.lock.page import LockPage
from ui.practice_desk import PASSWORD, PracticeDesk


@pytest.fixture
def page(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk) -> LockPage:
    door, who = SignIn(practice.folder, practice.clock), practice.desk.who
    door.lock(practice.desk)
    made = LockPage(LockModel(door, practice.desk, who.login, who.name, practice.clock), bridge, practice.clock)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.shown()
    return made


def test_the_same_person_unlocks(qtbot: QtBot, page: LockPage, practice: PracticeDesk) -> None:
    assert practice.desk.session.locked
    qtbot.keyClicks(page.password.field, PASSWORD)
    with qtbot.waitSignal(page.opened, timeout=10_000) as opened:
        qtbot.keyClick(page.password.field, Qt.Key.Key_Return)
    assert opened.args == [practice.desk.who.login] and not practice.desk.session.locked


def test_another_person_takes_over(qtbot: QtBot, page: LockPage, practice: PracticeDesk) -> None:
    before = practice.desk.who.login
    page.switch.click()
    assert page.tiles.isVisible() and page._model.chosen != before
    qtbot.keyClicks(page.password.field, PASSWORD)
    with qtbot.waitSignal(page.opened, timeout=10_000):
        qtbot.keyClick(page.password.field, Qt.Key.Key_Return)
    assert practice.desk.who.login == page._model.chosen != before and not practice.desk.session.locked


def test_a_wrong_password_leaves_it_locked(qtbot: QtBot, page: LockPage, practice: PracticeDesk) -> None:
    qtbot.keyClicks(page.password.field, "not it at all")
    qtbot.keyClick(page.password.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._model.error is not None, timeout=10_000)
    assert practice.desk.session.locked and page.password.field.text() == ""


def test_it_names_nobody_but_the_staff(page: LockPage, practice: PracticeDesk) -> None:
    shown = " ".join(label.text() for label in page.findChildren(QLabel))
    residents = [practice.residents.get(key).name for key in practice.people]
    assert practice.desk.who.name in shown and not any(name in shown for name in residents)
