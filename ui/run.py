"""Starts the window: language and size of the last run, or what the site fixes; Qt's own loop until the window is closed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.errors import KnownError
from app.settings import Value, read_site
from ui.app import make_application
from ui.desktop import Desktop
from ui.remembered import Remembered
from ui.station import Occasion

AWAKE_MS = 500

Beside = Callable[[Desktop], AbstractContextManager[object]]


def has_display() -> bool:
    """Whether a window can be opened: Windows and macOS always, else a display or Qt told to do without one."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def show(occasion: Occasion, beside: Beside | None = None, language: str = "", refused: KnownError | None = None) -> int:
    """Open the desktop and stay until it is closed; returns the exit code. ``beside`` runs along with it.

    ``refused``: what keeps everything from being opened; only that is shown. KnownError ``no_display``.
    """
    if not has_display():
        raise KnownError("no_display")
    site, problem = _site(occasion)
    app = _application(Remembered(occasion.folder), site, language)
    desktop = Desktop(app, occasion)
    error = refused or problem
    if error is not None:
        desktop.refuse(error)
    else:
        desktop.begin()
    listen_for_the_end(desktop)
    with beside(desktop) if beside is not None and error is None else nullcontext():
        ended = app.exec()
    desktop.end()
    return ended if error is None else 1


def listen_for_the_end(desktop: Desktop) -> QTimer:
    """The session or the system asks the program to end: it closes as if the window had been closed."""
    signal.signal(signal.SIGTERM, lambda *_: desktop.window.close())
    awake = QTimer(desktop, interval=AWAKE_MS)  # Python looks at signals only while it runs
    awake.timeout.connect(_nothing)
    awake.start()
    return awake


def _nothing() -> None:
    return


def _site(occasion: Occasion) -> tuple[dict[str, Value], KnownError | None]:
    try:
        return read_site(occasion.folder.site_file), None
    except KnownError as error:
        return {}, error


def _application(remembered: Remembered, site: dict[str, Value], language: str) -> QApplication:
    percent = site.get("text_percent", remembered.percent())
    spoken = language or str(site.get("language", remembered.language()))
    return make_application(sys.argv[:1], int(str(percent)) / 100, spoken)
