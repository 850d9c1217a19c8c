"""The table of lines with the search for the next drug below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui import theme
from ui import tokens as t
from ui.pages.prescription.line_row import COLUMNS, LineRow
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.words import RxWords
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, Line, label
from ui.widgets.suggest_box import SuggestBox, Suggestion

ROWS_A_LINE = 4
SEARCH_WIDE = 340
BESIDE_FROM = 720
"""Pixels at 100 % from which name and fields of a line stand on one row."""


class LinesPanel(Card):
    """Rows are made anew only when a drug comes or goes. `walked_out`: Enter in the empty search."""

    walked_out = Signal()

    def __init__(self, model: PrescriptionModel, words: RxWords) -> None:
        super().__init__()
        self._model, self._words = model, words
        self.rows: list[LineRow] = []
        self._stacked = False
        self._drugs: tuple[str, ...] | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(t.S)
        self._grid.setVerticalSpacing(t.XS)
        self._grid.setColumnStretch(1, 1)
        self.search = SuggestBox(
            self.tr("Add a drug"),
            self.tr("Add a drug: pinyin initials, name or former name"),
            self._search,
            self.tr("No drug found for “{words}”. Check the spelling, or ask the administrator to add it."),
            self.tr("Similar names: choose with ↑ ↓ or the mouse, then Enter."),
        )
        self.search.taken.connect(self._take)
        self.search.returnPressed.connect(self._returned)
        self._heads()
        self.body.addLayout(self._grid)
        self.body.addWidget(self.search)

    def offer(self, *ways: QWidget) -> None:
        """Other ways to a line, beside the search where there is room."""
        self.search.setMinimumWidth(theme.px(SEARCH_WIDE))
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.body.addWidget(flowing(self.search, *ways))

    def refresh(self) -> None:
        """Follow the model."""
        states = self._model.lines()
        drugs = tuple(state.line.drug for state in states)
        if drugs != self._drugs:
            self._rebuild(drugs)
        worst = self._model.blocking_lines()
        for number, (made, state) in enumerate(zip(self.rows, states, strict=True)):
            made.refresh(state, worst.get(number))

    def focus_search(self) -> None:
        """Ready for the next drug."""
        self.search.setFocus()

    # inside

    def _heads(self) -> None:
        words = ("", self.tr("Drug"), self.tr("Each time"), self.tr("How often"), self.tr("Route"), self.tr("Days"), self.tr("Total"))
        for place, word in enumerate(words):
            self._grid.addWidget(label(word, t.SMALL, bold=True, ink="secondary"), 0, place)
        self._grid.addWidget(Line(), 1, 0, 1, COLUMNS)

    def _rebuild(self, drugs: tuple[str, ...]) -> None:
        for made in self.rows:
            for widget in made.widgets:
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
            made.deleteLater()
        self._drugs = drugs
        self.rows = []
        for number, state in enumerate(self._model.lines()):
            made = LineRow(self._model, self._words, number, state, self._after(number))
            self.rows.append(made)
        self._place()
        self._order_tabs()

    def _place(self) -> None:
        for number, made in enumerate(self.rows):
            made.place(self._grid, 2 + number * ROWS_A_LINE, self._stacked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < theme.px(BESIDE_FROM)
        if stacked != self._stacked:
            self._stacked = stacked
            self._place()

    def _order_tabs(self) -> None:
        """Tab visits the lines in order, then the search."""
        before: QWidget | None = None
        for made in self.rows:
            for field in (made.dose, made.frequency, made.route, made.days, made.quantity, made.cross):
                if before is not None:
                    QWidget.setTabOrder(before, field)
                before = field
        if before is not None:
            QWidget.setTabOrder(before, self.search)

    def _after(self, number: int) -> Callable[[], None]:
        def go() -> None:
            following = self.rows[number + 1] if number + 1 < len(self.rows) else None
            if following is not None and not following.dose.text():
                following.focus()
            else:
                self.focus_search()

        return go

    def _search(self, words: str) -> list[Suggestion]:
        return [self._words.suggestion(row) for row in self._model.find(words)]

    def _take(self, drug: str) -> None:
        number = self._model.add(drug)
        if number < len(self.rows):
            self.rows[number].focus()

    def _returned(self) -> None:
        if not self.search.text().strip():
            self.walked_out.emit()
