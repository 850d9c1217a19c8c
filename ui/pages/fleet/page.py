"""The computers of the local network: who is behind, by how much and since when; letting one in, shutting one out."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.errors import KnownError
from app.services.fleet import FleetSeat
from app.texts import error_text
from ui import icons, theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.pages.fleet.cards import CodeCard, NameCard, SeatCard
from ui.pages.fleet.model import FleetModel
from ui.pages.fleet.words import FleetWords
from ui.pages.model_page import ModelPage
from ui.widgets.buttons import button, primary
from ui.widgets.confirm_strip import ConfirmStrip
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, refill, row, scrolled, secondary

EVERY_MS = 5_000


class FleetPage(ModelPage[FleetModel]):
    """Reads anew every few seconds while it is in front."""

    def __init__(self, model: FleetModel, bridge: Bridge) -> None:
        super().__init__(model)
        self.words = FleetWords()
        self._shown: object = None
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(model.load)
        self._build()
        self.follow(bridge)

    def shown(self) -> None:
        """In front: keep it true."""
        super().shown()
        self._timer.start()

    def hidden(self) -> None:
        """Nobody looks; a code lies no longer on the screen."""
        self._timer.stop()
        if self.model.code is not None:
            self.model.put_away()

    def refresh(self) -> None:
        """Follow the model."""
        model, state = self.model, self.model.state
        self.notice.follow(model.error, self._told() if model.told else "")
        self._off.setVisible(not state.is_hub)
        self._on.setVisible(state.is_hub)
        self._trouble.setVisible(state.trouble is not None)
        self._trouble.setText("\n".join(_parts(state.trouble)) if state.trouble is not None else "")
        if not state.is_hub:
            return
        was_naming = not self.naming.isHidden()
        self.naming.setVisible(model.naming)
        if model.naming and not was_naming:
            self.naming.begin()
        self.code.setVisible(model.code is not None)
        if model.code is not None:
            self.code.show_code(model.code_for, model.code)
        self._refresh_head()
        self._refresh_seats()

    def _refresh_head(self) -> None:
        model, now = self.model, self.model.clock.now()
        self._itself.setText(self.words.itself(model.state.itself, now))
        said, mark = self.words.above(model.state.above, now)
        above = model.state.above
        self._above.setText(self.tr("Forwards to {url}").format(url=above.url) + "\n" + said if above.url else said)
        self._above_mark.setPixmap(icons.pixmap(mark.icon or "info", theme.px(20), mark.tone.value.ink))
        for widget in (self.let_in, self.stop):
            widget.setVisible(model.may_manage and not model.naming and model.code is None)
        self._own.setVisible(model.may_manage and not model.own_joined)

    def _refresh_seats(self) -> None:
        model = self.model
        now = model.clock.now().replace(second=0, microsecond=0)  # words change with the minute
        if (model.state.seats, now) == self._shown:
            return
        self._shown = (model.state.seats, now)
        self._seats.set_count(self.words.counted(model.state.seats))
        refill(self._rows, [SeatCard(one, model, self.words, self._ask) for one in model.state.seats])
        self._nobody.setVisible(not model.state.seats)

    def _ask(self, seat: FleetSeat) -> None:
        """What it means, before it is done."""
        said = self.tr(
            "Shut {seat} out? From now on it gets nothing from here and can deliver nothing here. What it has not delivered stays on it. "
            "To come back it needs a new code."
        )
        self.strip.ask(said.format(seat=seat.seat), self.tr("Shut out"), lambda: self.model.revoke(seat))

    def _ask_stop(self) -> None:
        said = self.tr("Be the hub no longer? The other computers cannot exchange records until another one is the hub. Nothing is lost.")
        self.strip.ask(said, self.tr("Be it no longer"), lambda: self.model.switch(False))

    def _told(self) -> str:
        return {
            "revoked": self.tr("It is shut out; its key counts no more."),
            "joined": self.tr("This computer delivers to its own hub from now on."),
        }[self.model.told]

    # building

    def _build(self) -> None:
        self.strip = ConfirmStrip(Act.SIGN)
        self._trouble = label("", ink="danger", wrap=True)
        whole = column(scrolled(self.notice, self._trouble, self._off_part(), self._on_part(), 0, margin=t.L), self.strip, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _off_part(self) -> QWidget:
        self.start = primary(self.tr("Make this computer the hub"), lambda: self.model.switch(True))
        self.start.setVisible(self.model.may_manage)
        said = self.tr(
            "One computer of the clinic can be the hub: the others send to it, see each other's records within seconds without internet, "
            "and it forwards everything to the county. Choose one that is on all day."
        )
        if not self.model.may_manage:
            said = self.tr("If one is to be the hub, whoever keeps this workstation switches it on here.")
        self._off = EmptyState("home", self.tr("This computer is not the hub"), said, self.start if self.model.may_manage else None)
        return self._off

    def _on_part(self) -> QWidget:
        model = self.model
        self._on = QWidget()
        head = Card(self.tr("This computer is the hub"))
        self._itself, self._above, self._above_mark = label("", wrap=True), label("", wrap=True), QLabel()
        above = row(self._above_mark, self._above)
        above.setStretch(1, 1)
        self.let_in = primary(self.tr("Let a computer in"), lambda: model.name(True), icon="add")
        self.stop = button(self.tr("Be the hub no longer …"), self._ask_stop)
        head.body.addWidget(self._itself)
        head.body.addLayout(above)
        head.body.addWidget(flowing(self.let_in, self.stop))
        self._own = self._own_card()
        self.naming, self.code = NameCard(model), CodeCard(model)
        self._seats = Card(self.tr("Computers"))
        self._nobody = secondary(self.tr("No computer has joined yet."), wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(t.S)
        self._seats.body.addWidget(self._nobody)
        self._seats.body.addLayout(self._rows)
        self._on.setLayout(column(head, self.naming, self.code, self._own, self._seats, gap=t.M))
        return self._on

    def _own_card(self) -> Card:
        card = Card()
        card.set_surface("warn")
        said = self.tr("This computer itself ({seat}) has not joined: what is written here does not get to the others yet.")
        self.join_own = button(self.tr("Let this computer join too"), self.model.join_own)
        line = row(label(said.format(seat=self.model.own_seat), wrap=True), self.join_own)
        line.setStretch(0, 1)
        card.body.addLayout(line)
        return card


def _parts(error: KnownError) -> list[str]:
    told = error_text(error)
    return [part for part in (told.what, told.kept, told.advice) if part]
