"""Sign-in as it is typed, with the real door."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services.desk import Desk
from app.services.signin import SignIn
from ui.bridge import Bridge
from ui.pages.signin.model import SignInModel
from ui.pages.signin.page import SignInPage
from ui.practice_desk import PASSWORD, PracticeDesk


@pytest.fixture
def page(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk) -> SignInPage:
    practice.desk.store.close()
    model: SignInModel[object] = SignInModel(SignIn(practice.folder, practice.clock), practice.clock)
    made = SignInPage(model, bridge, practice.clock)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.shown()
    return made


def test_password_and_enter_open_the_desk(qtbot: QtBot, page: SignInPage) -> None:
    qtbot.keyClicks(page.password.field, PASSWORD)
    with qtbot.waitSignal(page.entered, timeout=10_000) as entered:
        qtbot.keyClick(page.password.field, Qt.Key.Key_Return)
    desk = entered.args[0]
    assert isinstance(desk, Desk) and desk.who.login == page._model.chosen
    desk.store.close()


def test_arrows_choose_the_person(qtbot: QtBot, page: SignInPage) -> None:
    first = page._model.chosen
    page.tiles.setFocus()
    qtbot.keyClick(page.tiles, Qt.Key.Key_Right)
    assert page._model.chosen != first and page.password.field.hasFocus()
    qtbot.mouseClick(page.tiles.buttons[0], Qt.MouseButton.LeftButton)
    assert page._model.chosen == page.tiles.buttons[0].view.login and page.tiles.buttons[0].isChecked()


def test_a_wrong_password_says_so_and_empties_the_field(qtbot: QtBot, page: SignInPage) -> None:
    qtbot.keyClicks(page.password.field, "wrong one")
    qtbot.keyClick(page.password.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page._notice.isHidden(), timeout=10_000)
    assert page.password.field.text() == "" and page.password.field.hasFocus() and page.password.button.isEnabled()


def test_after_five_wrong_ones_the_button_counts_down(qtbot: QtBot, page: SignInPage, practice: PracticeDesk) -> None:
    for tries in range(1, 6):
        page._model.sign_in("wrong one")
        qtbot.waitUntil(lambda tries=tries: page._model.error is not None and page._model.error.facts["tries"] == tries, timeout=10_000)  # type: ignore[misc]
    assert not page.password.button.isEnabled() and page.password._waiting.text() == "请等 30 秒再试"
    practice.clock.forward(31)
    page.password.refresh()
    assert page.password.button.isEnabled() and page.password._waiting.isHidden()


def test_the_forgotten_password_asks_for_the_recovery_key(qtbot: QtBot, page: SignInPage) -> None:
    page.forgot.click()
    assert page.code.isVisible() and not page.password.isVisible()
    qtbot.keyClicks(page.code, "AAAA-BBBB")
    qtbot.keyClick(page.code, Qt.Key.Key_Return)
    assert page.new_password.hasFocus()
    qtbot.keyClicks(page.new_password, "a new password")
    page._recover.click()
    qtbot.waitUntil(lambda: page._model.error is not None, timeout=10_000)
    assert page._model.error is not None and page._model.error.code == "recovery_wrong"
