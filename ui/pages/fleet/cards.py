"""Cards of the fleet page: one computer, and the code that lets one in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clock import instant, local
from app.services.fleet import FleetSeat, House, JoinCode
from ui import theme
from ui import tokens as t
from ui.pages.fleet.model import FleetModel
from ui.pages.fleet.words import FleetWords
from ui.pages.form_row import FormRow, code_field
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import EnterMoves
from ui.widgets.fields import TextField as Field
from ui.widgets.frames import Card, column, label, refill, row, secondary
from ui.widgets.pill import Pill

GROUPS_A_LINE = 4
_OTHER, _BELOW, _APART = "*", "below", "apart"


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
        self.field = Field(self.tr("Name of the computer"))
        self.field.setMaxLength(20)
        self.make = primary(self.tr("Make a code"), self._make)
        line = row(self.field, button(self.tr("Give up"), lambda: model.name(False)), self.make)
        line.setStretch(0, 1)
        self._whose = column(gap=t.S)
        self.body.addLayout(self._whose)
        self.other = self._other()
        self.body.addWidget(self.other)
        self.body.addWidget(label(self.tr("Give the computer a short name of its own, such as B2 for the nurses' room."), wrap=True))
        self.body.addLayout(line)
        EnterMoves(self, [self.field], self.make)

    def begin(self) -> None:
        """An empty field with the cursor; the hub's own institution, until another is chosen."""
        houses = self._model.state.houses
        choices = [(one.code, one.name) for one in houses] + [(_OTHER, self.tr("another one …"))]
        self.whose = ChoiceBar(self.tr("Institution of the computer"), choices)
        self.whose.set_value(choices[0][0])
        self.whose.chosen.connect(lambda _: self._refresh())
        refill(self._whose, [label(self.whose.accessibleName(), bold=True), self.whose])
        for field in (self.field, self.code, self.name):
            field.clear()
        self.below.set_value(None)
        self._refresh()
        self.field.setFocus()

    def _refresh(self) -> None:
        other = self.whose.value() == _OTHER
        self.other.setVisible(other)
        told = bool(self.code.text().strip() and self.name.text().strip() and self.below.value())
        self.make.setEnabled(not other or told)

    def _other(self) -> QWidget:
        """An institution that the hub does not know yet."""
        self.code = code_field(self.tr("Code of the institution"), "")
        self.name = Field(self.tr("Name of the institution"))
        belongs = [(_BELOW, self.tr("below ours: we see its records")), (_APART, self.tr("not below ours: each sees its own"))]
        self.below = ChoiceBar(self.tr("How it stands to ours"), belongs)
        for field in (self.code, self.name):
            field.textChanged.connect(lambda _: self._refresh())
        self.below.chosen.connect(lambda _: self._refresh())
        part = QWidget()
        part.setLayout(column(*(FormRow(one.accessibleName(), one, checked=False) for one in (self.code, self.name, self.below)), gap=t.S))
        return part

    def _make(self) -> None:
        self._model.invite(self.field.text(), self._house())

    def _house(self) -> House | None:
        houses = self._model.state.houses
        if self.whose.value() == _OTHER:
            return House(self.code.text().strip(), self.name.text().strip(), self.below.value() == _BELOW)
        return next((one for one in houses[1:] if one.code == self.whose.value()), None)


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
