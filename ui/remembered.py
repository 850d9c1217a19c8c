"""What the window knows of its last run before anything is opened: place, language, size of text. No setting of the clinic."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QWidget

from app.paths import DataFolder
from app.texts import LANGUAGES
from ui import tokens

FILE = "window.ini"
LEAST, MOST = 100, 140
REFERENCE = QSize(1366, 768)


class Remembered:
    """A small file beside the database; lost or damaged, the window opens as on its first day."""

    def __init__(self, folder: DataFolder) -> None:
        self._file = QSettings(str(folder.root / FILE), QSettings.Format.IniFormat)

    def language(self) -> str:
        """As last chosen; Chinese at first."""
        found = str(self._file.value("language", LANGUAGES[0]))
        return found if found in LANGUAGES else LANGUAGES[0]

    def percent(self) -> int:
        """Size of text as last chosen."""
        found = str(self._file.value("text_percent", ""))
        first = round(tokens.DEFAULT_SCALE * 100)
        return min(MOST, max(LEAST, int(found))) if found.isdigit() else first

    def keep_look(self, language: str, percent: int) -> None:
        """For the sign-in page of the next run."""
        self._file.setValue("language", language)
        self._file.setValue("text_percent", percent)

    def place(self, window: QWidget) -> None:
        """Put a window where it was; the whole screen at first."""
        room = window.screen().availableGeometry().size()
        window.resize(room.boundedTo(REFERENCE))  # where no window manager makes it as large as the screen
        kept = self._file.value("place")
        if not (isinstance(kept, QByteArray) and window.restoreGeometry(kept)):
            window.showMaximized()
        else:
            window.show()

    def keep_place(self, window: QWidget) -> None:
        """Where it is now."""
        self._file.setValue("place", window.saveGeometry())
        self._file.sync()
