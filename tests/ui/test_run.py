"""The start of the window: no display, a site file out of order, and the system's wish to end."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clock import SetClock
from app.errors import KnownError
from app.paths import DataFolder
from tests.ui.desktop_run import Run
from tests.ui.small_clinic import SmallStation
from ui import run as ui_run
from ui.desktop import Desktop
from ui.remembered import Remembered
from ui.run import has_display, listen_for_the_end, show
from ui.station import Occasion
from ui.waiting import WaitingCover


@pytest.fixture
def occasion(desk_folder: DataFolder, desk_clock: SetClock) -> Occasion:
    return Occasion(desk_folder, desk_clock, lambda: SmallStation(desk_folder, desk_clock))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, dressed: QApplication) -> Iterator[list[Desktop]]:
    """The desktops that are shown; Qt's own loop is the test's, which closes the window after half a second."""
    made: list[Desktop] = []

    class Watched(Desktop):
        def __init__(self, app: QApplication, occasion: Occasion) -> None:
            super().__init__(app, occasion)
            made.append(self)
            QTimer.singleShot(500, self.window.close)

    monkeypatch.setattr(ui_run, "Desktop", Watched)
    monkeypatch.setattr(ui_run, "make_application", lambda argv, scale, language: dressed)
    before = signal.getsignal(signal.SIGTERM)
    yield made
    signal.signal(signal.SIGTERM, before)


def test_no_display_is_told_before_qt_would_abort(monkeypatch: pytest.MonkeyPatch, occasion: Occasion) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert not has_display()
    with pytest.raises(KnownError, match="no_display"):
        show(occasion)
    monkeypatch.setattr("sys.platform", "win32")
    assert has_display()


def test_the_window_opens_and_closes(occasion: Occasion, started: list[Desktop]) -> None:
    assert show(occasion) == 0
    assert started[0].is_over


def test_a_bad_site_file_names_its_key_and_nothing_is_opened(occasion: Occasion, started: list[Desktop], qtbot: QtBot) -> None:
    occasion.folder.site_file.write_text("lock_minutes = 999\n", encoding="utf-8")
    seen: list[str] = []
    QTimer.singleShot(300, lambda: seen.append(started[0].window.findChildren(WaitingCover)[0].notice.accessibleName()))
    assert show(occasion) == 1
    assert "lock_minutes" in seen[0] and started[0].clinic is None


def test_the_site_file_decides_language_and_size(
    occasion: Occasion, started: list[Desktop], monkeypatch: pytest.MonkeyPatch, dressed: QApplication
) -> None:
    asked: list[tuple[float, str]] = []

    def make(argv: object, scale: float, language: str) -> QApplication:
        asked.append((scale, language))
        return dressed

    monkeypatch.setattr(ui_run, "make_application", make)
    Remembered(occasion.folder).keep_look("zh_CN", 100)
    show(occasion)
    occasion.folder.site_file.write_text('language = "en"\ntext_percent = 140\n', encoding="utf-8")
    show(occasion)
    assert asked == [(1.0, "zh_CN"), (1.4, "en")]


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_the_systems_wish_to_end_closes_in_order(signed_in: Run) -> None:
    before = signal.getsignal(signal.SIGTERM)
    timer = listen_for_the_end(signed_in.desktop)
    try:
        with signed_in.qtbot.waitSignal(signed_in.desktop.ended, timeout=10_000):
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert signed_in.station.closed and timer.isActive()
