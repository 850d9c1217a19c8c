"""One open field of the sheet: its name, the editor that fits its kind, and a line that says what is wrong, missing or was told last time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from app.domain.filled_form import FormValue, ValueKind
from app.rules.forms.definition import FormField
from ui import theme
from ui import tokens as t
from ui.pages.follow_up.codes_bar import CodesBar
from ui.widgets.fields import NumberField, TextField
from ui.widgets.frames import column, label, row

LABEL_WIDE = 132
LONG = 18
"""A name of more characters stands above its field (questions)."""
SEVERAL_LINES = 500
"""A text that may be longer has several lines."""
FEW = 3
"""Choices of so few codes share a line with another field."""


class _Line(TextField):
    """Text, or a day."""

    def show_told(self, told: Sequence[str]) -> None:
        """What the sheet says; what is being typed is left alone."""
        words = "；".join(told)
        if not self.hasFocus() and self.text() != words:
            self.setText(words)


class _Number(NumberField):
    """A number with its unit."""

    def show_told(self, told: Sequence[str]) -> None:
        """As above."""
        words = told[0] if told else ""
        if not self.hasFocus() and self.text() != words:
            self.setText(words)


class _Lines(QPlainTextEdit):
    """A text of several lines; Tab leaves it."""

    left = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.px(66))
        self.setMinimumWidth(theme.px(120))

    def show_told(self, told: Sequence[str]) -> None:
        """As above."""
        words = told[0] if told else ""
        if not self.hasFocus() and self.toPlainText() != words:
            self.setPlainText(words)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class _Codes(CodesBar):
    """Codes as the sheet gives them."""

    def show_told(self, told: Sequence[str]) -> None:
        """An answer, or none."""
        if self.codes() != list(told):
            self.show_codes(told)


class FieldRow(QWidget):
    """`typing(key, texts)` at every keystroke, `told(key, texts)` when it is settled: a choice, or the field was left."""

    typing = Signal(str, list)
    told = Signal(str, list)

    def __init__(self, key: str, name: str, one: FormField) -> None:
        super().__init__()
        self.key, self.one = key, one
        self._last: list[str] = []
        self._name = label(name, wrap=True)
        self._remark = label("", t.SMALL, ink="secondary", wrap=True)
        self._remark.hide()
        self.editor = self._made(name)
        self._name.setBuddy(self.editor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._lay_out(name)

    @property
    def wide(self) -> bool:
        """Whether it takes a line of its own."""
        many = len(self.one.codes) > FEW or any(len(word) > 5 for word in self.one.codes.values())
        return many or self.one.longest > SEVERAL_LINES or len(self._name.text()) > LONG

    def show_value(self, value: FormValue | None) -> None:
        """What the sheet says."""
        told = list(value.told) if value else []
        self._last = told
        self.editor.show_told(told)

    def say(self, words: str, tone: str = "secondary") -> None:
        """What is wrong or missing here, or what was told last time."""
        if self._remark.text() != words:
            self._remark.setText(words)
            self._remark.setVisible(bool(words))
        theme.set_tone(self._remark, "ink", tone)
        if isinstance(self.editor, QLineEdit):
            theme.set_tone(self.editor, "state", tone if words and tone in ("warn", "danger") else "")

    def remark(self) -> str:
        """The words below the field."""
        return self._remark.text()

    # making

    def _made(self, name: str) -> _Line | _Number | _Lines | _Codes:
        one = self.one
        if one.kind in (ValueKind.CHOICE, ValueKind.CHOICES):
            bar = _Codes(name, one.codes, one.kind is ValueKind.CHOICES, one.none)
            bar.told.connect(lambda codes: self.told.emit(self.key, codes))
            return bar
        if one.longest > SEVERAL_LINES:
            lines = _Lines(name)
            lines.textChanged.connect(lambda: self._typed([lines.toPlainText()] if lines.hasFocus() else self._last))
            lines.left.connect(lambda: self._settle([lines.toPlainText()]))
            return lines
        line = _Number(name) if one.kind is ValueKind.NUMBER else _Line(name, self._hint())
        line.textEdited.connect(lambda text: self._typed([text]))
        line.editingFinished.connect(lambda: self._settle([line.text()]))
        return line

    def _hint(self) -> str:
        if self.one.kind is not ValueKind.DAY:
            return ""
        return QCoreApplication.translate("FollowUpField", "2026-03-05")

    def _typed(self, told: list[str]) -> None:
        if told != self._last:
            self.typing.emit(self.key, told)

    def _settle(self, told: list[str]) -> None:
        """Left without a change it says nothing: what the records say stays theirs."""
        plain = [text for text in told if text.strip()]
        if plain != self._last:
            self.told.emit(self.key, plain)

    def _lay_out(self, name: str) -> None:
        parts: list[QWidget] = [label(self.one.unit, t.BODY, ink="secondary")] if self.one.unit else []
        field = row(self.editor, *parts)
        field.setStretch(0, 0 if isinstance(self.editor, NumberField) else 1)
        if isinstance(self.editor, NumberField):
            field.addStretch(1)
        below = column(gap=2)
        below.addLayout(field)
        below.addWidget(self._remark)
        whole = column(gap=2) if len(name) > LONG else row(gap=t.S)
        if len(name) <= LONG:
            self._name.setMinimumHeight(theme.px(t.TARGET))  # on the line of its field, not of the remark below
        whole.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(below)
        if len(name) <= LONG:
            self._name.setFixedWidth(theme.px(LABEL_WIDE))
            whole.setStretch(1, 1)
        self.setLayout(whole)
