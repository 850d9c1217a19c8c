"""健康教育 over the real store: written, corrected, counted, printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.health_education import EducationKind
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.education.gallery import page_over
from ui.pages.education.page import EducationPage
from ui.pages.page_model import at_once
from ui.practice_desk import PracticeDesk

TOLD = {"place": "村委会", "topic": "限盐", "organiser": "卫生室", "people": "40", "keeper": "刘明远"}


@pytest.fixture
def shown(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge) -> EducationPage:
    made = page_over(practice, bridge)
    made.model.attach(made.refresh, at_once)
    in_front(qtbot, made)
    made.shown()
    return made


def write(shown: EducationPage, **more: str) -> None:
    shown.new.click()
    for name, text in (TOLD | more).items():
        shown.texts[name].setText(text)
    shown.kind.set_value("lecture")
    shown._write()


def test_an_activity_is_written_and_counted(shown: EducationPage) -> None:
    write(shown)
    assert shown.model.error is None and not shown.panel.isVisible()
    (row,) = shown.rows.rows()
    assert (row.topic, row.people, row.kind) == ("限盐", 40, EducationKind.LECTURE)
    assert shown.model.counts[0].done == 1 and shown.model.counts[0].wanted == 6


def test_what_is_missing_is_said_and_what_was_typed_stays(shown: EducationPage) -> None:
    write(shown, topic="")
    assert shown.model.error is not None and shown.model.error.code == "education_missing"
    assert shown.panel.isVisible() and shown.texts["place"].text() == "村委会" and shown.rows.rows() == ()
    shown.day.setText("去年")
    shown._write()
    assert shown.panel.isVisible() and shown.rows.rows() == ()


def test_a_correction_takes_the_place_of_the_sheet(shown: EducationPage, tmp_path: Path) -> None:
    write(shown)
    shown.correct.click()
    shown.texts["people"].setText("34")
    shown._write()
    assert [one.people for one in shown.rows.rows()] == [34]
    shown.print.click()
    assert shown.printable.currentWidget() is shown.printable.preview
    shown.model.export(tmp_path / "year.xlsx")
    assert (tmp_path / "year.xlsx").stat().st_size > 0
    shown.model.move(-1)
    assert shown.rows.rows() == () and not shown.excel.isEnabled()
