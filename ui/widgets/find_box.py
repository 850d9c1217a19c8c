"""Finds a resident by name, initials, phone, village or ID tail; never opens the wrong one of two namesakes (safety.md §1, 08:40)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMoveEvent
from PySide6.QtWidgets import QApplication, QFrame

from ui import icons, theme
from ui import tokens as t
from ui.models.residents import ResultRow, ambiguous, confirms
from ui.models.rows import Column, RowsModel
from ui.widgets.data_table import DataTable
from ui.widgets.fields import TextField
from ui.widgets.frames import column, label

ROWS_SHOWN = 9


class FindBox(TextField):
    """A line with its results below it. Enter opens, Ctrl+Enter arms, arrows move, Esc closes the list.

    ``verified`` in the signals: the row was found by a whole number, or a second identifier was given.
    """

    chosen = Signal(str, bool)
    arm = Signal(str, bool)

    def __init__(self, search: Callable[[str], Sequence[ResultRow]]) -> None:
        super().__init__("")
        name = self.tr("Find a resident")
        self.setAccessibleName(name)
        self.setPlaceholderText(self.tr("Name, initials, phone, village, ID tail  Ctrl+F"))
        self.setMinimumWidth(theme.px(260))
        self.addAction(icons.icon("search", theme.px(16), t.SECONDARY), TextField.ActionPosition.LeadingPosition)
        self._search = search
        self.results = _Results(self)
        self.results.picked.connect(self._pick)
        self.textEdited.connect(self.look_up)

    def look_up(self, text: str) -> None:
        """Search and show the list; an empty text closes it."""
        words = text.strip()
        if not words:
            self.results.hide()
            return
        self.results.show_rows(tuple(self._search(words)), words)

    def _pick(self, arming: bool) -> None:
        """Open or arm the highlighted row, unless a namesake makes us ask first."""
        picked = self.results.selected()
        if picked is None:
            return
        verified = picked.exact or self.results.confirmed(picked)
        needed = arming or ambiguous(picked, self.results.rows())
        if needed and not verified and (arming or not self.results.left_open(picked)):
            self.results.ask(picked)
            return
        self.results.hide()
        self.clear()
        (self.arm if arming else self.chosen).emit(picked.key, verified)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.results.isVisible() or not self.results.takes(event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if self.is_open() and keeps_from_shortcuts(event):
            return True
        return super().event(event)

    def is_open(self) -> bool:
        """Whether the list is shown; not before it exists."""
        return hasattr(self, "results") and self.results.isVisible()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.results.hide()  # names must not stay on top of the lock screen

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self.results.place()


def keeps_from_shortcuts(event: QEvent) -> bool:
    """While the list is open Ctrl+Enter arms: claim it before the window's key map takes it for signing."""
    claimed = (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    )
    if claimed:
        event.accept()
    return claimed


