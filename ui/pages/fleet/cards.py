"""Cards of the fleet page: one computer, and the code that lets one in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from app.clock import instant, local
from app.services.fleet import FleetSeat, JoinCode
from ui import theme
from ui import tokens as t
from ui.pages.fleet.model import FleetModel
from ui.pages.fleet.words import FleetWords
from ui.widgets.buttons import button, primary
from ui.widgets.fields import EnterMoves
from ui.widgets.fields import TextField as Field
from ui.widgets.frames import Card, column, label, row, secondary
from ui.widgets.pill import Pill

GROUPS_A_LINE = 4


class SeatCard(Card):
    """Seat, state, what is missing, and the way to shut it out."""

    def __init__(self, seat: FleetSeat, model: FleetModel, words: FleetWords, ask: Callable[[FleetSeat], None]) -> None:
        super().__init__()
        now = model.clock.now()
        word, mark = words.state(seat, now)
        if mark is t.Mark.ATTENTION:
            self.set_surface("warn")
        name = label(seat.seat, t.NAME, bold=True)
        name.setMinimumWidth(theme.px(56))
        head = row(name, label(words.whose(seat, seat.seat == model.own_seat), wrap=True), Pill(word, mark, size=t.BODY), gap=t.M)
        head.setStretch(1, 1)
        lines = column(
            label(words.standing(seat, now), wrap=True), label(words.seen(seat, now), t.SMALL, ink="secondary", wrap=True), gap=2
        )
        foot = row(gap=t.M)
        foot.addLayout(lines, 1)
        self.out = button(self.tr("Shut out …"), lambda: ask(seat))
        self.out.setAccessibleName(self.tr("Shut out {seat}").format(seat=seat.seat))
        if model.may_manage and seat.revoked_at is None:
            foot.addWidget(self.out)
        self.body.addLayout(head)
        self.body.addLayout(foot)


class NameCard(Card):
    """Which seat is to come."""

    def __init__(self, model: FleetModel) -> None:
        super().__init__(self.tr("Let a computer in"))
        self._model = model
        self.body.addWidget(label(self.tr("Give the computer a short name of its own, such as B2 for the nurses' room."), wrap=True))
        self.field = Field(self.tr("Name of the computer"))
        self.field.setMaxLength(20)
        self.make = primary(self.tr("Make a code"), self._make)
        line = row(self.field, button(self.tr("Give up"), lambda: model.name(False)), self.make)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        EnterMoves(self, [self.field], self.make)

    def begin(self) -> None:
        """An empty field with the cursor."""
        self.field.clear()
        self.field.setFocus()

    def _make(self) -> None:
        self._model.invite(self.field.text())


class CodeCard(Card):
    """The code, large enough to be read across a room; shown this once."""

    def __init__(self, model: FleetModel) -> None:
        super().__init__()
        self.set_surface("info")
        self._title = label("", t.HEADING, bold=True, wrap=True)
        self._code = label("", t.VITAL, bold=True)
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._where = label("", t.HEADING, bold=True, wrap=True)
        self._until = label("", wrap=True)
        how = self.tr("There: Upload → Upload settings → Join a hub. Type one of these addresses and the code.")
        safe = self.tr("The code also proves that this is the right hub. Nobody else can pass for it.")
        done = button(self.tr("It was typed there; put the code away"), model.put_away, icon="check")
        for widget in (self._title, self._code, label(how, wrap=True), self._where, self._until, secondary(safe, wrap=True)):
            self.body.addWidget(widget)
        self.body.addLayout(row(done, 0))

    def show_code(self, seat: str, made: JoinCode) -> None:
        """Show it in lines of four groups."""
        groups = made.code.split("-")
        lines = [" - ".join(groups[start : start + GROUPS_A_LINE]) for start in range(0, len(groups), GROUPS_A_LINE)]
        self._title.setText(self.tr("Code for {seat}").format(seat=seat))
        self._code.setText("\n".join(lines))
        self._code.setAccessibleName(self.tr("Code: {code}").format(code=made.code))
        self._where.setText("\n".join(made.addresses))
        until = f"{local(instant(made.ends)):%H:%M}"
        self._until.setText(self.tr("Good until {time}, for one computer, once.").format(time=until))
