"""Answers by their number on the official form: one, or several; "none" stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.widgets.flow_layout import FlowLayout

FORGET_MS = 700
"""Digits typed within this time belong to one code: 1, 0 is code 10; a comma or a blank between two keeps them apart."""
_APART = frozenset(", .;+、，")


class CodesBar(QWidget):
    """`told(codes)` when somebody chose. One stop of the keyboard; Backspace clears."""

    told = Signal(list)

    def __init__(self, name: str, codes: Mapping[str, str], many: bool = False, none: str = "") -> None:
        super().__init__()
        self._name, self._many, self._none = name, many, none
        self._typed, self._since = "", QElapsedTimer()
        self._before: list[str] = []
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        flow = FlowLayout(self, gap=4)
        self._buttons: dict[str, QPushButton] = {}
        for code, word in codes.items():
            self._buttons[code] = self._made(code, f"{code} {word}")
            flow.addWidget(self._buttons[code])

    def codes(self) -> list[str]:
        """What is chosen, in the order of the form."""
        return [code for code, each in self._buttons.items() if each.isChecked()]

    def show_codes(self, codes: Sequence[str]) -> None:
        """Show an answer; says nothing to listeners."""
        for code, each in self._buttons.items():
            each.setChecked(code in codes)

    def _made(self, code: str, words: str) -> QPushButton:
        made = QPushButton(words)
        made.setCheckable(True)
        made.setAccessibleName(f"{self._name}: {words}")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(lambda: self._clicked(code))
        made.ensurePolished()
        bold = QFont(made.font())
        bold.setBold(True)  # as the chosen one is drawn, wider than its size hint knows
        wider = QFontMetrics(bold).horizontalAdvance(words) - made.fontMetrics().horizontalAdvance(words)
        made.setMinimumWidth(made.sizeHint().width() + max(0, wider))
        return made

    def _clicked(self, code: str) -> None:
        before = [each for each in self.codes() if each != code] if self._buttons[code].isChecked() else [*self.codes(), code]
        self._choose(code, before)

    def _choose(self, code: str, before: Sequence[str]) -> None:
        """``code`` is added to what was chosen before, or taken away; none and the others exclude each other."""
        if not self._many:
            after = [] if code in before else [code]
        elif code in before:
            after = [each for each in before if each != code]
        else:
            after = [code] if code == self._none else [*(each for each in before if each != self._none), code]
        self.show_codes(after)
        self.told.emit(self.codes())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._typed = ""
            self.show_codes([])
            self.told.emit([])
        elif len(text) == 1 and text.isascii() and text.isdigit():
            self._digit(text)
        elif text and text in _APART:
            self._typed = ""
        else:
            super().keyPressEvent(event)

    def _digit(self, digit: str) -> None:
        goes_on = bool(self._typed) and self._since.isValid() and self._since.elapsed() < FORGET_MS and self._typed + digit in self._buttons
        if not goes_on:
            self._before = self.codes()
        self._typed = self._typed + digit if goes_on else digit
        self._since.restart()
        if self._typed in self._buttons:
            before = [] if not self._many and self._typed not in self._before else self._before
            if not self._many and self._typed in self._before:
                return  # typed again it stays chosen
            self._choose(self._typed, before)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._typed = ""
        self._frame(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._frame(False)

    def _frame(self, focused: bool) -> None:
        for each in self._buttons.values():
            each.setProperty("bar", "focused" if focused else "")
            each.style().unpolish(each)
            each.style().polish(each)
