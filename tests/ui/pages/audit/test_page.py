"""The audit page over the real service: an auditor signs in, lands on it, reads, filters, checks, and can change nothing."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import update

import app
from app.demo.clinic import PASSWORD
from app.services.accounts import AccountForm
from app.store.tables import metadata
from app.store.tables.people import person
from app.texts import LANGUAGES, load_texts
from tests.ui.desktop_run import Run
from tests.ui.pages.keyboard import enter, write
from ui.pages.audit.gallery import ROWS, Desk, morning, page, row
from ui.pages.audit.page import AuditPage
from ui.pages.audit.words import AuditWords
from ui.pages.residents.page import ResidentsPage


@pytest.fixture
def auditor(run: Run) -> Run:
    """周玉芬 was given an account by the administrator and signs in."""
    run.begin()
    run.sign_in()
    clinic = run.clinic
    doctor = clinic.desk.who
    clinic.desk.session.set(replace(doctor, permissions=doctor.permissions | {"accounts.manage"}))
    clinic.accounts.add(AccountForm("zhou", PASSWORD, "周玉芬", "009", "auditor"))
    lock = run.lock_page()
    lock._switch()
    lock.tiles.chosen.emit("zhou")
    run.qtbot.waitUntil(lambda: lock.password.field.isEnabled())
    lock.password.field.setFocus()
    write(run.qtbot, lock.password.field, PASSWORD)
    with run.qtbot.waitSignal(run.desktop.seated, timeout=20_000):
        enter(run.qtbot, lock.password.field)
    return run


def in_front(run: Run) -> AuditPage:
    window = run.desktop.window
    assert window.current == "audit"
    found = window.page("audit")
    assert isinstance(found, AuditPage)
    run.qtbot.waitUntil(lambda: bool(found.model.page.entries))
    return found


def test_an_auditor_lands_on_the_trail_and_sees_own_sign_in_on_top(auditor: Run) -> None:
    found = in_front(auditor)
    words = found.words
    tops = [(words.who(one), words.what(one)) for one in found.model.page.entries[:3]]
    assert ("周玉芬", "登录") in tops
    assert not [key for key in ("measuring", "encounter", "prescription", "ecg") if auditor.desktop.window.has(key)]


def test_a_resident_is_chosen_by_typing_and_let_go_again(auditor: Run, qtbot: QtBot) -> None:
    found = in_front(auditor)
    somebody = auditor.clinic.residents.get(auditor.grown()[0].id)
    box = found.filters.resident
    box.setFocus()
    write(qtbot, box, somebody.name)
    if box.highlighted() < 0:
        qtbot.keyClick(box, Qt.Key.Key_Down)
    enter(qtbot, box)
    qtbot.waitUntil(lambda: {one.resident for one in found.model.page.entries} == {somebody.name})
    assert found.filters.chosen.text() == somebody.name and not box.isVisible()
    qtbot.mouseClick(found.filters.chosen, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len({one.resident for one in found.model.page.entries}) > 1)


def test_the_check_runs_beside_the_page_and_finds_what_was_changed(auditor: Run, qtbot: QtBot) -> None:
    found = in_front(auditor)
    qtbot.mouseClick(found.verify, Qt.MouseButton.LeftButton)
    assert not found.verify.isEnabled()
    qtbot.waitUntil(lambda: found.model.flaws == (), timeout=30_000)
    assert "全部相符" in found.check_notice.accessibleName() and found.verify.isEnabled()
    victim = auditor.grown()[0]
    change = update(person).where(person.c.id == victim.id).values(village="别村")
    auditor.clinic.desk.store.write(lambda uow: uow.conn.execute(change)).result()
    qtbot.mouseClick(found.verify, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(found.model.flaws), timeout=30_000)
    assert "有 1 处不符" in found.check_notice.accessibleName() and victim.id in found.check_notice.accessibleName()


def test_no_page_of_an_auditor_offers_what_changes_a_record(auditor: Run, qtbot: QtBot) -> None:
    """Separation of duties: what an auditor is shown writes nothing; what they were to press all the same is refused (test_roles)."""
    in_front(auditor)
    window = auditor.desktop.window
    qtbot.keyClick(window, Qt.Key.Key_F10)
    residents = window.page("residents")
    assert isinstance(residents, ResidentsPage)
    residents.open_resident(auditor.grown()[0].id)
    assert residents.find_box.isVisible() and [key.text() for key in (residents.new, residents.change, residents.measure, residents.chart) if key.isVisible()] == []  # fmt: skip


def test_a_closed_verdict_stays_closed_until_there_is_another(qtbot: QtBot) -> None:
    made = page(Desk())
    qtbot.addWidget(made)
    made.show()
    made.model.verify()
    assert made.check_notice.isVisible()
    made.check_notice.hide()
    made.model.choose_action("sign")
    assert not made.check_notice.isVisible()


def test_a_day_that_is_none_changes_nothing_and_is_asked_for_again(qtbot: QtBot) -> None:
    made = page(Desk())
    qtbot.addWidget(made)
    made.show()
    made.filters.first.setText("2026-02-31")
    made.filters.first.editingFinished.emit()
    assert made.filters._said.isVisible() and made.model.wanted.first is None
    made.filters.first.setText("2026.3.1")
    made.filters.first.editingFinished.emit()
    assert not made.filters._said.isVisible() and str(made.model.wanted.first) == "2026-03-01"


def test_a_chosen_row_is_shown_in_full(qtbot: QtBot) -> None:
    made = morning()
    qtbot.addWidget(made)
    assert isinstance(made, AuditPage)
    made.table.select("1405")
    assert made._details.text() == "第 1405 行 · 工位 A1 · 字节 48234496"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (ROWS[2], ("程序自己", "登录", "被拒绝 · 密码不对")),
        (ROWS[5], ("李秀兰", "越权操作 · 作废处方", "被拒绝")),
        (ROWS[9], ("李秀兰", "安排测量", "姓名＋出生日期")),
        (row(1, 40, ("a9", ""), "brew", "tea"), ("本机没有的账号", "brew · tea", "")),
    ],
)
def test_rows_are_said_in_words(dressed: QApplication, entry: object, said: tuple[str, str, str]) -> None:
    words = AuditWords()
    assert (words.who(entry), words.what(entry), words.outcome(entry)) == said  # type: ignore[arg-type]


def actions() -> set[str]:
    """Whatever the program writes into the trail as an action, read from its source."""
    found: set[str] = set()
    root = Path(str(app.__file__)).parents[1]
    for path in [*(root / "app").rglob("*.py"), *(root / "sync").glob("*.py")]:
        if "demo" not in path.parts:
            found |= set(_actions(ast.parse(path.read_text(encoding="utf-8"))))
    return found


def _actions(tree: ast.AST) -> list[str]:
    given: list[ast.expr | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given += [one.value for one in node.keywords if one.arg == "action" and name != "add_argument"]
            given += node.args[:1] if name == "Act" else []
            given += node.args[3:4] if name == "set_state" else []
            given += node.args[2:3] if name in ("save", "insert") else []
            given += node.args[3:4] if name == "update" else []
    return [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value]


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_program_writes_into_the_trail_has_words(language: str) -> None:
    tables = load_texts(language).tables
    audited = {table.name for table in metadata.sorted_tables if table.info.get("audited")}
    assert sorted(actions() - set(tables["audit_action"])) == [] and len(actions()) > 15
    assert sorted(audited - set(tables["audit_type"])) == []
