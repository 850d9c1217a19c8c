"""Fields of a form: text, numbers without an input method, their labels, and Enter that moves on."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QTextEdit, QWidget

from ui import theme
from ui import tokens as t
from ui.widgets.frames import label, row

_CHINESE_POINT = str.maketrans({"。": ".", "、": ".", "/": "/"})


class TextField(QLineEdit):
    """One line of text with a name for screen readers."""

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setMinimumWidth(theme.px(80))

    def set_state(self, state: str) -> None:
        """ "" ordinary, "warn" asks a question, "danger" stops; the words stand beside the field."""
        theme.set_tone(self, "state", state)


class NumberField(TextField):
    """Numbers and codes: no input method, so full-width digits cannot be typed; pasted ones become plain."""

    def __init__(self, name: str, hint: str = "", digits_only: bool = False, width: int = 90) -> None:
        super().__init__(name, hint)
        self._digits_only = digits_only
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedWidth(theme.px(width))
        self.textChanged.connect(self._plain)

    def _plain(self, text: str) -> None:
        plain = unicodedata.normalize("NFKC", text.translate(_CHINESE_POINT))
        if self._digits_only:
            plain = "".join(each for each in plain.upper() if each.isascii() and (each.isdigit() or each == "X"))
        if plain != text:
            place = self.cursorPosition()
            self.setText(plain)
            self.setCursorPosition(min(place, len(plain)))


def labelled(words: str, field: QWidget, unit: str = "", width: int = 0) -> QWidget:
    """Label, field and unit that stay together; `width` (at 100 %) lines the labels of a column up."""
    name = label(words)
    name.setBuddy(field)
    if width:
        name.setFixedWidth(theme.px(width))
        name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    whole = QWidget()
    parts: list[QWidget] = [name, field]
    if unit:
        parts.append(label(unit, t.BODY, ink="secondary"))
    whole.setLayout(row(*parts, gap=t.S))
    return whole


def _keeps_enter(field: QWidget) -> bool:
    """A text of several lines, and a search whose list is open, use Enter themselves."""
    is_open = getattr(field, "is_open", None)
    return isinstance(field, QPlainTextEdit | QTextEdit) or (callable(is_open) and bool(is_open()))


class EnterMoves(QObject):
    """Enter goes to the next field, Shift+Enter back; after the last one the button is focused and not pressed.

    Fields that are hidden or disabled are passed over. In a text of several lines Enter stays a new line, in an open search it picks.
    """

    def __init__(self, parent: QObject, fields: Sequence[QWidget], last: QPushButton | None = None) -> None:
        super().__init__(parent)
        self._fields = list(fields)
        self._last = last
        for field in self._fields:
            field.installEventFilter(self)
        self._tab_follows = False

    def order(self) -> list[QWidget]:
        """The declared order, for tests."""
        return [*self._fields, *([self._last] if self._last else [])]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and not self._tab_follows:
            self._tab_follows = True  # only now are all of them surely in one window
            for before, after in pairwise(self.order()):
                QWidget.setTabOrder(before, after)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or _keeps_enter(watched):
            return False
        if plain == Qt.KeyboardModifier.NoModifier:
            self.move(watched, 1)
        elif plain == Qt.KeyboardModifier.ShiftModifier:
            self.move(watched, -1)
        else:
            return False
        return True

    def move(self, field: QWidget, step: int) -> None:
        """Focus the nearest usable field in that direction, with its content selected."""
        order = self.order()
        place = order.index(field) + step
        while 0 <= place < len(order):
            there = order[place]
            if there.isVisible() and there.isEnabled():
                there.setFocus(Qt.FocusReason.TabFocusReason)
                return
            place += step
