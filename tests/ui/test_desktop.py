"""One run of the window over a real encrypted clinic: sign-in by typing, lock, switch, language, what cannot be opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clock import SetClock
from app.demo.clinic import NURSE, PASSWORD
from app.paths import DataFolder
from app.services.drafting import Drafting
from tests.ui.desktop_run import PATIENCE, Run
from tests.ui.pages.keyboard import enter, write
from tests.ui.small_clinic import SmallStation
from ui.pages.signin.page import SignInPage
from ui.pages.wizard.page import WizardPage
from ui.station import Occasion
from ui.waiting import WaitingCover

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def test_the_sign_in_page_comes_before_anything_is_loaded(run: Run) -> None:
    loaded: list[bool] = []
    run.desktop._occasion = Occasion(run.station.folder, run.clock, lambda: loaded.append(True) or run.station)  # type: ignore[func-returns-value]
    run.begin()
    assert isinstance(run.page(SignInPage), SignInPage) and loaded == []
    run.qtbot.waitUntil(lambda: loaded == [True])


def test_a_wrong_password_is_told_in_words_and_the_page_stays(run: Run) -> None:
    run.begin()
    page = run.page(SignInPage)
    assert isinstance(page, SignInPage)
    write(run.qtbot, page.password.field, "wrong word")
    enter(run.qtbot, page.password.field)
    run.qtbot.waitUntil(page._notice.isVisible)
    assert "密码" in page._notice.accessibleName() and page.password.field.text() == ""
    run.sign_in()
    assert not run.desktop.window.covered


def test_a_lock_keeps_what_was_typed(signed_in: Run) -> None:
    signed_in.arrive()
    page = signed_in.call_first()
    assert page.view is not None
    note = page.view.note.edit
    note.setFocus()
    write(signed_in.qtbot, note, "头晕3天")
    lock = signed_in.lock_page()
    assert not note.isVisible()
    signed_in.qtbot.waitUntil(lock.password.field.hasFocus)
    write(signed_in.qtbot, lock.password.field, PASSWORD)
    enter(signed_in.qtbot, lock.password.field)
    signed_in.qtbot.waitUntil(lambda: not signed_in.desktop.window.covered)
    assert page is signed_in.desktop.window.page("encounter") and note.toPlainText() == "头晕3天" and note.hasFocus()


def test_whoever_takes_over_gets_own_pages_and_saves_nothing_of_the_one_before(signed_in: Run) -> None:
    """H33: the doctor's words are kept in the doctor's name, and are not on the nurse's screen."""
    visit = signed_in.arrive()
    page = signed_in.call_first()
    assert page.view is not None
    page.view.note.edit.setFocus()
    write(signed_in.qtbot, page.view.note.edit, "头晕3天")
    doctor = signed_in.clinic.desk.who
    lock = signed_in.lock_page()
    lock._switch()
    lock.tiles.chosen.emit(NURSE)
    signed_in.qtbot.waitUntil(lambda: lock.password.field.isEnabled())
    lock.password.field.setFocus()
    write(signed_in.qtbot, lock.password.field, PASSWORD)
    with signed_in.qtbot.waitSignal(signed_in.desktop.seated, timeout=20_000):
        enter(signed_in.qtbot, lock.password.field)
    window = signed_in.desktop.window
    assert window.current == "measuring" and not window.has("encounter") and window.page("encounter") is None
    acts = signed_in.clinic.desk.store.read(_acts_on(visit))
    assert acts and {account for account, _ in acts} == {doctor.account}
    assert Drafting(signed_in.clinic.desk).find("encounter", visit) is None
    assert window.status.texts()[0].startswith("李小燕")


def _acts_on(visit: str):  # type: ignore[no-untyped-def]
    from sqlalchemy import text

    return lambda conn: [tuple(row) for row in conn.execute(text("SELECT account, action FROM audit WHERE ref = :ref"), {"ref": visit})]


def test_the_lock_disarms_nobody(signed_in: Run) -> None:
    """safety.md §2: a lock hides the values and keeps the arming until its time-out."""
    person = signed_in.grown()[0]
    birth = signed_in.clinic.residents.get(person.id).birth.isoformat()
    visit = signed_in.clinic.intake.open_visit(person.id, "name+birth", evidence=birth)
    cuff = next(card for card in signed_in.clinic.devices.known() if "blood_pressure" in card.kinds)
    signed_in.clinic.arming.arm(cuff.id, person.id, visit.id, "name+birth", birth)
    signed_in.lock_page()
    assert [one.person for one in signed_in.clinic.arming.armed()] == [person.id]


