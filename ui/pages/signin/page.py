"""Sign-in: the people of this PC as tiles, a password, and what was uploaded. Works without any network."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clock import Clock
from app.services.doorway import Tile
from app.texts import chosen_language, load_texts
from ui import tokens as t
from ui.bridge import Bridge
from ui.pages.form_row import FormRow, code_field, password_field
from ui.pages.signin.model import SignInModel
from ui.pages.signin.password_line import PasswordLine
from ui.pages.signin.side import Side
from ui.pages.signin.tiles import Tiles, TileView
from ui.pages.wording import when
from ui.widgets.buttons import button, primary
from ui.widgets.fields import EnterMoves
from ui.widgets.frames import Scroll, column, label, row
from ui.widgets.notice import Notice


class SignInPage(QWidget):
    """`entered(desk)` once the store is open. ``hint``: one more sentence under the password, such as the practice clinic's."""

    entered = Signal(object)

    def __init__(self, model: SignInModel[Any], bridge: Bridge, clock: Clock, hint: str = "") -> None:
        super().__init__()
        self._model, self._clock, self._hint = model, clock, hint
        self._side = Side("heart")
        self.tiles = Tiles(self.tr("Who is signing in"))
        self.tiles.chosen.connect(self._choose)
        self._notice = Notice()
        self.password = PasswordLine(self.tr("Sign in"), model.sign_in, model.wait_seconds)
        self._forms = (self._password_form(), self._recovery_form())
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
            self.entered.emit(model.entered)
            return
        self._say_side()
        self.tiles.show_people([self._tile(tile) for tile in model.tiles], model.chosen)
        for number, form in enumerate(self._forms):
            form.setVisible(bool(number) is model.recovering)
        self.password.refresh(model.busy)
        self._recover.setEnabled(not model.busy)
        if model.error is not None:
            self._notice.fail(model.error)
            self.password.empty()
        else:
            self._notice.hide()

    def _choose(self, login: str) -> None:
        self._model.choose(login)
        self.password.empty()

    def _say_side(self) -> None:
        notice = self._model.notice
        lines = [self.tr("Version {version}").format(version=notice.version)]
        if notice.delivered_up_to:
            at = when(notice.delivered_up_to, self._clock.now())
            lines.insert(0, self.tr("Everything written before {time} was uploaded").format(time=at))
        self._side.say(self.tr("Village doctor's workstation"), notice.organization_name, lines)

    def _tile(self, tile: Tile) -> TileView:
        role = load_texts(chosen_language()).word("role", tile.role)
        last = when(tile.last_used_at, self._clock.now()) if tile.last_used_at else ""
        words = self.tr("Last here {time}").format(time=last) if last else self.tr("Not been here yet")
        return TileView(tile.login, tile.name, role, words)

    # building

    def _build(self) -> None:
        inner = QWidget()
        body = column(
            0,
            label(self.tr("Who is signing in?"), t.NAME, bold=True),
            self.tiles,
            t.S,
            *self._forms,
            self._notice,
            gap=t.M,
        )
        body.addStretch(2)
        body.setContentsMargins(t.XL * 2, t.XL, t.XL, t.XL)
        inner.setLayout(body)
        whole = row(self._side, Scroll(inner), gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        EnterMoves(self, [self.code, self.new_password], self._recover)

    def _password_form(self) -> QWidget:
        form = QWidget()
        self.forgot = button(self.tr("Forgotten the password?"), lambda: self._model.forgot(True), kind="quiet")
        lines = column(self.password, gap=t.S)
        if self._hint:
            lines.addWidget(label(self._hint, wrap=True))
        lines.addLayout(row(self.forgot, 0))
        form.setLayout(lines)
        return form

    def _recovery_form(self) -> QWidget:
        form = QWidget()
        self.code = code_field(self.tr("Recovery key"))
        self.new_password = password_field(self.tr("New password"))
        self._recover = primary(self.tr("Open with the recovery key"), self._recover_pressed)
        back = button(self.tr("Back"), lambda: self._model.forgot(False), icon="back")
        lines = column(
            label(self.tr("Recovery with the key that was written down at the set-up"), t.HEADING, bold=True, wrap=True),
            FormRow(self.tr("Recovery key"), self.code, self.tr("Capital or small letters, with or without hyphens.")),
            FormRow(self.tr("New password"), self.new_password, self.tr("At least 8 characters.")),
            gap=t.S,
        )
        lines.addLayout(row(back, self._recover, 0))
        form.setLayout(lines)
        return form

    def _recover_pressed(self) -> None:
        self._model.recover(self.code.text(), self.new_password.text())
