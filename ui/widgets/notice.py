"""A message in the page: what happened, what was kept, what to do. It never covers what is being typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from app.errors import KnownError
from app.texts import Message, error_text
from ui import icons, theme
from ui import tokens as t
from ui.widgets.buttons import button, icon_button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import column, label, row


class Notice(QFrame):
    """Hidden until `tell` or `fail`; a cross takes it away again, unless it has to be answered."""

    def __init__(self, parent: QWidget | None = None, closable: bool = True) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._icon = QLabel()
        self._what = label("", bold=True, wrap=True)
        self._rest = label("", wrap=True)
        self._actions = FlowLayout()
        self._close = icon_button("close", self.tr("Close this message"), self.hide)
        if not closable:
            self._close.hide()
        texts = column(self._what, self._rest, gap=2)
        texts.addLayout(self._actions)
        line = row(self._icon)
        line.addLayout(texts, 1)
        line.addWidget(self._close)
        line.setContentsMargins(t.M, t.S, t.S, t.S)
        self.setLayout(line)
        self.hide()

    def follow(self, error: KnownError | None, said: Message | str = "", mark: t.Mark = t.Mark.OK) -> None:
        """Say what a model knows: its last error; without one what was done; hidden without either."""
        if error is not None:
            self.fail(error)
        elif said:
            self.tell(said, mark)
        else:
            self.hide()

    def fail(self, error: KnownError, *actions: tuple[str, Callable[[], object]]) -> None:
        """Show a known error in its own words."""
        self.tell(error_text(error), t.Mark.DANGER, *actions)

    def tell(self, message: Message | str, mark: t.Mark = t.Mark.INFO, *actions: tuple[str, Callable[[], object]]) -> None:
        """Show a message with its shape and colour, and buttons that do what it proposes."""
        parts = Message(message) if isinstance(message, str) else message
        tone = mark.tone
        theme.set_tone(self, "surface", tone.name.lower())
        self._icon.setPixmap(icons.pixmap(mark.icon or "info", theme.px(20), tone.value.ink))
        self._what.setText(parts.what)
        rest = "\n".join(part for part in (parts.kept, parts.advice) if part)
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))
        self._actions.clear()
        for words, do in actions:
            self._actions.addWidget(button(words, do))
        self.setAccessibleName(" ".join((parts.what, rest)))
        self.show()
