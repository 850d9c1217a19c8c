"""Makes the QApplication: fonts, palette, language, and Qt's own messages in our log."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app.texts import choose_language
from ui import i18n, theme, tokens

_log = logging.getLogger("ui.qt")
_OF_NO_SCREEN = "This plugin does not support propagateSizeHints()"
"""What the platform without a screen says of every window: pictures are taken on it, and nobody can do anything about it."""
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def make_application(argv: Sequence[str], scale: float = tokens.DEFAULT_SCALE, language: str = i18n.FIRST) -> QApplication:
    """The application, dressed and speaking; call it before any widget is made."""
    prefer_ibus()
    listen_for_trouble()
    app = QApplication(list(argv))
    app.setApplicationName("xiangyi")
    dress(app, scale, language)
    return app


def dress(app: QApplication, scale: float, language: str) -> None:
    """Fonts, palette, sizes and language; also at a change of either, before the windows are made anew."""
    i18n.install(app, language)
    choose_language(language)
    theme.apply(app, scale)
    app.setApplicationDisplayName(app.translate("Application", "Village doctor's workstation"))


def listen_for_trouble() -> None:
    """Qt's messages and errors in slots go to the log instead of a console nobody sees."""
    qInstallMessageHandler(to_log)
    sys.excepthook = uncaught


def prefer_ibus() -> None:
    """Qt for Python brings no fcitx plug-in; fcitx5 speaks ibus, so Chinese input works through that."""
    if os.environ.get("XMODIFIERS") == "@im=fcitx":
        os.environ.setdefault("QT_IM_MODULE", "ibus")


def to_log(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """One of Qt's own messages."""
    level = logging.DEBUG if message == _OF_NO_SCREEN else _LEVELS.get(kind, logging.WARNING)
    _log.log(level, "%s", message)


def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """An exception in a slot: the page stays, what was typed stays, the log has the trace."""
    _log.error("an error in a slot", exc_info=(kind, error, trace))
