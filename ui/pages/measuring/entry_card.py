"""One value: what was measured in large numerals, the value before, a field to type it, and what is asked about it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.domain.measurement import MeasurementKind
from app.errors import KnownError
from app.rules.vitals import VitalAction, VitalFinding
from app.rules.wording import load_words
from app.services.intake import QUALITY_REASONS
from app.texts import chosen_language, error_text
from ui import icons, theme
from ui import tokens as t
from ui.pages.measuring.subject import MEAL_DIFFERS, NEEDS_CONTEXT, refused
from ui.pages.measuring.values import SHOWN_UNIT, CardView, Written
from ui.pages.measuring.words import arm_word, context_word, flag_word, joined, kind_word, mark_of, quality_word
from ui.pages.wording import day, when
from ui.widgets.buttons import button, icon_button
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import column, label, row
from ui.widgets.value_card import NO_VALUE, ValueCard

ICONS = {
    MeasurementKind.BLOOD_PRESSURE: "measure",
    MeasurementKind.GLUCOSE: "drop",
    MeasurementKind.TEMPERATURE: "thermometer",
    MeasurementKind.SPO2: "heart",
}
SPOKEN = {MeasurementKind.HEIGHT, MeasurementKind.WEIGHT, MeasurementKind.WAIST}
"""Typed in the units of the countryside, Chinese numerals too: these fields keep the input method."""


class EntryCard(ValueCard):
    """`left(kind)`: the field was left with something in it. `confirmed(kind)`: the frightening number is right."""

    left = Signal(object)
    edited = Signal(object, str)
    confirmed = Signal(object)
    taken_back = Signal(str, str)
    arm_chosen = Signal(str, str)
    quality_chosen = Signal(str, str)

    def __init__(self, kind: MeasurementKind) -> None:
        super().__init__(kind_word(kind.value), SHOWN_UNIT[kind], ICONS.get(kind, ""))
        self.kind = kind
        self._now: Written | None = None
        self._again: tuple[str, ...] = ()
        self.field = TextField(self.tr("{kind} typed").format(kind=kind_word(kind.value)), self._hint())
        self.field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, kind in SPOKEN)
        self.field.textEdited.connect(lambda text: self.edited.emit(self.kind, text))
        self.field.editingFinished.connect(self._left)
        self._remark_shape = QLabel()
        self._remark = label("", wrap=True)
        self.confirm = button(self.tr("Yes, it is right"), lambda: self.confirmed.emit(self.kind))
        self.confirm.setAutoDefault(True)
        self.more = icon_button("edit", self.tr("Correct this value"), self._toggle_tools)
        self._tools = self._tools_part()
        said = row(self._remark_shape, self._remark, gap=t.XS)
        said.setStretch(1, 1)
        line = row(self.field, self.more, gap=t.XS)
        line.setStretch(0, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.body.addStretch(1)
        self.body.addLayout(line)
        self.body.addLayout(said)
        self.body.addWidget(self.confirm)
        self.body.addWidget(self._tools)

    def show_card(self, card: CardView, now: datetime, note: str = "") -> None:
        """Value, flag, source and the value before."""
        self._now = card.now
        before = self._before(card.before, now)
        if card.summary:
            result = Written("", card.summary, card.summary_flag, bool(card.now and card.now.critical))
            self.show_value(card.summary, mark_of(result), flag_word(result), before, note)
        elif card.now is not None:
            self.show_value(card.now.text, mark_of(card.now), flag_word(card.now), before, note)
        else:
            self.show_value(NO_VALUE, previous=before, note=note)
        self.set_corner(self._source(card.now, now))
        self.more.setVisible(card.now is not None)
        if card.now is None:
            self._tools.hide()

    def show_field(self, text: str, enabled: bool, problem: KnownError | None, echo: str, asked: tuple[VitalFinding, ...]) -> None:
        """What stands in the field and what is said about it."""
        again = tuple(one.code for one in asked if one.action is VitalAction.AGAIN)
        if again and again != self._again:  # the first is out of sight while it is typed once more
            self.field.setText(text)
            self.field.setFocus()
        elif not self.field.hasFocus() and self.field.text() != text:
            self.field.setText(text)
        self._again = again
        self.field.setPlaceholderText(self.tr("once more") if again else self._hint())
        self.field.setEnabled(enabled)
        self.confirm.setVisible(bool(asked) and not again and not refused(asked))
        if asked:
            words = load_words(chosen_language())
            self._say("\n".join(words.vital(one) for one in asked), t.Mark.DANGER if refused(asked) else t.Mark.ATTENTION)
        elif problem is not None and problem.code in (NEEDS_CONTEXT, MEAL_DIFFERS):
            self._say(error_text(problem).what, t.Mark.ATTENTION, bool(text))
        elif problem is not None and not self.field.hasFocus():
            self._say(error_text(problem).what, t.Mark.DANGER)
        else:
            self._say(echo, t.Mark.NONE)

    def set_source(self, text: str) -> None:
        """Words at the top right."""
        self.set_corner(text)

    def _say(self, text: str, mark: t.Mark, colours: bool = True) -> None:
        self._remark.setText(text)
        self._remark.setVisible(bool(text))
        self._remark_shape.setVisible(bool(text) and bool(mark.icon))
        if mark.icon:
            self._remark_shape.setPixmap(icons.pixmap(mark.icon, theme.px(15), mark.tone.value.ink))
        tone = mark.tone.name.lower() if mark.icon else "secondary"
        theme.set_tone(self._remark, "ink", tone)
        theme.set_tone(self.field, "state", tone if colours and tone in ("warn", "danger") else "")

    def _before(self, before: Written | None, now: datetime) -> str:
        if before is None:
            return ""
        words = joined((context_word(before.context), day(before.at, now)))
        return self.tr("last {value} ({when})").format(value=before.text, when=words)

    def _source(self, value: Written | None, now: datetime) -> str:
        if value is None:
            return ""
        source = self.tr("typed") if value.by_hand else self.tr("device")
        spoilt = [quality_word(reason) for reason in value.quality]
        return joined((when(value.at, now), source, arm_word(value.arm), *spoilt))

    def _hint(self) -> str:
        """How it may be written; never a number, which would look like a value."""
        return {
            MeasurementKind.BLOOD_PRESSURE: self.tr("high/low"),
            MeasurementKind.GLUCOSE: "mmol/L",
            MeasurementKind.TEMPERATURE: "℃",
            MeasurementKind.SPO2: "%",
            MeasurementKind.HEIGHT: self.tr("cm or metres"),
            MeasurementKind.WEIGHT: self.tr("kg or jin"),
            MeasurementKind.WAIST: self.tr("cm or chi"),
        }[self.kind]

    def _left(self) -> None:
        if self.field.text().strip():
            self.left.emit(self.kind)

    def _toggle_tools(self) -> None:
        self._tools.setVisible(self._tools.isHidden())

    def _tools_part(self) -> QWidget:
        part = QWidget()
        lines = column(gap=t.XS)
        if self.kind is MeasurementKind.BLOOD_PRESSURE:
            arms = [(arm_word(arm), partial(self._send, self.arm_chosen, arm)) for arm in ("left", "right")]
            spoilt = [(quality_word(reason), partial(self._send, self.quality_chosen, reason)) for reason in QUALITY_REASONS]
            lines.addWidget(_buttons([*arms, *spoilt]))
        lines.addWidget(label(self.tr("Take the value back, because it is:"), wrap=True))
        back = [
            (self.tr("somebody else's"), partial(self._send, self.taken_back, "wrong_person")),
            (self.tr("wrongly measured"), partial(self._send, self.taken_back, "wrong_value")),
        ]
        lines.addWidget(_buttons(back))
        part.setLayout(lines)
        part.hide()
        return part

    def _send(self, signal: object, what: str) -> None:
        self._tools.hide()
        if self._now is not None:
            signal.emit(self._now.id, what)  # type: ignore[attr-defined]


def _buttons(words: list[tuple[str, partial[None]]]) -> QWidget:
    part = QWidget()
    flow = FlowLayout(part, gap=t.XS)
    for word, do in words:
        flow.addWidget(button(word, do))
    return part