def test_another_language_and_size_make_the_window_anew_on_the_same_page(signed_in: Run) -> None:
    signed_in.arrive()
    page = signed_in.call_first()
    assert page.view is not None
    page.view.note.edit.setFocus()
    write(signed_in.qtbot, page.view.note.edit, "头晕3天")
    before = signed_in.desktop.window
    signed_in.clinic.preferences.choose("language", "en")
    signed_in.qtbot.waitUntil(lambda: signed_in.desktop.window is not before, timeout=PATIENCE)
    window = signed_in.desktop.window
    assert window.isVisible() and window.current == "encounter" and window._buttons["measuring"].text() == "Measure"
    signed_in.clinic.preferences.choose("text_percent", 140)
    signed_in.qtbot.waitUntil(lambda: signed_in.desktop.percent == 140, timeout=PATIENCE)
    again = signed_in.call_first()
    assert again.view is not None and again.view.note.edit.toPlainText() == "头晕3天"


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda folder: folder.database.write_bytes(b"\0" * 8192), "数据"),
        (lambda folder: folder.database.unlink(), "数据"),
    ],
    ids=["corrupt", "missing"],
)
@pytest.mark.expect_log(".*")
def test_a_database_that_does_not_open_is_told_on_the_sign_in_page(run: Run, desk_folder: DataFolder, harm, words: str) -> None:  # type: ignore[no-untyped-def]
    for left in desk_folder.root.glob("clinic.db-*"):
        left.unlink()
    harm(desk_folder)
    run.begin()
    page = run.page(SignInPage)
    assert isinstance(page, SignInPage)
    write(run.qtbot, page.password.field, PASSWORD)
    enter(run.qtbot, page.password.field)
    run.qtbot.waitUntil(page._notice.isVisible, timeout=20_000)
    assert words in page._notice.accessibleName() and run.desktop.window.covered


@pytest.mark.expect_log("could not be loaded")
def test_a_workstation_that_cannot_be_loaded_is_told_too(qtbot: QtBot, desk_folder: DataFolder, desk_clock: SetClock) -> None:
    run = Run(qtbot, desk_folder, desk_clock)

    def fail() -> SmallStation:
        raise RuntimeError("a library is missing")

    run.desktop._occasion = Occasion(desk_folder, desk_clock, fail)
    run.begin()
    page = run.page(SignInPage)
    assert isinstance(page, SignInPage)
    write(qtbot, page.password.field, PASSWORD)
    enter(qtbot, page.password.field)
    qtbot.waitUntil(page._notice.isVisible, timeout=20_000)
    assert run.desktop.window.covered
    run.desktop.end()


def test_the_first_run_leads_to_the_sign_in_page(qtbot: QtBot, tmp_path: Path, desk_clock: SetClock) -> None:
    run = Run(qtbot, DataFolder(tmp_path / "fresh").make(), desk_clock)
    run.begin()
    page = run.page(WizardPage)
    assert isinstance(page, WizardPage)
    prepare_by_wizard(page)
    qtbot.waitUntil(lambda: bool(page._model.recovery_code), timeout=30_000)
    page.finished.emit("wang")
    signin = run.page(SignInPage)
    assert isinstance(signin, SignInPage) and [tile.view.name for tile in signin.tiles.buttons] == ["王建国"]
    run.desktop.end()


def prepare_by_wizard(page: WizardPage) -> None:
    """All fields, as they would be typed."""
    values = {
        "organization_code": "PDY00000141010211A1001",
        "organization_name": "柳树村卫生室",
        "seat": "A1",
        "name": "王建国",
        "staff_no": "001",
        "licence_no": "110410200012345",
        "login": "wang",
        "password": "correct horse",
        "repeat": "correct horse",
    }
    for key, value in values.items():
        page._model.type(key, value)
    for _ in range(3):
        assert page._model.forward()


def test_a_site_file_out_of_order_is_shown_and_nothing_is_opened(run: Run) -> None:
    from app.errors import KnownError

    run.desktop.refuse(KnownError("setting_bad", key="lock_minutes", found="99", wanted="1–60"))
    cover = run.page(WaitingCover)
    assert isinstance(cover, WaitingCover) and "lock_minutes" in cover.notice.accessibleName()


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_a_second_start_brings_the_window_to_the_front(signed_in: Run) -> None:
    signed_in.desktop.window.showMinimized()
    signed_in.desktop.raise_window()
    signed_in.qtbot.waitUntil(lambda: not signed_in.desktop.window.isMinimized())
    assert signed_in.desktop.window.isVisible()
