"""First and last day of a list: what is typed counts, what is no date is told and kept to be mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.day_span import DaySpan

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


@pytest.fixture
def days(qtbot: QtBot) -> Iterator[DaySpan]:
    page = QWidget()
    qtbot.addWidget(page)
    made = DaySpan(page, ("从", "到"))
    for part in made.parts:
        part.setParent(page)
    made.follow(FIRST, LAST)
    yield made  # the page lives as long as the test


def leave(days: DaySpan, first: str) -> tuple[list[tuple[date, date]], list[str]]:
    chosen: list[tuple[date, date]] = []
    unreadable: list[str] = []
    days.chosen.connect(lambda *told: chosen.append(told))
    days.unreadable.connect(unreadable.append)
    days.first.setText(first)
    days.first.editingFinished.emit()
    return chosen, unreadable


def test_days_that_were_typed_are_chosen_once(days: DaySpan) -> None:
    assert leave(days, "2025-10-01") == ([(date(2025, 10, 1), LAST)], [])
    days.follow(date(2025, 10, 1), LAST)
    assert leave(days, "2025-10-01") == ([], [])


@pytest.mark.parametrize("text", ["2026-02-30", "去年", ""])
def test_what_is_no_date_is_kept_until_other_days_count(days: DaySpan, text: str) -> None:
    assert leave(days, text) == ([], [text])
    days.follow(FIRST, LAST)
    assert days.wrong and days.first.text() == text and days.first.property("state") == "danger"
    days.follow(date(2025, 1, 1), LAST)
    assert not days.wrong and days.first.text() == "2025-01-01" and not days.first.property("state")
