"""The main window: rail, pages made when first opened, status line, and a cover for sign-in and lock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.bridge import GONE
from ui.keymap import Act, Keys
from ui.widgets.frames import column, row
from ui.widgets.rail import Rail, RailButton
from ui.widgets.status_line import StatusLine
from ui.widgets.toast import Toast


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page a role may open. Without a `word` it has no place on the rail and is opened by `MainWindow.open` only.

    ``make`` runs at the first opening. A page may have methods ``shown()`` and ``hidden()``; they are called as it comes and goes.
    ``low`` = in the lower group of the rail.
    """

    key: str
    make: Callable[[], QWidget]
    word: str = ""
    icon: str = ""
    act: Act | None = None
    low: bool = False


class MainWindow(QWidget):
    """Nothing opens a second window: every page is in the stack, sign-in and lock cover all of it.

    Only what has to stand beside another program is one of its own, and is lent to this one (:meth:`stand_beside`).
    """

    opened = Signal(str)  # page key
    emergency = Signal()  # F12, from any page and from the cover
    acted = Signal(Act)  # a key that neither page nor rail takes, such as find or lock
    beside = Signal(QWidget)  # a window that was lent to this one: its keys and clicks are those of whoever sits here
    closing = Signal()  # with `asks_first` nothing is closed by that: whoever hears it calls `leave`

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setWindowTitle(title)
        self._entries: dict[str, PageEntry] = {}
        self._pages: dict[str, QWidget] = {}
        self._buttons: dict[str, RailButton] = {}
        self._current = ""
        self.rail = Rail()
        self.status = StatusLine()
        self._stack = QStackedWidget()
        work = QWidget()
        self._right = column(self._stack, gap=0)
        self._right.setStretch(0, 1)
        middle = row(self.rail, gap=0)
        middle.addLayout(self._right, 1)
        self._whole = column(gap=0)
        self._whole.addLayout(middle, 1)
        self._whole.addWidget(self.status)
        work.setLayout(self._whole)
        self._layers = QStackedWidget()
        self._layers.addWidget(work)
        self.setLayout(column(self._layers, gap=0))
        self.toast = Toast(self._stack)
        self._cover: QWidget | None = None
        self._focus_before: QWidget | None = None
        self._beside: list[QWidget] = []
        self.asks_first = False
        self.keys = Keys(self, self._key)

    # pages

    def set_entries(self, entries: Sequence[PageEntry]) -> None:
        """The pages of the one who signed in; pages of an earlier user are thrown away.

        Under a cover those pages kept their drafts when the cover came: they are not asked again, so that nothing half-typed by
        one person can be written in the name of the next (H33).
        """
        self._forget_pages()
        self._entries = {entry.key: entry for entry in entries}
        for entry in entries:
            if entry.word:
                self._add_to_rail(entry)

    def open(self, key: str) -> QWidget:
        """Show a page, making it if this is the first time. Raises KeyError for a page this role does not have."""
        entry = self._entries[key]
        if key == self._current:
            return self._pages[key]
        if not self.covered:
            _tell(self._pages.get(self._current), "hidden")
        if key not in self._pages:
            self._pages[key] = entry.make()
            self._stack.addWidget(self._pages[key])
        page = self._pages[key]
        self._current = key
        self._stack.setCurrentWidget(page)
        for name, button in self._buttons.items():
            button.setChecked(name == key)
        if not self.covered:
            self._bring(page)
        self.opened.emit(key)
        return page

    @property
    def current(self) -> str:
        """The key of the open page; '' before the first."""
        return self._current

    def page(self, key: str) -> QWidget | None:
        """A page that was opened before."""
        return self._pages.get(key)

    def page_keys(self) -> list[str]:
        """The pages this role has, in the order given."""
        return list(self._entries)

    def has(self, key: str) -> bool:
        """Whether this role has the page."""
        return key in self._entries

    def set_badge(self, key: str, text: str) -> None:
        """A count that waits on a page, shown on the rail; ignored where the role lacks the page."""
        if key in self._buttons:
            self._buttons[key].set_badge(text)

    def add_strip(self, strip: QWidget) -> None:
        """A strip of its own between pages and status line, such as the practice clinic's."""
        self._whole.insertWidget(self._whole.count() - 1, strip)

    def stand_beside(self, other: QWidget) -> None:
        """A window on the screen that a page owns: its keys reach this one, a cover hides it, and it closes with the pages.

        It may have methods ``shown()`` and ``hidden()``, called as the cover goes and comes.
        """
        self._beside.append(other)
        Keys(other, self._key_beside)
        self.beside.emit(other)

    def add_below(self, strip: QWidget) -> None:
        """A strip below the pages, beside the rail, that may grow tall (`make_room`)."""
        self._right.addWidget(strip)

    def make_room(self, on: bool) -> None:
        """While something is asked below a page, the page gives way rather than the window outgrow a small screen."""
        self._stack.setMinimumHeight(1 if on else 0)

    # cover

    def cover(self, widget: QWidget) -> None:
        """Lay sign-in or lock over everything: values are out of sight, pages and drafts stay as they are."""
        if self._cover is None:
            self._focus_before = self.focusWidget()
            _tell(self._pages.get(self._current), "hidden")
            for other in self._standing():
                _tell(other, "hidden")
        else:
            self._drop_cover()
        self._cover = widget
        self._layers.addWidget(widget)
        self._layers.setCurrentWidget(widget)
        widget.setFocus()

    def uncover(self) -> None:
        """Take the cover away; the page and the field that were left are there again."""
        if self._cover is None:
            return
        self._drop_cover()
        self._layers.setCurrentIndex(0)
        before, self._focus_before = self._focus_before, None
        page = self._pages.get(self._current)
        if page is not None:
            self._bring(page)
        if before is not None and shiboken6.isValid(before):
            before.setFocus()
        for other in self._standing():
            _tell(other, "shown")

    @property
    def covered(self) -> bool:
        """Whether sign-in or lock lies over the pages."""
        return self._cover is not None

    def leave(self) -> None:
        """Close now, without asking."""
        self.asks_first = False
        self._close_beside()
        self.close()

    # inside

    def _bring(self, page: QWidget) -> None:
        """Tell a page that it is seen; the cursor goes into it and never to a button that happens to come next."""
        _tell(page, "shown")
        focus = self.focusWidget()
        if focus is None or not page.isAncestorOf(focus):
            page.setFocus()

    def _drop_cover(self) -> None:
        assert self._cover is not None
        self._layers.removeWidget(self._cover)
        self._cover.deleteLater()
        self._cover = None

    def _add_to_rail(self, entry: PageEntry) -> None:
        button = RailButton(entry.icon, entry.word, entry.act.key if entry.act else "")
        button.clicked.connect(lambda: self.open(entry.key))
        self._buttons[entry.key] = button
        self.rail.add(button, entry.low)

    def _key(self, act: Act) -> None:
        if act is Act.EMERGENCY:
            self.emergency.emit()
            return
        if self.covered:
            return
        wanted = next((entry.key for entry in self._entries.values() if entry.act is act), None)
        if wanted is not None:
            self.open(wanted)
        else:
            self.acted.emit(act)

    def _key_beside(self, act: Act) -> None:
        """Of a window beside this one: what is done from anywhere."""
        if act in (Act.EMERGENCY, Act.LOCK):
            if self.isMinimized():
                self.showNormal()
            self.raise_()
            self.activateWindow()
            self._key(act)

    def _standing(self) -> list[QWidget]:
        self._beside = [other for other in self._beside if shiboken6.isValid(other)]
        return self._beside

    def _close_beside(self) -> None:
        for other in self._standing():
            other.close()
        self._beside = []

    def _forget_pages(self) -> None:
        self._close_beside()
        if not self.covered:
            _tell(self._pages.get(self._current), "hidden")
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.setProperty(GONE, True)
            page.deleteLater()
        self._pages.clear()
        self._buttons.clear()
        self._current = ""
        self.rail.clear()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.covered:
            _tell(self._pages.get(self._current), "hidden")
        if self.asks_first:
            event.ignore()
        else:
            event.accept()
        self.closing.emit()


def _tell(page: QWidget | None, what: str) -> None:
    method = getattr(page, what, None)
    if callable(method):
        method()
