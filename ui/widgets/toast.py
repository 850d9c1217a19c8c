"""A short note over the page that goes by itself: a thing done, with an undo where it can be undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from ui import icons, theme
from ui import tokens as t
from ui.widgets.buttons import button
from ui.widgets.frames import label, row

SECONDS = 4
UNDO_SECONDS = 8


ASKING = "asking"
"""Object name of what asks a question at the bottom of a page: no note ever lies over it (safety.md §4.5: the sheet must be seen)."""


class Toast(QFrame):
    """Lies over `host` at the bottom; a new one replaces the old one."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._icon = QLabel()
        self._text = label("", bold=True)
        self._undo = button(self.tr("Undo"), self._undo_pressed, kind="quiet")
        self._on_undo: Callable[[], object] | None = None
        line = row(self._icon, self._text, self._undo, gap=t.S)
        line.setContentsMargins(t.L, t.S, t.L, t.S)
        self.setLayout(line)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        host.installEventFilter(self)
        self.hide()

    def say(self, text: str, mark: t.Mark = t.Mark.OK, undo: Callable[[], object] | None = None) -> None:
        """Show the text; with `undo` a button and 8 s to press it."""
        self._on_undo = undo
        self._undo.setVisible(undo is not None)
        self._text.setText(text)
        self._icon.setPixmap(icons.pixmap(mark.icon or "info", theme.px(18), mark.tone.value.ink))
        theme.set_tone(self, "surface", mark.tone.name.lower())
        self.setAccessibleName(text)
        self.place()
        self.show()
        self.raise_()
        self._timer.start((UNDO_SECONDS if undo else SECONDS) * 1000)

    def _undo_pressed(self) -> None:
        undo, self._on_undo = self._on_undo, None
        self.hide()
        if undo is not None:
            undo()

    def place(self) -> None:
        """Above the page's keys, and above a question that is being asked."""
        self.adjustSize()
        free = self._host.height() - theme.px(t.TARGET) - 2 * t.L
        for one in self._host.findChildren(QWidget, ASKING):
            if one.isVisible():
                free = min(free, one.mapTo(self._host, QPoint()).y() - t.S)
        self.move((self._host.width() - self.width()) // 2, free - self.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and not self.isHidden():
            self.place()
        return False
