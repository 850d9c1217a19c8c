"""The last question before an act that cannot be undone, in the page, deaf for its first 400 ms."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMoveEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from ui import icons, theme
from ui import tokens as t
from ui.keymap import Act
from ui.widgets.buttons import button
from ui.widgets.frames import label, row
from ui.widgets.toast import ASKING, Toast

DEAF_MS = 400
"""Keys are ignored this long after it opens, so that a key meant for what was there before signs nothing (safety.md §4.5)."""


class ConfirmStrip(QFrame):
    """Says whom and what the act is about; its own key confirms it, Esc closes it."""

    closed = Signal()

    def __init__(self, act: Act = Act.SIGN) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setObjectName(ASKING)
        self.setProperty("surface", "info")
        self._icon = QLabel()
        self._icon.setPixmap(icons.pixmap("edit", theme.px(20), t.Tone.INFO.value.ink))
        self._text = label("", t.HEADING, bold=True, wrap=True)
        self._yes = button("", self._confirmed, act, "primary")
        self._act = act
        self._no = button(self.tr("Back"), self.close_strip)
        line = row(self._icon, self._text, self._no, self._yes)
        line.setStretch(1, 1)
        line.setContentsMargins(t.M, t.S, t.M, t.S)
        self.setLayout(line)
        self._do: Callable[[], object] | None = None
        self._about: object = None
        self._deaf = QTimer(self, singleShot=True, interval=DEAF_MS)
        self._deaf.setTimerType(Qt.TimerType.PreciseTimer)
        self._deaf.timeout.connect(self.listen)
        self.hide()

    def ask(self, text: str, word: str, do: Callable[[], object], about: object = None) -> None:
        """Show the question; `word` is on the confirming button, beside its key.

        ``about``: what stands in front now and would be acted on; see :meth:`keep_to`.
        """
        self._do, self._about = do, about
        self._text.setText(text)
        self._yes.setText(f"{word} ({self._act.key})")
        self._yes.setAccessibleName(word)
        self._yes.setEnabled(False)
        self.show()
        self.setFocus()
        self._deaf.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._make_way()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._make_way()

    def _make_way(self) -> None:
        """A note that lies where it is asked goes elsewhere."""
        for note in self.window().findChildren(Toast):
            note.place()

    def close_strip(self) -> None:
        """Nothing was done."""
        self._do = None
        self.hide()
        self.closed.emit()

    def keep_to(self, about: object) -> None:
        """``about`` stands in front by now: a question about anything else is closed, or its key would act on what came instead (H34)."""
        if self._do is not None and self._about is not None and about != self._about:
            self.close_strip()

    @property
    def listening(self) -> bool:
        """Whether the dead time is over."""
        return self._yes.isEnabled()

    def listen(self) -> None:
        """The dead time is over: the key confirms from now on."""
        self._deaf.stop()
        self._yes.setEnabled(True)

    def _confirmed(self) -> None:
        do, self._do = self._do, None
        self.hide()
        if do is not None:
            do()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_strip()
        else:
            super().keyPressEvent(event)
