"""A word, its field and a line below that says what is wrong or how to fill it in; the line keeps its place when empty."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QWidget

from ui import icons, theme
from ui import tokens as t
from ui.widgets.fields import TextField
from ui.widgets.frames import column, label, row


class FormRow(QWidget):
    """``field`` may be any widget; a line edit also changes its ground with the remark. ``checked``: a remark may come."""

    def __init__(self, word: str, field: QWidget, hint: str = "", checked: bool = True) -> None:
        super().__init__()
        self.field = field
        self._hint = hint
        self._word = label(word)
        self._word.setBuddy(field)
        self._shape = QLabel()
        self._shape.hide()
        self._remark = label(hint, t.SMALL, ink="secondary", wrap=True)
        self._remark.setMinimumHeight(self._remark.fontMetrics().height())
        self._remark.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        below = row(self._shape, self._remark, gap=t.XS)
        below.setStretch(1, 1)
        lines = column(self._word, field, gap=2)
        lines.addLayout(below)
        self.setLayout(lines)
        self._remark.setVisible(checked or bool(hint))  # once it has a parent: alone it would be a window that flashes up

    def say(self, text: str = "", mark: t.Mark = t.Mark.DANGER) -> None:
        """Show a remark with its shape, or the hint again when there is none."""
        tone = mark.tone.name.lower()
        self._remark.setText(text or self._hint)
        theme.set_tone(self._remark, "ink", tone if text else "secondary")
        self._shape.setVisible(bool(text) and bool(mark.icon))
        if text and mark.icon:
            self._shape.setPixmap(icons.pixmap(mark.icon, theme.px(t.SMALL), mark.tone.value.ink))
        if isinstance(self.field, QLineEdit):
            theme.set_tone(self.field, "state", tone if text and tone in ("warn", "danger") else "")

    def remark(self) -> str:
        """What is said below the field, the hint left out."""
        return "" if self._remark.text() == self._hint else self._remark.text()


def code_field(name: str, hint: str = "") -> TextField:
    """A field for codes, numbers and passwords: as wide as its row, no input method."""
    made = TextField(name, hint)
    made.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
    return made


def password_field(name: str) -> TextField:
    """A field whose text is hidden."""
    made = code_field(name)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
