"""导出表单: days, all forms or one, a folder, and everything that may stand in the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.services.form_export import FormExport
from app.services.table_file import rows
from app.store.tables.log import audit
from app.texts import error_text
from tests.app.rules.forms.told import HTN
from tests.app.services.forms import filled_before
from tests.ui.pages.front import in_front
from tests.ui.pages.later import Later
from ui.bridge import Bridge
from ui.pages.cockpit.forms_model import FormsModel
from ui.pages.cockpit.forms_page import FormsPage
from ui.pages.cockpit.gallery import FILLED, Forms
from ui.pages.page_model import at_once
from ui.pages.period_model import Span
from ui.practice_desk import PracticeDesk


@pytest.fixture
def page(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge) -> FormsPage:
    """This year one examination and two follow-ups, last year one."""
    for person, form, days_ago in ((0, "exam", 5), (0, HTN, 3), (1, HTN, 40), (2, HTN, 90)):
        filled_before(practice.desk, practice.people[person], form, days_ago)
    made = FormsPage(FormsModel(FormExport(practice.desk), practice.clock), bridge)
    made.model.attach(made.refresh, at_once)
    in_front(qtbot, made).shown()
    return made


def into(monkeypatch: pytest.MonkeyPatch, folder: Path | None) -> None:
    """What is chosen in the dialog; None: it is closed."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder or ""))


def test_all_forms_of_the_year_are_written_and_it_says_where(
    page: FormsPage, practice: PracticeDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page.choice.chosen.emit(Span.YEAR)
    assert {(one.form, one.count) for one in page.rows.rows()} == {("exam", 1), (HTN, 2)}
    into(monkeypatch, tmp_path)
    page.all.click()
    counts = {one.name: len(rows(one)) for one in tmp_path.iterdir()}
    assert counts == {"健康体检表_20260101-20260305.xlsx": 2, "高血压患者随访服务记录表_20260101-20260305.xlsx": 3}
    assert str(tmp_path) in page.notice.accessibleName() and "2 个文件" in page.notice.accessibleName()
    query = select(audit.c.ref).where(audit.c.action == "export", audit.c.type == "filled_form")
    assert set(practice.desk.store.read(lambda conn: list(conn.scalars(query)))) == {"exam", HTN}


def test_one_form_alone(page: FormsPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page.table.clearSelection()
    assert not page.one.isEnabled()
    page.table.select("exam")
    into(monkeypatch, tmp_path)
    page.one.click()
    assert [one.form for one in page.model.written] == ["exam"] and len(list(tmp_path.iterdir())) == 1


def test_a_dialog_that_is_closed_writes_nothing(page: FormsPage, monkeypatch: pytest.MonkeyPatch) -> None:
    into(monkeypatch, None)
    page.all.click()
    assert page.model.written == () and page.notice.isHidden()


def test_days_of_ones_own(page: FormsPage) -> None:
    page.days.first.setText("2025-12-01")
    page.days.last.setText("2025-12-31")
    page.days.last.editingFinished.emit()
    assert page.model.span is None and [(one.form, one.count) for one in page.rows.rows()] == [(HTN, 1)]
    page.shown()
    assert (page.model.first, page.model.last) == (date(2025, 12, 1), date(2025, 12, 31))


def test_what_was_counted_of_other_days_is_never_exported_as_of_these(page: FormsPage) -> None:
    later = Later()
    page.model.attach(page.refresh, later)
    page.choice.chosen.emit(Span.YEAR)
    page.choice.chosen.emit(Span.LAST_QUARTER)
    assert page.rows.rows() == () and page._list.empty.isVisible() and not page.all.isEnabled()
    later.next()
    assert page.rows.rows() == () and not page.all.isEnabled(), "those were the year's"
    later.all()
    assert [(one.form, one.count) for one in page.rows.rows()] == [(HTN, 1)] and page.all.isEnabled()


def test_counting_the_same_days_anew_keeps_what_is_in_front(page: FormsPage) -> None:
    later = Later()
    page.model.attach(page.refresh, later)
    page.table.select("exam")
    page.shown()
    assert page.rows.rows() and page.one.isEnabled()
    later.all()
    assert page.table.selected() is not None


def test_days_with_nothing_say_so(page: FormsPage) -> None:
    page.model.choose_days(date(2020, 1, 1), date(2020, 1, 2))
    assert page._list.empty.isVisible() and not page.all.isEnabled() and page.model.error is None


def test_days_that_are_none_or_stand_backwards_are_told(page: FormsPage) -> None:
    page.days.first.setText("2026-02-30")
    page.days.first.editingFinished.emit()
    assert "2026-02-30" in page.notice.accessibleName() and not page.all.isEnabled() and page.rows.rows()
    page.days.first.setText("2027-01-01")
    page.days.first.editingFinished.emit()
    assert page.model.error is not None and page.model.error.code == "period_backwards"
    assert page.days.first.text() == page.model.first.isoformat(), "the days that count are those that are seen"
    page.choice.chosen.emit(Span.QUARTER)
    assert page.model.error is None and page.all.isEnabled()


def test_a_folder_or_file_that_cannot_be_written_is_told(page: FormsPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    into(monkeypatch, tmp_path / "pulled out")
    page.all.click()
    error = page.model.error
    assert error is not None and error.code == "table_unwritable" and "pulled out" in error_text(error).what
    (tmp_path / "健康体检表_20260101-20260305.xlsx").mkdir()  # as good as open elsewhere
    page.table.select("exam")
    into(monkeypatch, tmp_path)
    page.one.click()
    assert page.model.error is not None and "健康体检表" in error_text(page.model.error).what and page.all.isEnabled()


def test_forms_that_were_taken_back_meanwhile(practice: PracticeDesk, tmp_path: Path) -> None:
    forms = Forms()
    model = FormsModel(forms, practice.clock)
    model.load()
    forms.rows = ()
    model.export(tmp_path, FILLED[0])
    assert model.error is not None and model.error.code == "forms_none" and model.written == ()
