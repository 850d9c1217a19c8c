"""Cards side by side, as many in a line as fit, all of one width and aligned at the top."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui import theme
from ui import tokens as t
from ui.widgets.frames import take_out


class CardGrid(QWidget):
    """`least` = the narrowest a card may be, at 100 %. A card may take several columns (`spans`). ``even``: one height a line."""

    def __init__(self, least: int, gap: int = t.M, even: bool = False) -> None:
        super().__init__()
        self._least, self._gap, self._even = least, gap, even
        self._cards: list[QWidget] = []
        self._spans: dict[QWidget, int] = {}
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(gap)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_cards(self, cards: Sequence[QWidget], spans: dict[QWidget, int] | None = None) -> None:
        """Show these widgets in this order; those shown before and not named again are deleted."""
        for gone in set(self._cards) - set(cards):
            gone.hide()
            gone.deleteLater()
        self._cards, self._spans = list(cards), spans or {}
        self._columns = 0
        self._arrange()

    def cards(self) -> list[QWidget]:
        """What is shown."""
        return self._cards

    def minimumSizeHint(self) -> QSize:
        """The widest card alone: the lines of now must not keep the grid from becoming narrower."""
        widest = max((card.minimumSizeHint().width() for card in self._cards), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # a card has grown: it may need a wider column
            self._arrange()
        return done

    def _fitting(self) -> int:
        """The most columns in which every card has the room it needs."""
        most = max(1, (self.width() + self._gap) // (theme.px(self._least) + self._gap))
        needs = {card: card.minimumSizeHint().width() for card in self._cards}
        return next((columns for columns in range(most, 1, -1) if self._has_room(columns, needs)), 1)

    def _has_room(self, columns: int, needs: dict[QWidget, int]) -> bool:
        one = (self.width() - self._gap * (columns - 1)) / columns
        return all(needs[card] <= one * span + self._gap * (span - 1) for line in self._lines(columns) for card, span in line)

    def _arrange(self) -> None:
        columns = self._fitting()
        if columns == self._columns:
            return
        for number in range(max(columns, self._grid.columnCount())):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)
        self._columns = columns
        take_out(self._grid)
        for line, cards in enumerate(self._lines(columns)):
            place = 0
            for card, span in cards:
                self._grid.addWidget(card, line, place, 1, span, Qt.AlignmentFlag(0) if self._even else Qt.AlignmentFlag.AlignTop)
                card.show()
                place += span

    def _lines(self, columns: int) -> list[list[tuple[QWidget, int]]]:
        """Cards with their spans, line by line; the last of a line takes the columns that the next card does not fit into."""
        lines: list[list[tuple[QWidget, int]]] = [[]]
        for card in self._cards:
            span = min(self._spans.get(card, 1), columns)
            left = columns - sum(taken for _, taken in lines[-1])
            if span > left:
                last, taken = lines[-1][-1]
                lines[-1][-1] = (last, taken + left)
                lines.append([])
            lines[-1].append((card, span))
        return lines
