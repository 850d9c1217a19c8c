"""One of a few answers, none of them chosen beforehand: yes / no / not asked, fasting / after a meal / random."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.widgets.flow_layout import FlowLayout

_DIGITS = range(Qt.Key.Key_1.value, Qt.Key.Key_9.value + 1)


class ChoiceBar(QWidget):
    """Buttons of which at most one is down. Digits and arrows choose; a default is never given, an answer is."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._name = name
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._buttons: dict[str, QPushButton] = {}
        flow = FlowLayout(self, gap=4)
        for key, word in choices:
            self._buttons[key] = self._made(key, word)
            flow.addWidget(self._buttons[key])

    def value(self) -> str | None:
        """The key chosen, None while nobody has answered."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), None)

    def set_value(self, key: str | None) -> None:
        """Show an answer that is known already, or none; says nothing to listeners."""
        for each, button in self._buttons.items():
            button.setChecked(each == key)

    def say(self, key: str, word: str) -> None:
        """Another word for an answer: a count beside it changed."""
        button = self._buttons[key]
        if button.text() != word:
            self._word(button, word)

    def _made(self, key: str, word: str) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the bar is one stop of the keyboard, not one per answer
        button.clicked.connect(lambda: self._choose(key))
        self._word(button, word)
        return button

    def _word(self, button: QPushButton, word: str) -> None:
        button.setText(word)
        button.setAccessibleName(f"{self._name}: {word}")
        button.setMinimumWidth(0)
        button.ensurePolished()
        bold = QFont(button.font())
        bold.setBold(True)  # as the chosen one is drawn, wider than its size hint knows
        wider = QFontMetrics(bold).horizontalAdvance(word) - button.fontMetrics().horizontalAdvance(word)
        button.setMinimumWidth(button.sizeHint().width() + max(0, wider))

    def _choose(self, key: str) -> None:
        self.set_value(key)
        self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = list(self._buttons)
        steps = {Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1}
        if event.key() in _DIGITS and event.key() - _DIGITS.start < len(keys):
            self._choose(keys[event.key() - _DIGITS.start])
        elif event.key() in steps:
            now = self.value()
            place = keys.index(now) + steps[event.key()] if now in keys else 0
            self._choose(keys[place % len(keys)])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._frame(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._frame(False)

    def _frame(self, focused: bool) -> None:
        for button in self._buttons.values():
            button.setProperty("bar", "focused" if focused else "")
            button.style().unpolish(button)
            button.style().polish(button)
