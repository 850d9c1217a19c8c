"""The clipboard as the typing help uses it: one value at a time, never longer than it is needed, and in nobody's history."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

_KEPT_OUT = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    "x-kde-passwordManagerHint": b"secret",
}
"""What Windows' clipboard history and cloud, and KDE's, look for before they keep a text."""


class Clip(Protocol):
    """Holds one text for whoever pastes it."""

    def put(self, text: str) -> None:
        """'' is :meth:`clear`."""
        ...

    def clear(self) -> None: ...


class SystemClip:
    """The computer's own. What somebody else put there since is left alone."""

    def __init__(self) -> None:
        self._held = ""

    def put(self, text: str) -> None:
        """Another text in the place of ours; for an empty one nothing of ours stays to be pasted by mistake."""
        if not text:
            self.clear()
            return
        mime = QMimeData()
        mime.setText(text)
        for kind, told in _KEPT_OUT.items():
            mime.setData(kind, told)
        QGuiApplication.clipboard().setMimeData(mime)
        self._held = text

    def clear(self) -> None:
        """Take our text away, if it is still there."""
        clipboard = QGuiApplication.clipboard()
        if self._held and clipboard.text() == self._held:
            clipboard.clear()
        self._held = ""