class _Results(QFrame):
    """The list below the box: a child of the window, so that no second window opens and the keyboard stays in the box."""

    picked = Signal(bool)  # True = arm

    def __init__(self, box: FindBox) -> None:
        super().__init__(box)
        self._box = box
        self.setProperty("surface", "card")
        self._model: RowsModel[ResultRow] = RowsModel(self._columns(), lambda found: found.key)
        self.table: DataTable[ResultRow] = DataTable(self._model, self.tr("Residents found"))
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.activated_row.connect(lambda _: self.picked.emit(False))
        self._count = label("", t.SMALL, ink="secondary")
        self._question = label("", t.BODY, bold=True, ink="warn", wrap=True)
        self.second = TextField(self.tr("Birth date, last four of the phone, or head of household"))
        self.second.setPlaceholderText(self.second.accessibleName())
        self.second.installEventFilter(self)
        self._body = column(self.table, self._question, self.second, self._count, gap=t.XS)
        self._body.setContentsMargins(t.XS, t.XS, t.XS, t.XS)
        self.setLayout(self._body)
        self._asked = ""
        self.hide()

    def _columns(self) -> list[Column[ResultRow]]:
        return [
            Column(self.tr("Name"), lambda found: found.name, bold=True),
            Column(self.tr("Sex"), lambda found: found.sex),
            Column(self.tr("Age"), lambda found: found.age),
            Column(self.tr("Born"), lambda found: found.birth.isoformat() if found.birth else ""),
            Column(self.tr("Village"), lambda found: found.village, stretch=True),
            Column(self.tr("Head of household"), lambda found: found.householder),
            Column(self.tr("Phone"), lambda found: f"…{found.phone_tail}" if found.phone_tail else ""),
            Column(self.tr("Last visit"), lambda found: found.last_visit),
        ]

    def show_rows(self, rows: tuple[ResultRow, ...], words: str) -> None:
        """Show what was found, the first row highlighted."""
        self._model.set_rows(rows)
        self._drop_question()
        if rows:
            self.table.selectRow(0)
            said = self.tr("{n} found · Enter opens · Ctrl+Enter measures").format(n=len(rows))
        else:
            said = self.tr("Nobody found for “{words}”. Check the spelling, or register a new resident (Ctrl+N).").format(words=words)
        self._count.setText(said)
        self.table.setVisible(bool(rows))
        self.place()
        self.show()
        self.raise_()

    def rows(self) -> tuple[ResultRow, ...]:
        """All rows found."""
        return self._model.rows()

    def selected(self) -> ResultRow | None:
        """The highlighted row."""
        return self.table.selected()

    def ask(self, picked: ResultRow) -> None:
        """Ask for a second identifier of the person in the chair; an answer that does not fit is asked again."""
        same = sum(other.name == picked.name for other in self.rows())
        if self._asked == picked.key and self.second.text().strip():
            said = self.tr("This is not what the record of {name} says. Ask once more, or take another row:")
        elif same > 1:
            said = self.tr("{n} residents of one name. Ask {name} for the birth date, the phone or the head of household:")
        else:
            said = self.tr("Before measuring, ask {name} for the birth date, the phone or the head of household:")
        self._asked = picked.key
        self._question.setText(said.format(n=same, name=picked.name))
        self._question.show()
        self.second.show()
        self.second.selectAll()
        self.place()
        self.second.setFocus()

    def left_open(self, picked: ResultRow) -> bool:
        """Whether the question was put and passed over: a second Enter opens the chart, which stays unverified."""
        return self._asked == picked.key and not self.second.text().strip()

    def confirmed(self, picked: ResultRow) -> bool:
        """Whether a right second identifier was given for the row."""
        return self.second.isVisible() and confirms(picked, self.second.text())

    def takes(self, event: QKeyEvent) -> bool:
        """Handle a key of the box or of the question; False if it is not for the list."""
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._drop_question()
            QApplication.sendEvent(self.table, QKeyEvent(event.type(), event.key(), event.modifiers()))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit(control)
        elif key == Qt.Key.Key_Escape:
            self.hide()
            self._box.setFocus()
        else:
            return False
        return True

    def place(self) -> None:
        """Under the box, inside the window."""
        window = self._box.window()
        if self.parent() is not window:
            self.setParent(window)
        below = self._box.mapTo(window, QPoint(0, self._box.height() + 2))
        lines = min(len(self.rows()), ROWS_SHOWN)
        self.table.setFixedHeight((lines + 1) * theme.px(t.ROW) + t.S)
        width = min(max(theme.px(760), self._box.width()), window.width() - 2 * t.M)
        x = min(below.x(), window.width() - width - t.M)
        self.setGeometry(max(t.M, x), below.y(), width, self._body.totalHeightForWidth(width))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.second:
            return False
        return keeps_from_shortcuts(event) or (event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.takes(event))

    def _drop_question(self) -> None:
        self._asked = ""
        self._question.hide()
        self.second.hide()
        self.second.clear()
        if not self._box.hasFocus() and self.isVisible():
            self._box.setFocus()
