"""The list of what is not in the provincial system: days, kinds, the way to the typing help, and a note taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import new_id
from app.rules.forms.entry_order import read_plan, shipped_plan
from app.rules.forms.reading import library
from app.services.province_entry import Entry, ProvinceEntry
from app.services.province_stages import Stage
from app.settings import Settings
from app.store import filled_forms
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.page_model import at_once
from ui.pages.province.model import ProvinceModel
from ui.pages.province.page import ProvincePage
from ui.practice_desk import PracticeDesk

HTN, EXAM = "htn_followup", "exam"


@pytest.fixture
def filled(practice: PracticeDesk) -> list[FilledForm]:
    """Two follow-ups and an examination of this quarter, one of last year."""
    desk, made = practice.desk, []
    days = ((HTN, "2026-03-04"), (EXAM, "2026-03-02"), (HTN, "2026-01-09"), (HTN, "2025-11-20"))
    for (kind, day), person in zip(days, practice.people, strict=False):
        values = {"day": FormValue(ValueKind.DAY, (day,))}
        made.append(FilledForm(new_id(), person, None, kind, 1, day, values, desk.who.practitioner, f"{day}T01:00:00.000Z"))
        desk.store.write(lambda uow, one=made[-1]: filled_forms.add(uow, one)).result()  # type: ignore[misc]
    return made


@pytest.fixture
def shown(qtbot: QtBot, practice: PracticeDesk, filled: list[FilledForm], bridge: Bridge) -> ProvincePage:
    desk = ProvinceEntry(practice.desk, lambda: Settings({}, {}))
    made = ProvincePage(ProvinceModel(desk, practice.clock), bridge)
    made.model.attach(made.refresh, at_once)
    in_front(qtbot, made)
    made.shown()
    return made


def listed(shown: ProvincePage) -> list[str]:
    return [one.day for one in shown._list.rows.rows()]


def test_days_and_kinds_and_how_many(shown: ProvincePage) -> None:
    assert listed(shown) == ["2026-01-09", "2026-03-02", "2026-03-04"] and "未录入 3 份" in shown.tabs._buttons["left"].text()
    assert shown.kinds._buttons[HTN].text() == "高血压 2"
    shown.kinds.chosen.emit(EXAM)
    assert listed(shown) == ["2026-03-02"]
    shown.days.chosen.emit(date(2025, 11, 1), date(2025, 11, 30))
    assert listed(shown) == ["2025-11-20"] and shown.model.kind == ""  # there is no examination in those days
    shown.days.chosen.emit(date(2026, 3, 5), date(2026, 3, 4))
    assert shown.model.error is not None and shown.model.error.code == "period_backwards" and listed(shown) == ["2025-11-20"]


def test_to_the_typing_help_and_what_was_entered(qtbot: QtBot, shown: ProvincePage, filled: list[FilledForm]) -> None:
    shown.table.select(filled[0].id)
    with qtbot.waitSignal(shown.entry_opened) as opened:
        qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    entry = opened.args[0]
    assert isinstance(entry, Entry) and entry.row.form == filled[0].id and not shown.back.isVisible()
    qtbot.keyClick(shown, Qt.Key.Key_F2)
    assert len(listed(shown)) == 2 and "已录入 1 份" in shown.tabs._buttons["done"].text()
    shown.tabs.chosen.emit("done")
    shown.table.select(filled[0].id)
    assert not shown.done.isEnabled() and shown.back.isVisible()
    shown.back.click()
    assert shown.model.error is not None and shown.model.error.code == "reason_needed"
    shown.reason.setText("点错了")
    shown.back.click()
    assert listed(shown) == [] and shown.model.found is not None and shown.model.found.left == 3


def test_what_was_withdrawn_since_is_deleted_there_and_not_typed(
    qtbot: QtBot, shown: ProvincePage, filled: list[FilledForm], practice: PracticeDesk
) -> None:
    shown.model.say_done(filled[0].id)
    practice.desk.store.write(lambda uow: filled_forms.withdraw(uow, filled[0].id, "录错人")).result()
    shown.shown()
    shown.table.select(filled[0].id)
    one = shown.table.selected()
    assert one is not None and one.stage is Stage.REMOVED and not shown.help.isEnabled() and "已在省平台删除" in shown.done.text()
    with qtbot.assertNotEmitted(shown.entry_opened):
        qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    shown.done.click()
    assert filled[0].id not in [row.form for row in shown.model.found.rows]  # type: ignore[union-attr]


def test_the_order_as_a_file_to_be_changed(shown: ProvincePage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "province.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place), ""))
    shown.save_order.click()
    assert "province.toml" in shown.notice._what.text()
    plan = read_plan(place.read_bytes(), place.name, library(), shipped_plan().forms)
    assert plan.own.keys() == set(shipped_plan().forms) and replace(plan, own={}) == shipped_plan()
    assert plan.of(HTN).order[:4] == ("name", "id_number", "record_no", "day")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "nowhere" / "x.toml"), ""))
    shown.save_order.click()
    assert shown.model.error is not None and shown.model.error.code == "table_unwritable"
