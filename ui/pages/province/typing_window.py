"""录入助手: a small window that stays on top beside the browser and hands over one value after the other.

It is a window of its own because the web form is in another program; everything else of ours stays in the main window.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.province.typing_model import TypingModel
from ui.widgets.buttons import button, primary
from ui.widgets.data_table import DataTable
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, row, secondary
from ui.widgets.notice import Notice

WIDE, HIGH = 400, 660


class Line(NamedTuple):
    """A field of the list: its value as shown, with unit."""

    place: int
    name: str
    shown: str
    mark: t.Mark


class TypingWindow(QWidget):
    """Ctrl+C or Enter: the next value; ← back, → left out, a click or the arrows in the list: any field; Esc closes.

    `noted`: the form was said to be entered. ``hidden()`` and ``shown()``: the screen is locked, and no longer.
    """

    noted = Signal()

    def __init__(self, model: TypingModel, bridge: Bridge) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.model, self.notice = model, Notice()
        self._build()
        for key, act in (
            (QKeySequence("Ctrl+C"), model.advance),
            (QKeySequence(Qt.Key.Key_Return), model.advance),
            (QKeySequence(Qt.Key.Key_Enter), model.advance),
            (QKeySequence(Qt.Key.Key_Left), model.back),
            (QKeySequence(Qt.Key.Key_Right), model.skip),
            (QKeySequence(Qt.Key.Key_Escape), self.close),
        ):
            QShortcut(key, self, context=Qt.ShortcutContext.WindowShortcut).activated.connect(act)
        model.attach(self.refresh, partial(bridge.run, owner=self))
        self.refresh()

    def stand_at(self, screen: QRect) -> None:
        """At the right edge of the part of a screen that programs have."""
        self.resize(min(theme.px(WIDE), screen.width()), min(theme.px(HIGH), screen.height() - t.XL * 2))
        self.move(screen.right() - self.width() - t.S, screen.top() + t.XL)

    def hidden(self) -> None:
        """Under the lock nothing of it is seen, nor left on the clipboard."""
        self.model.conceal()
        self.hide()

    def shown(self) -> None:
        """The same person is back; the value in front waits for a press."""
        if self.model.entry is not None:
            self.show()
            self.refresh()

    def refresh(self) -> None:
        """Follow the model."""
        model, entry = self.model, self.model.entry
        self.notice.follow(model.error)
        row_of = entry.row if entry is not None else None
        self.setWindowTitle(self.tr("Typing help"))
        self._who.setText(row_of.name if row_of is not None else "")
        number = entry.record_no if entry is not None else ""
        self._what.setText(" · ".join(filter(None, (row_of.title, row_of.day, number))) if row_of is not None else "")
        corrected = self.tr("Corrected since it was entered: {n} fields are marked.").format(n=row_of.changed if row_of is not None else 0)
        self._corrected.setText(corrected)
        self._corrected.setVisible(model.corrected)
        beyond = self.tr("Filled here, but not asked there: {names}").format(names="、".join(entry.beyond) if entry is not None else "")
        self._beyond.setText(beyond)
        self._beyond.setVisible(entry is not None and bool(entry.beyond))
        self._tell_current()
        self._tell_list()
        self.next.setEnabled(model.current is not None)
        self.skip.setEnabled(model.current is not None)
        self.back.setEnabled(entry is not None and bool(entry.steps))
        self.done.setEnabled(model.finished and not model.busy)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.model.close()
        super().closeEvent(event)

    # the field in front

    def _tell_current(self) -> None:
        model, one = self.model, self.model.current
        at, of = model.progress
        self._progress.setText(f"{at}/{of}")
        self._unit.setText(one.unit if one is not None and one.value else "")
        if one is None:
            self._name.setText(self.tr("All fields had their turn") if model.finished else "")
            self._value.setText("")
            skipped = [model.steps[place].label for place in sorted(model.skipped)]
            self._hint.setText(self.tr("Left out: {names}").format(names="、".join(skipped)) if skipped else self._end())
            self._empty.setText("")
        else:
            self._name.setText(one.label)
            self._value.setText(one.shown or self.tr("empty"))
            theme.set_tone(self._value, "ink", "" if one.value else "secondary")
            self._hint.setText(self._said())
            empty = "、".join(each.label for each in model.left_empty)
            self._empty.setText(self.tr("Stays empty, pass it over: {names}").format(names=empty) if empty else "")
        self._empty.setVisible(bool(self._empty.text()))
        after = model.following
        empty = self.tr("empty")
        words = f"{after.label} {after.shown or empty}" if after is not None else self.tr("nothing, that is the last one")
        self._following.setText(self.tr("Then: {what}").format(what=words) if one is not None else "")

    def _said(self) -> str:
        model, one = self.model, self.model.current
        assert one is not None
        if not one.value:
            return self.tr("Empty it there, too.") if one.changed else self.tr("Leave it empty there.")
        if not model.held:
            return self.tr("Press to copy it.")
        sheet = self.tr("On our sheet: {word}").format(word=one.sheet) if one.sheet else ""
        return " · ".join(filter(None, (self.tr("Copied: paste it there with Ctrl+V."), sheet)))

    def _end(self) -> str:
        return self.tr("Save it there, then note it here.")

    # all fields

    def _tell_list(self) -> None:
        model = self.model
        self._rows.set_rows([self._line(place) for place in range(len(model.steps))])
        place = min(model.place, len(model.steps) - 1)
        if place >= 0 and self._table.currentIndex().row() != place:
            self._follows = True
            self._table.select(str(place))
            self._follows = False

    def _line(self, place: int) -> Line:
        model = self.model
        one = model.steps[place]
        mark = t.Mark.NONE
        if place in model.typed:
            mark = t.Mark.OK
        elif place in model.skipped:
            mark = t.Mark.WAITING
        elif one.changed:
            mark = t.Mark.ATTENTION
        shown = f"{one.shown} {one.unit}".strip() if one.value else self.tr("empty")
        return Line(place, one.label, shown, mark)

    def _chosen(self, line: Line | None) -> None:
        if line is not None and not self._follows and line.place != self.model.place:
            self.model.jump(line.place)

    def _again(self, line: Line | None) -> None:
        """The field in front once more: something else was copied meanwhile."""
        if line is not None and line.place == self.model.place:
            self.model.jump(line.place)

    def _note(self) -> None:
        self.model.say_done(self._noted)

    def _noted(self) -> None:
        self.close()
        self.noted.emit()

    # building

    def _build(self) -> None:
        self._who, self._what = label("", t.NAME, bold=True, wrap=True), label("", wrap=True)
        self._corrected = label("", bold=True, ink="warn", wrap=True)
        self._beyond = secondary("", wrap=True)
        self._follows = False
        self.done = primary(self.tr("Entered"), self._note, act=Act.SAVE)
        self.shut = button(self.tr("Close Esc"), self.close)
        whole = column(self._who, self._what, self.notice, self._corrected, self._made_field(), self._made_list(), self._beyond)
        whole.addWidget(flowing(self.done, self.shut))
        whole.setStretch(5, 1)
        whole.setContentsMargins(t.M, t.M, t.M, t.M)
        self.setLayout(whole)

    def _made_field(self) -> QWidget:
        card = Card()
        self._progress = label("", bold=True)
        self._name, self._value = label("", t.HEADING, bold=True, wrap=True), label("", t.NAME, bold=True, wrap=True)
        self._unit = label("", ink="secondary")
        self._hint, self._empty, self._following = label("", wrap=True), label("", wrap=True), secondary("", wrap=True)
        self._value.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Preferred)
        head = row(self._name, self._progress)
        head.setStretch(0, 1)
        self.next = primary(self.tr("Copy the next one Ctrl+C"), self.model.advance)
        self.back = button(self.tr("Back ←"), self.model.back)
        self.skip = button(self.tr("Leave out →"), self.model.skip)
        card.body.addWidget(self._empty)
        card.body.addLayout(head)
        card.body.addLayout(row(self._value, self._unit, 0))
        for part in (self._hint, flowing(self.next, self.back, self.skip), self._following):
            card.body.addWidget(part)
        return card

    def _made_list(self) -> QWidget:
        self._rows: RowsModel[Line] = RowsModel(
            (
                Column(self.tr("Field"), lambda one: one.name, mark=lambda one: one.mark),
                Column(self.tr("Value"), lambda one: one.shown, stretch=True),
            ),
            key=lambda one: str(one.place),
        )
        self._table = DataTable(self._rows, self.tr("All fields"))
        self._table.chosen_row.connect(self._chosen)
        self._table.clicked.connect(lambda index: self._again(self._rows.row(index)))
        return self._table
