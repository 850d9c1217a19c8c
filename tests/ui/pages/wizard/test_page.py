"""The first run as it is typed, with a real store at the end of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from app.clock import SetClock
from app.paths import DataFolder
from app.services.setup import SetUp, SetupForm, needs_setup, set_up
from app.services.signin import SignIn
from app.store.keyslots import Kdf
from tests.ui.pages.keyboard import enter, write
from ui.bridge import Bridge
from ui.pages.wizard.gallery import TYPED
from ui.pages.wizard.model import Step, WizardModel
from ui.pages.wizard.page import WizardPage
from ui.pages.wizard.recovery import in_lines, print_sheet
from ui.practice_desk import MORNING


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path).make()


@pytest.fixture
def page(qtbot: QtBot, bridge: Bridge, folder: DataFolder) -> WizardPage:
    model = WizardModel(partial(set_up_here, folder))
    made = WizardPage(model, bridge)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.focus_first()
    return made


def set_up_here(folder: DataFolder, form: SetupForm) -> SetUp:
    return set_up(folder, form, SetClock(MORNING), Kdf(8 * 1024, 1, 1))


def type_step(qtbot: QtBot, page: WizardPage, *keys: str) -> None:
    """Each field and Enter; behind the last one the button has the cursor."""
    for key in keys:
        field = page.rows[key].field
        write(qtbot, field, TYPED[key])
        enter(qtbot, field)
    assert page.next.hasFocus()
    qtbot.keyClick(page.next, Qt.Key.Key_Space)


def test_the_keyboard_alone_sets_the_clinic_up(qtbot: QtBot, page: WizardPage, folder: DataFolder) -> None:
    type_step(qtbot, page, "organization_code", "organization_name", "seat", "division")
    for key in ("name", "staff_no", "licence_no"):
        write(qtbot, page.rows[key].field, TYPED[key])
        enter(qtbot, page.rows[key].field)
    assert page.rows["login"].field.text() == TYPED["name"]  # type: ignore[attr-defined]
    qtbot.keyClick(page.rows["login"].field, Qt.Key.Key_Return)
    qtbot.keyClick(page.next, Qt.Key.Key_Space)
    type_step(qtbot, page, "password", "repeat")
    qtbot.waitUntil(lambda: page._model.step is Step.RECOVERY, timeout=10_000)
    assert not needs_setup(folder) and not page._recovery.begin.isEnabled()
    qtbot.waitUntil(page._recovery.written.hasFocus)
    qtbot.keyClick(page._recovery.written, Qt.Key.Key_Space)
    with qtbot.waitSignal(page.finished) as finished:
        page._recovery.begin.click()
    assert finished.args == [TYPED["login"]]
    desk = SignIn(folder, SetClock(MORNING)).sign_in(TYPED["login"], TYPED["password"])
    assert desk.who.name == TYPED["name"]
    desk.store.close()


def test_a_wrong_field_has_the_cursor_and_says_why(qtbot: QtBot, page: WizardPage) -> None:
    page.rows["seat"].field.setFocus()
    write(qtbot, page.rows["seat"].field, "A")
    page.next.click()
    assert page.rows["organization_code"].field.hasFocus()
    assert page.rows["seat"].remark() == "应为两位字母或数字，例如 A1。" and page.rows["seat"].field.property("state") == "danger"


def test_the_key_can_be_copied(qtbot: QtBot, page: WizardPage) -> None:
    page._model.recovery_code = "AAAA-BBBB"
    page._recovery.copy_button.click()
    assert QGuiApplication.clipboard().text() == "AAAA-BBBB"


def test_without_a_printer_it_says_so(qtbot: QtBot, page: WizardPage) -> None:
    page._recovery.print_button.click()
    assert not page._recovery._notice.isHidden()


def test_the_sheet_carries_the_whole_key(qtbot: QtBot, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    print_sheet(printer, "第三村卫生室", "AAAA-BBBB-CCCC-DDDD-EEEE")
    page = PdfDocument(tmp_path / "key.pdf")[0].get_textpage().get_text_range()
    assert all(group in page for group in ("AAAA", "BBBB", "CCCC", "DDDD", "EEEE"))


def test_the_key_is_read_in_lines_of_four_groups() -> None:
    assert in_lines("A-B-C-D-E") == "A - B - C - D\nE"
