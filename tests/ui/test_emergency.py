"""F12 (H27): what to do, and the time of what was done, wherever one is and whoever is signed in; nothing has to be filled in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.services.emergency_sheets import ACTS, EmergencySheets
from app.services.worklist import WorkKind
from tests.ui.desktop_run import PATIENCE, Run
from ui.emergency import EmergencyNotice

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def pressed(run: Run) -> EmergencyNotice:
    run.key(Key.Key_F12)
    notice = run.page(EmergencyNotice)
    assert isinstance(notice, EmergencyNotice)
    return notice


def test_f12_says_what_to_do_on_the_lock_screen_too(signed_in: Run) -> None:
    signed_in.lock_page()
    notice = pressed(signed_in)
    assert notice.isVisible() and notice.findChildren(QLineEdit) == []
    signed_in.qtbot.keyClick(notice, Key.Key_1)
    signed_in.qtbot.keyClick(notice, Key.Key_3)
    (sheet,) = EmergencySheets.of(signed_in.clinic.desk).waiting()
    assert [one.act for one in sheet.stamps] == [ACTS[0], ACTS[2]]
    signed_in.qtbot.keyClick(notice, Key.Key_Escape)
    assert not notice.isVisible() and signed_in.desktop.window.covered


def test_it_waits_among_the_to_dos_and_nobody_stays_armed(signed_in: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = signed_in.clinic
    ended: list[str] = []
    monkeypatch.setattr(clinic.arming, "disarm_all", ended.append)
    notice = pressed(signed_in)
    notice.keys["cpr"].click()
    notice.forget()
    notice.keys["oxygen"].click()
    signed_in.qtbot.waitUntil(lambda: ended == ["emergency"] * 2, timeout=PATIENCE)
    waiting = [one for one in clinic.worklist.waiting() if one.kind is WorkKind.EMERGENCY]
    assert len(waiting) == 2


def test_every_act_has_its_key(signed_in: Run) -> None:
    assert tuple(pressed(signed_in).keys) == ACTS
