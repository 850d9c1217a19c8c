"""A choice from a short list that also takes typed codes: bid, tid, kf. Enter is left to the form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

from ui import theme
from ui import tokens as t

FORGET_MS = 1200
"""Letters typed within this time belong to one code."""


class KeyedCombo(QComboBox):
    """`picked(key)` when the user chose; an empty key is no choice and shows the hint."""

    picked = Signal(str)

    def __init__(self, name: str, hint: str, choices: Sequence[tuple[str, str, Sequence[str]]], width: int) -> None:
        """``choices``: (key, words, codes that may be typed for it)."""
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self._codes = [tuple(code.lower() for code in codes) for _, _, codes in choices]
        for key, words, _ in choices:
            self.addItem(words, key)
        self.setCurrentIndex(-1)
        self.setFixedWidth(theme.px(width))
        self.setMinimumHeight(theme.px(t.TARGET))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(3)
        self._typed, self._since = "", QElapsedTimer()
        self.activated.connect(lambda number: self.picked.emit(str(self.itemData(number))))

    def set_key(self, key: str) -> None:
        """Show a choice; says nothing to listeners."""
        self.setCurrentIndex(self.findData(key) if key else -1)

    def key(self) -> str:
        """What is chosen, '' for nothing."""
        return str(self.currentData() or "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letters = event.text().strip().lower()
        if letters and letters.isalnum() and letters.isascii():
            self._type(letters)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the page must not change a frequency

    def _type(self, letters: str) -> None:
        fresh = not self._since.isValid() or self._since.elapsed() > FORGET_MS
        self._typed = letters if fresh else self._typed + letters
        self._since.restart()
        found = self._find(self._typed)
        if found < 0:
            self._typed = letters
            found = self._find(letters)
        if found >= 0 and found != self.currentIndex():
            self.setCurrentIndex(found)
            self.picked.emit(str(self.itemData(found)))

    def _find(self, typed: str) -> int:
        """The code itself, else the first that begins so."""
        whole = next((n for n, codes in enumerate(self._codes) if typed in codes), -1)
        return (
            whole if whole >= 0 else next((n for n, codes in enumerate(self._codes) if any(code.startswith(typed) for code in codes)), -1)
        )
