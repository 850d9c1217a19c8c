"""A practice clinic with real services, and a bridge whose workers end with the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from ui.bridge import Bridge
from ui.practice_desk import PracticeDesk, open_practice


@pytest.fixture
def practice() -> Iterator[PracticeDesk]:
    """Twelve residents in a real store, the doctor signed in, 08:40."""
    made = open_practice(12)
    yield made
    made.desk.store.close()


@pytest.fixture
def bridge(qapp: QApplication) -> Iterator[Bridge]:
    """Closed at the end, its workers with it."""
    made = Bridge()
    yield made
    made.close()
