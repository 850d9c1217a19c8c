"""点名 on the page: what to press, who answered, and newcomers with their sticker and seat right there."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.devices import DeviceCard
from device_drivers.readings import Found
from ui import theme
from ui import tokens as t
from ui.pages.devices.model import DevicesModel
from ui.pages.form_row import FormRow, code_field
from ui.widgets.buttons import button, primary
from ui.widgets.fields import EnterMoves, TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, column, label, row
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill


class RollPanel(Card):
    """Open while roll is called."""

    def __init__(self, model: DevicesModel) -> None:
        super().__init__()
        self._model, self._call = model, model.roll
        self.newcomers: dict[str, Newcomer] = {}
        say = label(self.tr("Press “start/stop” on one device and see which card lights up."), t.NAME, bold=True, wrap=True)
        self._answered = label("", wrap=True)
        self._trouble = Notice()
        self._list: QVBoxLayout = column(gap=t.S)
        self.end = button(self.tr("End the roll call"), self._call.end)
        self.body.addWidget(say)
        self.body.addWidget(self._answered)
        self.body.addWidget(self._trouble)
        self.body.addLayout(self._list)
        self.body.addLayout(row(self.end, 0))

    def refresh(self) -> None:
        """Follow the model."""
        self.setVisible(self._call.on)
        if not self._call.on:
            self._forget([])
            return
        cards = self._model.cards
        silent = [card for card in cards if not self._call.answered(card)]
        words = self.tr("{n} of {all} devices answered").format(n=len(cards) - len(silent), all=len(cards))
        if silent and len(silent) < len(cards):
            words += self.tr(" · not yet: {stickers}").format(stickers=self.tr(", ").join(_called(card) for card in silent))
        self._answered.setText(words)
        self._answered.setVisible(bool(cards))
        if self._call.trouble is not None:
            self._trouble.tell(self._call.trouble, t.Mark.ATTENTION)
        else:
            self._trouble.hide()
        self._show_newcomers()

    def _show_newcomers(self) -> None:
        self._forget([one.device for one in self._call.newcomers])
        for one in reversed(self._call.newcomers):
            if one.device not in self.newcomers:
                made = self.newcomers[one.device] = Newcomer(one, self._model)
                self._list.insertWidget(0, made)
        for one in self._call.newcomers:
            self.newcomers[one.device].show_state(self._call.is_lit(one.device), self._model.free_sticker())

    def _forget(self, but: list[str]) -> None:
        for key in [key for key in self.newcomers if key not in but]:
            gone = self.newcomers.pop(key)
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()


class Newcomer(Card):
    """A device that nobody has taken on: its name, the end of its address, sticker and seat."""

    def __init__(self, found: Found, model: DevicesModel) -> None:
        super().__init__()
        self._found, self._model = found, model
        name = found.model or found.name or self.tr("without a name")
        self._lit = Pill(self.tr("this one was heard just now"), t.Mark.OK, size=t.BODY)
        self.sticker = TextField(self.tr("Sticker"))
        self.sticker.setText(model.free_sticker())
        self.seat = code_field(self.tr("Seat"), "")
        self.seat.setText(model.seat)
        for field in (self.sticker, self.seat):
            field.setFixedWidth(theme.px(110))
        self.add = primary(self.tr("Add"), self._add)
        head, fields = QWidget(), QWidget()
        flow = FlowLayout(head)
        for each in (
            label(name, t.HEADING, bold=True),
            label(self.tr("new · …{tail}").format(tail=found.device[-5:]), ink="secondary"),
            self._lit,
        ):
            flow.addWidget(each)
        line = FlowLayout(fields, gap=t.M)
        for part in (
            FormRow(self.tr("Sticker"), self.sticker, checked=False),
            FormRow(self.tr("Seat"), self.seat, checked=False),
            self.add,
        ):
            line.addWidget(part)
        self.body.addWidget(head)
        self.body.addWidget(fields)
        EnterMoves(self, [self.sticker, self.seat], self.add)

    def show_state(self, lit: bool, free: str) -> None:
        """Whether it is the one that was heard just now; ``free``: the next sticker, proposed until somebody writes another."""
        if not self.sticker.isModified() and self.sticker.text() != free:
            self.sticker.setText(free)
        self._lit.setVisible(lit)
        self.set_surface("lit" if lit else "card")

    def _add(self) -> None:
        self._model.roll.take_on(self._found, self._found.name or self._found.model, self.sticker.text(), self.seat.text())


def _called(card: DeviceCard) -> str:
    return card.sticker or card.name
