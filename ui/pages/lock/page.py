"""The lock: lies over everything, shows no value; unlocking gives every draft back, switching takes under three seconds."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clock import Clock, local
from app.texts import chosen_language, load_texts
from ui import tokens as t
from ui.bridge import Bridge
from ui.pages.lock.model import LockModel
from ui.pages.signin.password_line import PasswordLine
from ui.pages.signin.side import Side
from ui.pages.signin.tiles import Tiles, TileView
from ui.widgets.buttons import button
from ui.widgets.frames import Scroll, column, label, row
from ui.widgets.notice import Notice


class LockPage(QWidget):
    """`opened(login)`: the same person is back, or another one took the desk over."""

    opened = Signal(str)

    def __init__(self, model: LockModel, bridge: Bridge, clock: Clock) -> None:
        super().__init__()
        self._model, self._since = model, local(clock.now())
        self._side = Side("lock")
        self._title = label("", t.NAME, bold=True, wrap=True)
        self.tiles = Tiles(self.tr("Who takes over"))
        self.tiles.chosen.connect(self._choose)
        self.password = PasswordLine(self.tr("Unlock"), model.sign_in, model.wait_seconds)
        self._notice = Notice()
        self.switch = button("", self._switch, icon="user", kind="quiet")
        self._build()
        model.attach(self.refresh, partial(bridge.run, owner=self))
        self.refresh()

    def shown(self) -> None:
        """The cursor where the password goes."""
        self.password.field.setFocus()

    def focusInEvent(self, event: object) -> None:
        self.shown()

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        if model.entered is not None:
            self.opened.emit(model.entered)
            return
        self._side.say(
            self.tr("Locked since {time}").format(time=f"{self._since:%H:%M}"),
            model.name,
            [self.tr("Your drafts are kept."), self.tr("Running measurements and recordings go on and are stored.")],
        )
        self._title.setText(
            self.tr("Who takes over?") if model.switching else self.tr("{name}, please enter your password").format(name=model.name)
        )
        words = load_texts(chosen_language())
        others = [tile for tile in model.tiles if tile.login != model.login]
        self.tiles.show_people([TileView(one.login, one.name, words.word("role", one.role), "") for one in others], model.chosen)
        self.tiles.setVisible(model.switching)
        self.switch.setVisible(bool(others))
        self.switch.setText(self.tr("Back to {name}").format(name=model.name) if model.switching else self.tr("Somebody else"))
        self.password.button.setText(self.tr("Take over") if model.switching else self.tr("Unlock"))
        self.password.refresh(model.busy)
        if model.error is not None:
            self._notice.fail(model.error)
            self.password.empty()
        else:
            self._notice.hide()

    def _choose(self, login: str) -> None:
        self._model.choose(login)
        self.password.empty()

    def _switch(self) -> None:
        self._model.switch(not self._model.switching)
        self.password.empty()

    def _build(self) -> None:
        inner = QWidget()
        body = column(0, self._title, self.tiles, self.password, gap=t.M)
        body.addLayout(row(self.switch, 0))
        body.addWidget(self._notice)
        body.addStretch(2)
        body.setContentsMargins(t.XL * 2, t.XL, t.XL, t.XL)
        inner.setLayout(body)
        whole = row(self._side, Scroll(inner), gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
