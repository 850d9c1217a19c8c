"""本日 over a real clinic: its tabs by role, and the ways from its lines and from the worklist."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.measurement import MeasurementKind
from app.services.clinic import Clinic
from app.services.day_lines import Place
from app.services.emergency_sheets import EmergencySheets
from app.services.measuring import Typed
from app.services.worklist import WorkKind
from tests.app.services.rx_reviewers import hire, seated
from tests.shipped_pack import shipped_pack
from tests.ui.pages.conftest import bridge, practice, practice_made  # noqa: F401
from ui.bridge import Bridge
from ui.day_pages import CLOSING, CRITICAL, LOG, OPENING, PAPER, DayPages
from ui.pages.critical.page import CriticalPage
from ui.pages.day.lines_page import ClosingPage, OpeningPage
from ui.pages.day.log_page import LogPage
from ui.pages.day.paper_page import PaperPage
from ui.practice_desk import PracticeDesk
from ui.worklist_ways import go_there, lead


@pytest.fixture
def clinic(practice: PracticeDesk, tmp_path: Path) -> Clinic:  # noqa: F811
    return Clinic.over(practice.desk, shipped_pack(), tmp_path / "site.toml")


@pytest.fixture
def led() -> list[Place]:
    return []


@pytest.fixture
def pages(qtbot: QtBot, clinic: Clinic, bridge: Bridge, practice: PracticeDesk, led: list[Place], tmp_path: Path) -> DayPages:  # noqa: F811
    made = DayPages(clinic, bridge, practice.clock, tmp_path / "backups", led.append, lambda _: None)
    qtbot.addWidget(made)
    return made


def test_every_tab_is_its_page(pages: DayPages) -> None:
    kinds = {OPENING: OpeningPage, CRITICAL: CriticalPage, LOG: LogPage, PAPER: PaperPage, CLOSING: ClosingPage}
    assert {key: type(pages.open(key)) for key in kinds} == kinds


def test_a_line_leads_to_a_tab_or_to_another_page(pages: DayPages, led: list[Place]) -> None:
    pages.go(Place.CRITICAL)
    pages.go(Place.DEVICES)
    assert pages.current == CRITICAL and led == [Place.DEVICES]


def test_who_opens_no_chart_has_the_lines_only(
    qtbot: QtBot,
    clinic: Clinic,
    bridge: Bridge,  # noqa: F811
    practice: PracticeDesk,  # noqa: F811
    tmp_path: Path,
) -> None:
    with seated(practice.desk, hire(practice.desk, "陈测量", "903", "intake")):
        made = DayPages(clinic, bridge, practice.clock, tmp_path, lambda _: None, lambda _: None)
        qtbot.addWidget(made)
        assert [made.has(key) for key in (OPENING, CRITICAL, LOG, PAPER, CLOSING)] == [True, False, False, False, True]


def test_the_to_do_list_leads_to_the_value_and_to_the_emergency(pages: DayPages, clinic: Clinic, practice: PracticeDesk) -> None:  # noqa: F811
    visit = practice.intake.open_visit(practice.people[0])
    practice.intake.save(visit.id, [Typed(MeasurementKind.HEART_RATE, "38")])
    sheets = EmergencySheets.of(practice.desk)
    sheets.stamp(sheets.begin(), "called")
    waiting = {one.kind: one for one in clinic.worklist.waiting()}
    assert waiting[WorkKind.CRITICAL].name and list(waiting)[:2] == [WorkKind.CRITICAL, WorkKind.EMERGENCY]

    def opened(key: str) -> QWidget | None:
        return pages if key == "day" else None

    lead(opened, waiting[WorkKind.EMERGENCY])
    assert pages.current == PAPER
    lead(opened, waiting[WorkKind.CRITICAL])
    assert pages.current == CRITICAL
    go_there(opened, Place.PAPER)
    assert pages.current == PAPER
    go_there(opened, Place.DEVICES)
    assert pages.current == PAPER
