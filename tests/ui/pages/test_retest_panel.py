"""复测席 on both pages: the countdown, who is due first, and the way to the card."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.domain.measurement import MeasurementKind
from app.services.queue import QueueRow
from tests.ui.pages.visits import adults
from ui.pages.retest_panel import RetestPanel
from ui.practice_desk import PracticeDesk


@pytest.fixture
def panel(qtbot: QtBot, practice: PracticeDesk) -> RetestPanel:
    made = RetestPanel(practice.clock)
    qtbot.addWidget(made)
    return made


def severe(practice: PracticeDesk, number: int, text: str) -> str:
    visit = practice.intake.open_visit(adults(practice)[number])
    assert practice.intake.enter(visit.id, MeasurementKind.BLOOD_PRESSURE, text).measurement is not None
    return visit.id


def words(panel: RetestPanel) -> list[str]:
    return [made.text() for made in panel.buttons.values()]


def test_nobody_rests(panel: RetestPanel, practice: PracticeDesk) -> None:
    severe(practice, 0, "150/90")
    panel.show_rows(practice.queue.today())
    assert panel.isHidden() and not panel._second.isActive()


def test_the_countdown_and_the_card(panel: RetestPanel, practice: PracticeDesk) -> None:
    first = severe(practice, 0, "192/112")
    practice.clock.forward(95)
    severe(practice, 1, "186/100")
    panel.show_rows(list(reversed(practice.queue.today())))
    assert not panel.isHidden() and "2" in panel._title.text()
    assert "192/112" in words(panel)[0] and "8:25" in words(panel)[0] and "10:00" in words(panel)[1]
    practice.clock.forward(5)
    panel.tick()
    assert "8:20" in words(panel)[0]
    practice.clock.forward(600)
    panel.tick()
    assert "现在" in words(panel)[0]
    opened: list[QueueRow] = []
    panel.opened.connect(opened.append)
    panel.buttons[first].click()
    assert [row.encounter for row in opened] == [first]


def test_who_left_goes_from_the_seat(panel: RetestPanel, practice: PracticeDesk) -> None:
    severe(practice, 0, "192/112")
    panel.show_rows(practice.queue.today())
    practice.clock.forward(36 * 60)
    panel.tick()
    assert panel.isHidden() and panel.buttons == {}
