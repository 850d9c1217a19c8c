"""The upload settings' page: what is typed reaches the form, nothing is used without a question, no secret stays on the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.services.uplinks import Uplink, Way, Wish
from tests.ui.pages.front import in_front
from tests.ui.pages.uplink.test_model import Kept
from ui.pages.uplink.gallery import BAD, COUNTY, KEYED, page
from ui.pages.uplink.model import JOIN, SERVER
from ui.pages.uplink.page import UplinkPage


@pytest.fixture
def line() -> Kept:
    return Kept()


@pytest.fixture
def shown(qtbot: QtBot, line: Kept) -> UplinkPage:
    return in_front(qtbot, page(line))


def test_from_the_choice_to_the_question_and_yes(qtbot: QtBot, shown: UplinkPage, line: Kept) -> None:
    assert not shown._keys.isVisible() and not shown.server.isVisible()
    shown.kind.chosen.emit(SERVER)
    assert shown.server.isVisible() and not shown.join.isVisible() and not shown.use.isEnabled()
    qtbot.keyClicks(shown.server.address, COUNTY)
    shown.server.way.chosen.emit(Way.TOKEN.value)
    assert shown.server.token.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(shown.server.token, "t0ken")
    shown.use.click()
    assert shown.strip.isVisible() and line.asked == [], "nothing is used without a question"
    shown.strip.listen()
    qtbot.keyClick(shown, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(line.asked) == 1 and shown.model.told == "used"
    assert shown.server.token.text() == "", "a secret stays on no screen"


def test_what_few_servers_need_for_signing_in_is_typed_beside_the_key(qtbot: QtBot, shown: UplinkPage, line: Kept) -> None:
    shown.model.fill(kind=SERVER, address=COUNTY, way=Way.KEY)
    key = shown.server.key
    assert key.token_url.isVisible() and key.scope.isVisible()
    for field, text in ((key.client, "seat-1"), (key.token_url, "https://login.example/token"), (key.scope, "system/*.rs")):
        qtbot.keyClicks(field, text)
    shown.model.use()
    assert line.asked == [("use", Wish(COUNTY, Way.KEY, "seat-1", token_url="https://login.example/token", scope="system/*.rs"))]


def test_a_code_is_typed_and_gone_once_it_was_used(qtbot: QtBot, shown: UplinkPage, line: Kept) -> None:
    shown.kind.chosen.emit(JOIN)
    qtbot.keyClicks(shown.join.address, "https://192.168.1.5:8090")
    qtbot.keyClicks(shown.join.code, "7KQ2-M4XN")
    assert shown.use.accessibleName() == "加入…" and shown.trial.isHidden()
    shown.model.use()
    assert line.asked == [("join", "https://192.168.1.5:8090", "7KQ2-M4XN")]
    shown.join.code.clearFocus()
    shown.refresh()
    assert shown.join.code.text() == ""


def test_a_try_is_shown_step_by_step(qtbot: QtBot) -> None:
    made = page(Kept(Uplink(COUNTY), BAD))
    qtbot.addWidget(made)
    made.show()
    made.trial.click()
    assert made.found.isVisible() and made.found._grid.rowCount() >= 3
    made.model.fill(address="x")
    assert not made.found.isVisible()


def test_the_public_key_on_the_clipboard_and_in_a_file(qtbot: QtBot, tmp_path: Path) -> None:
    made = page(Kept(KEYED))
    qtbot.addWidget(made)
    made.show()
    made.model.fill(way=Way.KEY)
    made.server.key.copy.click()
    assert QApplication.clipboard().text() == '{"keys": []}' and "已复制" in made.notice._what.text()
    made.server.key._save_as = lambda: str(tmp_path / "jwks.json")
    made.server.key.save.click()
    assert (tmp_path / "jwks.json").exists()


def test_a_certificate_file_and_back(qtbot: QtBot) -> None:
    made = page(Kept(KEYED))
    qtbot.addWidget(made)
    made.show()
    assert made.server.public.isVisible()
    made.server.public.click()
    assert made.model.form.public_authorities and "公认" in made.server._authority.text()
    made.server._pick = lambda: "/stick/county.pem"
    made.server.authority.click()
    assert made.model.form.authority == Path("/stick/county.pem") and "county.pem" in made.server._authority.text()


def test_what_the_county_fixed_cannot_be_pressed(qtbot: QtBot) -> None:
    made = page(Kept(Uplink(COUNTY, fixed=True)))
    qtbot.addWidget(made)
    made.show()
    assert not made.kind.isEnabled() and not made._keys.isVisible() and not made.server.isVisible()
