"""One vital sign: big tabular numerals, unit, shape and word of its state, and the value before."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from ui import icons, theme
from ui import tokens as t
from ui.widgets.frames import Card, label, row

NO_VALUE = "—"


class ValueCard(Card):
    """Shows what was measured; `armed` gives the border that is seen from two metres."""

    def __init__(self, title: str, unit: str, icon: str = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._title_text, self._unit_text = title, unit
        self._picture = QLabel()
        if icon:
            self._picture.setPixmap(icons.pixmap(icon, theme.px(18), t.SECONDARY))
        else:
            self._picture.hide()
        self._corner = label("", t.SMALL, ink="secondary")
        self._value = label(NO_VALUE, t.VITAL, bold=True)
        self._unit = label(unit, t.BODY, ink="secondary")
        self._shape = QLabel()
        self._word = label("", t.BODY, bold=True)
        self._previous = label("", t.BODY, ink="secondary")
        self._note = label("", t.BODY, wrap=True)
        self.body.setSpacing(t.XS)
        self.body.addLayout(row(self._picture, label(title, t.BODY, bold=True), 0, self._corner, gap=t.XS))
        value = row(self._value, self._unit, self._shape, self._word, 0, gap=t.S)
        for each in (self._unit, self._word, self._shape):
            value.setAlignment(each, Qt.AlignmentFlag.AlignBottom)
            each.setContentsMargins(0, 0, 0, theme.px(7))  # stands on the numerals' line
        self.body.addLayout(value)
        self.body.addWidget(self._previous)
        self.body.addWidget(self._note)
        self.body.addStretch(1)
        self.clear()

    def show_value(self, text: str, mark: t.Mark = t.Mark.NONE, words: str = "", previous: str = "", note: str = "") -> None:
        """A value as text, its state in shape and words, the previous value with its day, and one line of advice."""
        ink = mark.tone.name.lower() if mark is not t.Mark.NONE else ""
        self._value.setText(text)
        theme.set_tone(self._value, "ink", ink)
        theme.set_tone(self._word, "ink", ink)
        self._word.setText(words)
        self._word.setVisible(bool(words))
        self._shape.setVisible(bool(mark.icon))
        if mark.icon:
            self._shape.setPixmap(icons.pixmap(mark.icon, theme.px(18), mark.tone.value.ink))
        for each, said in ((self._previous, previous), (self._note, note)):
            each.setText(said)
            each.setVisible(bool(said))
        self.setAccessibleName(" ".join(part for part in (self._title_text, text, self._unit_text, words, previous, note) if part))

    def clear(self, text: str = NO_VALUE, note: str = "") -> None:
        """Nothing measured yet."""
        self.show_value(text, note=note)

    def set_corner(self, text: str) -> None:
        """Small words at the top right: source (device or typed) and time."""
        self._corner.setText(text)

    def set_armed(self, armed: bool) -> None:
        """The green border: a reading arriving now is this person's."""
        self.set_surface("armed" if armed else "card")

    def text(self) -> str:
        """The value shown."""
        return self._value.text()
