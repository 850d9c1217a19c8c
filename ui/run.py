"""Starts the window: language and size of the last run, or what the site fixes; Qt's own loop until the window is closed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from PySide6.QtWidgets import QApplication

from app.errors import KnownError
from app.settings import Value, read_site
from ui.app import make_application
from ui.desktop import Desktop
from ui.remembered import Remembered
from ui.station import Occasion

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
    with beside(desktop) if beside is not None and error is None else nullcontext():
        ended = app.exec()
    desktop.end()
    return ended if error is None else 1


def _site(occasion: Occasion) -> tuple[dict[str, Value], KnownError | None]:
    try:
        return read_site(occasion.folder.site_file), None
    except KnownError as error:
        return {}, error


def _application(remembered: Remembered, site: dict[str, Value], language: str) -> QApplication:
    percent = site.get("text_percent", remembered.percent())
    spoken = language or str(site.get("language", remembered.language()))
    return make_application(sys.argv[:1], int(str(percent)) / 100, spoken)
