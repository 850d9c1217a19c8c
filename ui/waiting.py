"""The cover for what takes a moment or cannot be: preparing, closing, and why nothing can be opened."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from app.errors import KnownError
from ui import theme
from ui import tokens as t
from ui.widgets.frames import column, label, row
from ui.widgets.notice import Notice

WIDTH = 520


class WaitingCover(QWidget):
    """One sentence and a bar that says that something goes on."""

    def __init__(self, title: str, details: str = "", busy: bool = True) -> None:
        super().__init__()
        self.title = label(title, t.NAME, bold=True, wrap=True)
        self.details = label(details, t.BODY, ink="secondary", wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title)
        self.notice = Notice()
        inner = QWidget()
        inner.setFixedWidth(theme.px(WIDTH))
        inner.setLayout(column(self.title, self.details, self._bar, self.notice, gap=t.M))
        down = column(0, gap=0)
        down.addLayout(row(0, inner, 0))
        down.addStretch(2)
        self.setLayout(down)
        self.details.setVisible(bool(details))  # once they have a parent: alone they would be windows that flash up
        self._bar.setVisible(busy)

    def fail(self, error: KnownError) -> None:
        """It cannot be: what happened, what was kept, what to do."""
        self._bar.hide()
        self.title.setVisible(bool(self.title.text()))
        self.notice.fail(error)
