"""Surfaces and labels: card, section, line, headings and a page that scrolls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QHBoxLayout, QLabel, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui import tokens as t

L = TypeVar("L", bound=QBoxLayout)


def label(text: str = "", size: float = t.BODY, bold: bool = False, ink: str = "", wrap: bool = False) -> QLabel:
    """A plain-text label; `ink` is "secondary" or a tone such as "danger"."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(theme.font(size, bold))
    made.setWordWrap(wrap)
    if ink:
        made.setProperty("ink", ink)
    return made


def heading(text: str) -> QLabel:
    """A section's heading."""
    return label(text, t.HEADING, bold=True)


def secondary(text: str, wrap: bool = False) -> QLabel:
    """What is not clinical: hints, counts, units."""
    return label(text, t.SMALL, ink="secondary", wrap=wrap)


def row(*widgets: QWidget | int, gap: int = t.S) -> QHBoxLayout:
    """Widgets side by side; 0 is a stretch, another number a space."""
    return _line(QHBoxLayout(), widgets, gap)


def column(*widgets: QWidget | int, gap: int = t.S) -> QVBoxLayout:
    """Widgets above one another; 0 is a stretch, another number a space."""
    return _line(QVBoxLayout(), widgets, gap)


def filling(*parts: QWidget | QLayout, gap: int = t.S) -> QVBoxLayout:
    """A page: its parts above one another within its margins; the last takes the rest."""
    made = _stacked(parts, gap, growing=1)
    made.setContentsMargins(t.L, gap, t.L, gap)
    return made


def below(notice: QWidget, *parts: QWidget, growing: int = 1) -> QVBoxLayout:
    """A page: the notice from edge to edge, below it the parts within a margin; the last ``growing`` share the rest."""
    inner = _stacked(parts, t.M, growing)
    inner.setContentsMargins(t.M, t.M, t.M, t.M)
    return _stacked((notice, inner), 0, growing=1)


def beside(listed: QWidget, opened: QWidget) -> QHBoxLayout:
    """A list, and what is open of it, which takes the rest of the page."""
    made = row(listed, opened, gap=t.M)
    made.setContentsMargins(t.M, t.M, t.M, t.M)
    made.setStretch(1, 1)
    return made


def _stacked(parts: Sequence[QWidget | QLayout], gap: int, growing: int) -> QVBoxLayout:
    made = column(gap=gap)
    for place, part in enumerate(parts):
        stretch = int(place >= len(parts) - growing)
        if isinstance(part, QLayout):
            made.addLayout(part, stretch)
        else:
            made.addWidget(part, stretch)
    return made


def _line(layout: L, widgets: tuple[QWidget | int, ...], gap: int) -> L:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for widget in widgets:
        if isinstance(widget, QWidget):
            layout.addWidget(widget)
        elif widget:
            layout.addSpacing(widget)
        else:
            layout.addStretch(1)
    return layout


def refill(layout: QBoxLayout, widgets: Iterable[QWidget] = ()) -> None:
    """Other widgets in the place of those that a layout holds; the old ones are out of sight at once and then deleted."""
    while (item := layout.takeAt(0)) is not None:
        gone = item.widget()
        if gone is not None:
            gone.hide()
            gone.deleteLater()
    for widget in widgets:
        layout.addWidget(widget)


def take_out(layout: QLayout) -> None:
    """Empty a layout whose widgets are to be laid anew.

    The items are deleted at once: Qt tells a change of size to the first item that a widget ever had, and one that lived on would hear it
    in the place of the new one, which would go on with the height of before.
    """
    while (item := layout.takeAt(0)) is not None:
        shiboken6.delete(item)


class Card(QFrame):
    """A white surface with a 1 px line; ``body`` is its column. A title, if given, stands on top with an optional count."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.body = column()
        self.body.setContentsMargins(t.M, t.M, t.M, t.M)
        self.setLayout(self.body)
        self.title = heading(title)
        self.count = secondary("")
        if title:
            self.body.addLayout(row(self.title, self.count, 0))

    def set_count(self, text: str) -> None:
        """How many are listed: every list says so."""
        self.count.setText(text)

    def set_surface(self, surface: str) -> None:
        """card, armed (the green border seen from two metres), lit (it is this one), or a tone: warn, danger, ok, info, neutral."""
        theme.set_tone(self, "surface", surface)


class Line(QFrame):
    """A hairline across its layout."""

    def __init__(self, vertical: bool = False) -> None:
        super().__init__()
        self.setProperty("surface", "line")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class Bar(QFrame):
    """A strip across the page: `bar` on top, `foot` with the page's keys at the bottom; ``line`` is its row."""

    def __init__(self, surface: str = "foot") -> None:
        super().__init__()
        self.setProperty("surface", surface)
        self.line = row()
        self.line.setContentsMargins(t.M, t.S, t.M, t.S)
        self.setLayout(self.line)


class Scroll(QScrollArea):
    """A page's scroll area: grows with its content, never sideways; whatever gets the cursor, however it got it, comes into view."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(inner)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Qt scrolls for Tab alone; Enter and the program move the cursor too."""
        if now is not None and self.widget() is not None and self.widget().isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, t.XL)


def scrolled(*widgets: QWidget | int, margin: int = 0) -> Scroll:
    """Cards above one another, as `column` takes them, in a scroll area."""
    inner = QWidget()
    lines = column(*widgets, gap=t.M)
    lines.setContentsMargins(margin, margin, margin, margin)
    inner.setLayout(lines)
    return Scroll(inner)
