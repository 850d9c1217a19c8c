"""Settings over real services: in force at once, accounts made and closed, a proven copy."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.rules.pack_file import packed
from app.services.insurance_list import InsuranceList
from app.services.pdf_signing import PdfSigning
from app.services.signin import SignIn
from app.settings import SETTINGS
from app.store import rule_packs
from app.store.audit import PROGRAM
from app.store.unit_of_work import UnitOfWork
from tests.app.rules.pack_files import QIAN, STRANGER, ZHAO, made, public, signed
from tests.ui.pages.keyboard import enter, write
from ui.bridge import Bridge
from ui.pages.settings.county_model import CountyModel
from ui.pages.settings.gallery import policies_of, services
from ui.pages.settings.model import SettingsModel
from ui.pages.settings.page import SettingsPage
from ui.practice_desk import PASSWORD, PracticeDesk


@pytest.fixture
def page(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk) -> SettingsPage:
    return shown(qtbot, bridge, practice)


def county_of(practice: PracticeDesk) -> CountyModel:
    return CountyModel(PdfSigning(practice.desk), InsuranceList(practice.desk), policies_of(practice), practice.desk.who)


def shown(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk) -> SettingsPage:
    made = SettingsPage(SettingsModel(services(practice)), bridge, county_of(practice))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.shown()
    return made


def test_a_choice_is_in_force_at_once(qtbot: QtBot, page: SettingsPage) -> None:
    page.desk.text.chosen.emit("140")
    qtbot.waitUntil(lambda: page.desk.text.value() == "140" and not page._notice.isHidden())
    assert page._model.now().number("text_percent") == 140


def test_the_keyboard_scanner_is_switched_off_and_on(qtbot: QtBot, page: SettingsPage) -> None:
    assert page.desk.scanner.value() == "on"
    page.desk.scanner.chosen.emit("off")
    qtbot.waitUntil(lambda: page.desk.scanner.value() == "off")
    assert not page._model.now().flag("keyboard_scanner")


@pytest.mark.parametrize("typed", ["0", "999", "viele"])
def test_minutes_that_do_not_fit_are_refused(qtbot: QtBot, page: SettingsPage, typed: str) -> None:
    page.desk.lock.setFocus()
    page.desk.lock.clear()
    write(qtbot, page.desk.lock, typed)
    enter(qtbot, page.desk.lock)
    qtbot.waitUntil(lambda: page._model.error is not None)
    assert page._model.error is not None and page._model.error.code == "setting_bad"
    assert page._model.now().number("lock_minutes") == SETTINGS["lock_minutes"].default


def test_a_printer_is_remembered_per_kind(qtbot: QtBot, page: SettingsPage) -> None:
    page._model.choose_printer("prescription", "HP")
    qtbot.waitUntil(lambda: page.printers.boxes["prescription"].currentText() == "HP")
    assert page._model.printer("prescription") == "HP" and page._model.printer("ecg") == ""


def test_ones_own_password(qtbot: QtBot, page: SettingsPage, practice: PracticeDesk) -> None:
    for field, text in ((page.password.old, PASSWORD), (page.password.new, "neues wort"), (page.password.repeat, "neues wart")):
        field.setText(text)
    page.password.change.click()
    assert page._model.told == "differs"
    page.password.repeat.setText("neues wort")
    page.password.change.click()
    qtbot.waitUntil(lambda: page._model.told == "password", timeout=10_000)
    assert page.password.old.text() == ""
    SignIn(practice.folder, practice.clock).unlock(practice.desk, "neues wort")
    assert not practice.desk.session.locked


def test_an_account_is_made_given_a_password_and_closed(qtbot: QtBot, page: SettingsPage, practice: PracticeDesk) -> None:
    card = page.accounts
    before = len(page._model.cards)
    card.new.click()
    assert card._new.isVisible() and card.fields["name"].hasFocus()
    for key, text in (("name", "周兰"), ("login", "lan"), ("staff_no", "0007"), ("password", "first password")):
        card.fields[key].setFocus()
        write(qtbot, card.fields[key], text)
    card.save.click()
    assert page._model.told == "no_role" and card.fields["name"].text() == "周兰"
    card.role.chosen.emit("intake")
    card.save.click()
    qtbot.waitUntil(lambda: len(page._model.cards) == before + 1, timeout=10_000)
    made = next(one for one in page._model.cards if one.login == "lan")
    page._model.pick(made.id)
    assert card._chosen.isVisible()
    page._model.reset_password("second password")
    qtbot.waitUntil(lambda: page._model.told == "reset", timeout=10_000)
    page._model.pick(made.id)
    page._model.disable()
    qtbot.waitUntil(lambda: page._model.told == "disabled", timeout=10_000)
    assert next(one for one in page._model.cards if one.login == "lan").disabled_at
    assert "lan" not in [tile.login for tile in SignIn(practice.folder, practice.clock).tiles()]


def test_a_copy_is_made_and_its_day_shown(qtbot: QtBot, page: SettingsPage, practice: PracticeDesk) -> None:
    page.keeping.backup.click()
    qtbot.waitUntil(lambda: page._model.told == "copied", timeout=10_000)
    assert page._model.last_copy() is not None and "2026-03-05" in page.keeping._last.text()


def test_a_new_recovery_key_is_shown_until_it_is_written_down(qtbot: QtBot, page: SettingsPage) -> None:
    page.keeping.renew.click()
    qtbot.waitUntil(lambda: bool(page._model.recovery_code), timeout=10_000)
    assert page.keeping._code.isVisible()
    page.keeping.written.click()
    assert not page.keeping._code.isVisible() and page._model.recovery_code == ""


def test_a_nurse_sees_no_accounts(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk) -> None:
    nurse = next(tile for tile in SignIn(practice.folder, practice.clock).tiles() if tile.role == "nurse")
    SignIn(practice.folder, practice.clock).switch(practice.desk, nurse.login, PASSWORD)
    page = shown(qtbot, bridge, practice)
    assert not page.accounts.isVisible() and not page.keeping.backup.isVisible() and not page.keeping.renew.isVisible()
    assert page.desk.lock.isReadOnly() and page._model.may_choose("text_percent")


def test_a_clock_that_was_set_right_is_confirmed_with_a_reason(qtbot: QtBot, page: SettingsPage, practice: PracticeDesk) -> None:
    """Signing was refused; the administrator says why the clock was wrong, and it goes on."""
    assert page.keeping.settle.isHidden()
    practice.clock.set(practice.clock.now() - timedelta(days=400))
    page.shown()
    assert not page.keeping.settle.isHidden() and page.keeping._doubt.text()
    page.keeping.settle.click()
    qtbot.waitUntil(lambda: page._model.error is not None)
    assert page._model.error is not None and page._model.error.code == "reason_needed"
    page.keeping.why.setText("电池没电")
    page.keeping.settle.click()
    qtbot.waitUntil(page.keeping.settle.isHidden)
    assert page._model.told == "clock" and practice.keeping.clock_doubt() is None


# rules from a stick


@pytest.fixture
def stick(tmp_path: Path, practice: PracticeDesk) -> Path:
    """A newer rule pack that this site trusts."""
    trust = [f"赵药师 {public(ZHAO)}", f"钱药师 {public(QIAN)}"]
    practice.folder.site_file.write_text(f"rule_pack_keys = {json.dumps(trust, ensure_ascii=False)}\n", encoding="utf-8")
    place = tmp_path / "new.xypack"
    place.write_bytes(packed(signed(made(), ZHAO, QIAN)))
    return place


def buttons(page: SettingsPage) -> dict[str, QPushButton]:
    """What the card proposes."""
    return {one.accessibleName(): one for one in page.rules.notice.findChildren(QPushButton) if one.isVisibleTo(page.rules.notice)}


def press(qtbot: QtBot, page: SettingsPage, word: str) -> None:
    qtbot.waitUntil(lambda: word in buttons(page), timeout=20_000)
    buttons(page)[word].click()


def test_newer_rules_are_shown_used_and_taken_back(
    qtbot: QtBot, stick: Path, bridge: Bridge, practice: PracticeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(qtbot, bridge, practice)
    card = page.rules
    assert "程序自带的规则" in card.lines[0].text() and not card.back.isEnabled()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(stick), ""))
    card.choose.click()
    qtbot.waitUntil(lambda: "启用这些规则" in buttons(page), timeout=20_000)
    assert "赵药师、钱药师" in card.notice.accessibleName() and "程序自带的规则" in card.lines[0].text(), "nothing is used by looking"
    press(qtbot, page, "启用这些规则")
    qtbot.waitUntil(lambda: "county-rules-2026.3.1" in card.lines[0].text(), timeout=20_000)
    assert "已启用" in card.notice.accessibleName() and card.back.isEnabled()
    card.back.click()
    press(qtbot, page, "不退回")
    assert "county-rules-2026.3.1" in card.lines[0].text() and card.notice.isHidden()
    card.back.click()
    press(qtbot, page, "退回")
    qtbot.waitUntil(lambda: "程序自带的规则" in card.lines[0].text(), timeout=20_000)


def test_a_pack_that_is_refused_says_why_and_changes_nothing(qtbot: QtBot, stick: Path, bridge: Bridge, practice: PracticeDesk) -> None:
    page = shown(qtbot, bridge, practice)
    stick.write_bytes(packed(signed(made(), STRANGER)))
    page.rules._model.look(stick)
    qtbot.waitUntil(lambda: not page.rules.notice.isHidden(), timeout=20_000)
    assert "不在本机构信任的药师之列" in page.rules.notice.accessibleName() and "程序自带的规则" in page.rules.lines[0].text()


def test_the_rules_are_everybodys_to_see_and_not_to_change(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk) -> None:
    desk = practice.desk
    desk.session.set(replace(desk.who, permissions=desk.who.permissions - {"settings.manage"}))
    page = shown(qtbot, bridge, practice)
    assert page.rules.lines[0].isVisible() and not page.rules.choose.isVisible() and not page.rules.back.isVisible()


def test_rules_that_a_server_publishes_are_looked_at_and_used_in_the_same_way(
    qtbot: QtBot, stick: Path, bridge: Bridge, practice: PracticeDesk
) -> None:
    def publish(uow: UnitOfWork) -> None:
        rule_packs.offer(uow, "l-1", "县规则", stick.read_bytes(), "")
        rule_packs.offer(uow, "l-2", "外县规则", packed(signed(made(version="7"), STRANGER)), "")

    practice.desk.store.write(publish, PROGRAM, origin="up").result()
    page = shown(qtbot, bridge, practice)
    page.shown()

    def said() -> list[str]:
        found = [page.rules.published.itemAt(n).widget() for n in range(page.rules.published.count())]
        return [part.text() for one in found if one is not None for part in one.findChildren(QLabel)]

    qtbot.waitUntil(lambda: len(said()) == 2, timeout=20_000)
    assert any("服务器上有新规则" in one for one in said())
    assert any("没有启用" in one and "不在本机构信任的药师之列" in one for one in said())

    def looks() -> list[QPushButton]:
        """A row just made is seen with the next turn of the loop."""
        made = page.rules.findChildren(QPushButton)
        return [one for one in made if "核对这份规则" in one.accessibleName() and one.isVisibleTo(page.rules)]

    qtbot.waitUntil(lambda: len(looks()) > 0)
    assert len(looks()) == 1, "what is kept out cannot be chosen"
    looks()[0].click()
    press(qtbot, page, "启用这些规则")
    qtbot.waitUntil(lambda: "county-rules-2026.3.1" in page.rules.lines[0].text() and len(said()) == 1, timeout=20_000)
