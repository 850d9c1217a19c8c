"""The forms of a resident that stand: read, print, correct, withdraw with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.domain.filled_form import FilledForm
from app.rules.forms.definition import Library
from app.rules.forms.entry_order import shipped_plan
from app.rules.forms.showing import FormView
from ui import tokens as t
from ui.models.rows import Column, RowsModel
from ui.widgets.buttons import button, primary
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField, labelled
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, beside, label, scrolled
from ui.widgets.list_card import ListCard


class FiledPanel(QWidget):
    """List on the left, the form in words on the right."""

    def __init__(
        self,
        library: Library,
        shown: Callable[[FilledForm], FormView],
        correct: Callable[[FilledForm], object],
        withdraw: Callable[[FilledForm, str], object],
        print_it: Callable[[FilledForm], object],
        enter: Callable[[FilledForm], object],
    ) -> None:
        super().__init__()
        self._library, self._shown, self._withdraw = library, shown, withdraw
        self._newest = ""
        rows: RowsModel[FilledForm] = RowsModel(
            (
                Column(self.tr("Day"), lambda one: one.day),
                Column(self.tr("Form"), self._title, stretch=True, bold=True),
                Column(self.tr("Next"), lambda one: one.one("next_on")),
            ),
            key=lambda one: one.id,
        )
        nothing = EmptyState("followup", self.tr("No form was filled yet"), self.tr("Choose the forms of this visit above."))
        self.list = ListCard(self.tr("Forms filled"), self.tr("Forms filled"), rows, nothing)
        self.list.table.chosen_row.connect(lambda _: self._choose())
        self.print = primary(self.tr("Print"), lambda: self._with(print_it), icon="print")
        self.correct = button(self.tr("Correct"), lambda: self._with(correct), icon="edit")
        self.enter = button(self.tr("Enter into the provincial system"), lambda: self._with(enter), icon="send")
        self.reason = TextField(self.tr("Why it is withdrawn"), self.tr("e.g. written for somebody else"))
        self.withdraw = button(self.tr("Withdraw"), self._ask_withdraw, kind="danger")
        self._build()

    def show_forms(self, forms: Sequence[FilledForm]) -> None:
        """The newest first."""
        self.list.show_rows(forms, self.tr("{n} forms").format(n=len(forms)) if forms else "")
        newest, before = (forms[0].id if forms else ""), self._newest
        self._newest = newest
        if newest and (newest != before or self.list.table.selected() is None):
            self.list.table.select(newest)
        self._choose()

    def _title(self, one: FilledForm) -> str:
        return self._library.form(one.form).title if one.form in self._library.forms else one.form

    def _with(self, act: Callable[[FilledForm], object]) -> None:
        one = self.list.table.selected()
        if one is not None:
            act(one)

    def _ask_withdraw(self) -> None:
        reason = self.reason.text()
        self._with(lambda one: self._withdraw(one, reason))
        if reason.strip():
            self.reason.clear()

    def _choose(self) -> None:
        one = self.list.table.selected()
        self._details.setVisible(one is not None)
        if one is None:
            return
        view = self._shown(one)
        self._title_said.setText(view.title)
        newer = "" if view.known else self.tr("Written by a newer program: to be read only.")
        lines = [f"{each.label} {each.words} {each.unit}".strip() for each in view.lines]
        self._lines.setText("\n".join([newer, *lines] if newer else lines))
        self.correct.setEnabled(view.known)
        self.enter.setEnabled(view.known and one.form in shipped_plan().forms)

    def _build(self) -> None:
        self._title_said = label("", t.NAME, bold=True, wrap=True)
        self._lines = label("", wrap=True)
        self._details = Card()
        self._details.body.addWidget(self._title_said)
        self._details.body.addWidget(flowing(self.print, self.correct, self.enter))
        self._details.body.addWidget(self._lines)
        self._details.body.addWidget(labelled(self.tr("Withdraw because"), self.reason))
        self._details.body.addWidget(flowing(self.withdraw))
        self.list.setMinimumWidth(320)
        whole = beside(self.list, scrolled(self._details, 0))
        whole.setStretch(0, 1)
        self.setLayout(whole)
