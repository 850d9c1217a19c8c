"""Pages that belong together under one entry of the rail: a line of tabs on top, each page made when it is first opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.frames import Bar, column


@dataclass(frozen=True, slots=True)
class Tab:
    """A page with its word. It may have methods ``shown()`` and ``hidden()``."""

    key: str
    word: str
    make: Callable[[], QWidget]


class Tabbed(QWidget):
    """The first tab is in front to begin with; a single one stands without a line of tabs."""

    def __init__(self, name: str, tabs: Sequence[Tab]) -> None:
        super().__init__()
        self._tabs = {tab.key: tab for tab in tabs}
        self._pages: dict[str, QWidget] = {}
        self._stack = QStackedWidget()
        self.bar = ChoiceBar(name, [(tab.key, tab.word) for tab in tabs])
        self.bar.chosen.connect(self.open)
        strip = Bar("bar")
        strip.line.addWidget(self.bar, 1)
        if len(tabs) == 1:  # never shown by word before it has a place: that would be a window of its own, which takes the keys
            strip.hide()
        lines = column(strip, gap=0)
        lines.addWidget(self._stack, 1)
        self.setLayout(lines)
        self._visible = False
        self.current = ""
        self.open(tabs[0].key)

    def open(self, key: str) -> QWidget:
        """Bring a tab to the front, making its page if this is the first time. KeyError for one that is not among them."""
        tab = self._tabs[key]
        if key != self.current:
            if self._visible:
                self._tell("hidden")
            if key not in self._pages:
                self._pages[key] = tab.make()
                self._stack.addWidget(self._pages[key])
            self.current = key
            self._stack.setCurrentWidget(self._pages[key])
            if self._visible:
                self._tell("shown")
        self.bar.set_value(key)
        return self._pages[key]

    def has(self, key: str) -> bool:
        """Whether there is such a tab."""
        return key in self._tabs

    def shown(self) -> None:
        """All of it came to the front."""
        self._visible = True
        self._tell("shown")

    def hidden(self) -> None:
        """It went to the back."""
        self._visible = False
        self._tell("hidden")

    def _tell(self, method: str) -> None:
        told = getattr(self._pages[self.current], method, None)
        if told is not None:
            told()
