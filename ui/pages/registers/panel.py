"""Beside the list: whoever is chosen, what they were enrolled for, and the one act that fits: enrol, agree on a day, or end the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.dates import read_date
from app.domain.programme import WHOLE, Basis, Closing, Programme
from app.services.registers import Why
from app.texts import text
from ui import theme
from ui import tokens as t
from ui.keymap import Act
from ui.pages.form_row import FormRow
from ui.pages.registers.model import BASIS_OF, Chosen, RegistersModel
from ui.pages.registers.words import RegisterWords
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.confirm_strip import ConfirmStrip
from ui.widgets.fields import TextField
from ui.widgets.frames import Card, column, heading, label, row, scrolled, secondary

WIDE = 360


class RegisterPanel(QWidget):
    """`follow_up_asked(person)`, `resident_asked(person)`: the ways on."""

    follow_up_asked = Signal(str)
    resident_asked = Signal(str)

    def __init__(self, model: RegistersModel) -> None:
        super().__init__()
        self.model = model
        self._drawn: tuple[Chosen | None, frozenset[Programme]] | None = None
        self._build()

    def refresh(self) -> None:
        """Follow the model; what is being typed stays while the same one is in front."""
        one = self.model.chosen
        self.setVisible(one is not None)
        if one is None:
            self._drawn = None
            return
        words = RegisterWords(self.model.today)
        self._who.setText(one.name)
        self._told.setText(one.told)
        self._history.setText("\n".join(words.history(each) for each in self.model.history))
        self._history.setVisible(bool(self.model.history))
        drawn = one, self.model.open_programmes()
        if drawn != self._drawn:
            self._drawn = drawn
            self._begin(one, words)

    # begin: what is offered for somebody

    def _begin(self, one: Chosen, words: RegisterWords) -> None:
        self._why.setText("" if one.candidate is None else words.why(one.candidate))
        self._why.setVisible(one.candidate is not None)
        self.again.setVisible(one.candidate is not None and one.candidate.why in (Why.RECHECK, Why.GLUCOSE))
        for n, day in enumerate(self.model.recheck_days()):
            self.again_days.say(str(n), f"{day:%m-%d} {text(f'weekday.{day.isoweekday()}')}")
        self.again_days.set_value(None)
        self.ending.setVisible(one.case is not None)
        self.entering.setVisible(one.case is None)
        self.strip.close_strip()
        self.enrol.setVisible(one.case is None)
        self.end.setVisible(one.case is not None)
        self.note.clear()
        self.day.setText(self.model.today.isoformat())
        self._day_row.say()
        self.closing.set_value(Closing.DIED.value if one.case is not None and one.case.deceased else None)
        self._warn()
        self._offer(one)

    def _offer(self, one: Chosen) -> None:
        """The programme and the basis that the list told; nothing where nobody said why."""
        candidate = one.candidate
        self.programme.set_value(candidate.programme.value if candidate is not None else None)
        self._fill_bases(BASIS_OF.get(candidate.why) if candidate is not None else None)
        self._say_enrol()

    def _choose_programme(self, _key: str) -> None:
        self._fill_bases()
        self._say_enrol()

    def _fill_bases(self, basis: Basis | None = None) -> None:
        chosen = self.programme.value()
        offered = set(self.model.bases(Programme(chosen))) if chosen else set()
        for one, bar in self._bases.items():
            bar.setVisible(one.value == chosen)
            bar.set_value(basis.value if basis in offered and one.value == chosen and basis is not None else None)

    def _say_enrol(self) -> None:
        chosen = self.programme.value()
        there = chosen is not None and Programme(chosen) in self.model.open_programmes()
        self.enrol.setEnabled(chosen is not None and self._basis() is not None and not there)
        self._already.setVisible(there)

    def _basis(self) -> Basis | None:
        chosen = self.programme.value()
        value = self._bases[Programme(chosen)].value() if chosen else None
        return Basis(value) if value else None

    def _warn(self) -> None:
        value = self.closing.value()
        self._whole.setVisible(value in WHOLE)
        self._whole.setText(self._ends_all(value))
        self.end.setEnabled(value is not None)

    def _ends_all(self, value: str | None) -> str:
        if value == Closing.DIED.value:
            return self.tr("A death ends all programmes of this resident and is written into the record.")
        return self.tr("This ends all programmes of this resident.")

    # acts

    def _enrol(self) -> None:
        programme, basis, on = self.programme.value(), self._basis(), self._day()
        if programme is not None and basis is not None and on is not None:
            self.model.enrol(Programme(programme), basis, on, self.note.text())

    def _end(self) -> None:
        value, on, one = self.closing.value(), self._day(), self.model.chosen
        if value is None or on is None or one is None:
            return
        closing = Closing(value)
        if closing in WHOLE:
            said = self._question(closing).format(name=one.name, day=on, names=self._names())
            self.strip.ask(said, self.tr("End all"), lambda: self.model.close(closing, on, self.note.text()))
        else:
            self.model.close(closing, on, self.note.text())

    def _question(self, closing: Closing) -> str:
        if closing is Closing.DIED:
            return self.tr("{name} died on {day}: all programmes end, and it is written into the record.")
        if closing is Closing.MOVED:
            return self.tr("{name} moved away on {day}: all programmes end ({names}).")
        return self.tr("{name} is lost to follow-up since {day}: all programmes end ({names}).")

    def _names(self) -> str:
        words = RegisterWords(self.model.today)
        return "、".join(words.programme(one) for one in Programme if one in self.model.open_programmes())

    def _day(self) -> date | None:
        found = read_date(self.day.text())
        self._day_row.say("" if found is not None else self.tr("A day such as 2026-03-05"))
        return found

    # building

    def _build(self) -> None:
        card = Card()
        self._who, self._told = label("", t.NAME, bold=True), label("", wrap=True)
        self._history, self._why = secondary("", wrap=True), label("", wrap=True)
        self.day, self.note = TextField(self.tr("Day")), TextField(self.tr("Note"))
        self._day_row, note = FormRow(self.tr("Day"), self.day), FormRow(self.tr("Note"), self.note)
        self.strip = ConfirmStrip(Act.SAVE)
        follow_up = button(self.tr("Follow-up"), self._follow_up, act=Act.FOLLOW_UP, icon="followup")
        resident = button(self.tr("Open the record"), self._resident, icon="residents")
        for part in (self._who, self._told, self._history, self._why, self._made_again(), self._made_choices()):
            card.body.addWidget(part)
        card.body.addLayout(row(self._day_row, note, gap=t.M))
        for part in (self._already, self._whole, self.strip, self.enrol, self.end):
            card.body.addWidget(part)
        card.body.addLayout(row(follow_up, resident, 0))
        card.body.addStretch(1)
        self.setLayout(column(scrolled(card)))
        self.setFixedWidth(theme.px(WIDE))
        self.hide()

    def _made_again(self) -> QWidget:
        self.again = QWidget()
        self.again_days = ChoiceBar(self.tr("Measure again on"), [(str(n), "") for n in range(len(self.model.recheck_days()))])
        self.again_days.chosen.connect(lambda key: self.model.recheck(self.model.recheck_days()[int(key)]))
        self.again.setLayout(
            column(heading(self.tr("Measure again on")), self.again_days, secondary(self.tr("Noted as soon as a day is chosen")))
        )
        return self.again

    def _made_choices(self) -> QWidget:
        self.entering, self.ending = self._made_entering(), self._made_ending()
        both = QWidget()
        both.setLayout(column(self.entering, self.ending))
        return both

    def _made_entering(self) -> QWidget:
        words = RegisterWords(self.model.today)
        self.programme = ChoiceBar(self.tr("Enrol in"), [(one.value, words.programme(one)) for one in Programme])
        self.programme.chosen.connect(self._choose_programme)
        self._bases = {one: self._made_basis(self.model.bases(one), words) for one in Programme}
        self.enrol = button(self.tr("Enrol"), self._enrol, kind="primary")
        self._already = label(self.tr("Enrolled in this already"), ink="warn", wrap=True)
        whole = QWidget()
        whole.setLayout(column(heading(self.tr("Enrol in")), self.programme, label(self.tr("Because of")), *self._bases.values()))
        return whole

    def _made_basis(self, bases: Sequence[Basis], words: RegisterWords) -> ChoiceBar:
        made = ChoiceBar(self.tr("Because of"), [(one.value, words.basis(one)) for one in bases])
        made.chosen.connect(lambda _: self._say_enrol())
        return made

    def _made_ending(self) -> QWidget:
        words = RegisterWords(self.model.today)
        self.closing = ChoiceBar(self.tr("End the case because of"), [(one.value, words.closing(one)) for one in Closing])
        self.closing.chosen.connect(lambda _: self._warn())
        self._whole = label("", ink="danger", wrap=True)
        self.end = button(self.tr("End the case"), self._end, kind="danger")
        whole = QWidget()
        whole.setLayout(column(heading(self.tr("End the case because of")), self.closing))
        return whole

    def _follow_up(self) -> None:
        if self.model.chosen is not None:
            self.follow_up_asked.emit(self.model.chosen.person)

    def _resident(self) -> None:
        if self.model.chosen is not None:
            self.resident_asked.emit(self.model.chosen.person)
