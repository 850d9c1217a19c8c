"""A woman of 66 with hypertension and diabetes, measured this morning, and the page in front of her doctor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.clock import SetClock
from app.domain.encounter import Encounter
from app.paths import DataFolder
from tests.copied_clinic import CopiedClinic
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.follow_up.gallery import page_over, resident, settled
from ui.pages.follow_up.page import FollowUpPage
from ui.pages.page_model import at_once
from ui.practice_desk import MORNING, PracticeDesk, open_practice


@pytest.fixture(scope="session")
def settled_made() -> tuple[CopiedClinic, Encounter]:
    """A closed practice clinic in which she has arrived, and her visit."""
    made = open_practice(1)
    visit = settled(made, resident(1))
    return CopiedClinic.of(made.desk, made.folder.root), visit


@pytest.fixture
def visit(settled_made: tuple[CopiedClinic, Encounter]) -> Encounter:
    """Hers, of today."""
    return settled_made[1]


@pytest.fixture
def practice(settled_made: tuple[CopiedClinic, Encounter], tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeDesk]:
    """A copy of it, of the test's own, 08:40."""
    folder, clock = DataFolder(tmp_path_factory.mktemp("practice") / "data"), SetClock(MORNING)
    desk = settled_made[0].desk(folder, clock)
    yield PracticeDesk(desk, clock, folder)
    desk.store.close()


@pytest.fixture
def page(practice: PracticeDesk, bridge: Bridge, qtbot: QtBot) -> FollowUpPage:
    """Nobody's yet."""
    made = in_front(qtbot, page_over(practice, bridge))
    made.model.attach(made.refresh, at_once)
    return made


def cursor() -> QWidget:
    """The widget keys go to."""
    found = QApplication.focusWidget()
    assert isinstance(found, QWidget)
    return found
