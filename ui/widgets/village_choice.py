"""Of which village: one of those that a list has, or all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from ui import theme
from ui import tokens as t


class VillageChoice(QComboBox):
    """`picked(village)` when somebody chose; '' = all. ``wide``: takes the width of a column, else that of its longest word."""

    picked = Signal(str)

    def __init__(self, wide: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Village"))
        if not wide:
            self.setMinimumHeight(theme.px(t.TARGET))
            self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.addItem(self.tr("All villages"), "")
        self.activated.connect(lambda number: self.picked.emit(str(self.itemData(number))))

    def show_villages(self, villages: Sequence[str], chosen: str) -> None:
        """These, and which of them is chosen: that one stays though nobody of it is in the list any more. Says nothing to listeners."""
        names = list(villages) if chosen in ("", *villages) else [*villages, chosen]
        if [self.itemData(number) for number in range(1, self.count())] != names:
            self.clear()
            self.addItem(self.tr("All villages"), "")
            for name in names:
                self.addItem(name, name)
        self.setCurrentIndex(max(0, self.findData(chosen)))
