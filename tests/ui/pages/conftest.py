"""A practice clinic with real services, and a bridge whose workers end with the test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.clock import SetClock
from app.paths import DataFolder
from app.services.practice_clinic import DOCTOR
from app.services.signin import SignIn
from ui.bridge import Bridge
from ui.practice_desk import MORNING, PASSWORD, PracticeDesk, open_practice


@pytest.fixture(scope="session")
def practice_made() -> tuple[Path, list[str]]:
    """A closed practice clinic of twelve residents: its folder and their ids."""
    made = open_practice(12)
    made.desk.store.close()
    return made.folder.root, made.people


@pytest.fixture
def practice(practice_made: tuple[Path, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeDesk]:
    """Twelve residents in a real store of the test's own, the doctor signed in, 08:40."""
    made, people = practice_made
    folder, clock = DataFolder(Path(shutil.copytree(made, tmp_path_factory.mktemp("practice") / "data"))), SetClock(MORNING)
    desk = SignIn(folder, clock).sign_in(DOCTOR, PASSWORD)
    yield PracticeDesk(desk, clock, folder, list(people))
    desk.store.close()


@pytest.fixture
def bridge(qapp: QApplication) -> Iterator[Bridge]:
    """Closed at the end, its workers with it."""
    made = Bridge()
    yield made
    made.close()
