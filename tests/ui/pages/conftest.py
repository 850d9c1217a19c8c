"""A practice clinic with real services, and a bridge whose workers end with the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.clock import SetClock
from app.paths import DataFolder
from tests.copied_clinic import CopiedClinic
from ui.bridge import Bridge
from ui.practice_desk import MORNING, PracticeDesk, open_practice


@pytest.fixture(scope="session")
def practice_made() -> tuple[CopiedClinic, list[str]]:
    """A closed practice clinic of twelve residents, the doctor signed in, and their ids."""
    made = open_practice(12)
    return CopiedClinic.of(made.desk, made.folder.root), made.people


@pytest.fixture
def practice(practice_made: tuple[CopiedClinic, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeDesk]:
    """Twelve residents in a real store of the test's own, the doctor signed in, 08:40."""
    made, people = practice_made
    folder, clock = DataFolder(tmp_path_factory.mktemp("practice") / "data"), SetClock(MORNING)
    desk = made.desk(folder, clock)
    yield PracticeDesk(desk, clock, folder, list(people))
    desk.store.close()


@pytest.fixture
def bridge(qapp: QApplication) -> Iterator[Bridge]:
    """Closed at the end, its workers with it."""
    made = Bridge()
    yield made
    made.close()
