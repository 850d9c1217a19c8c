"""Who may sign in here: the list, a new account, a new password, closing an account."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.accounts import AccountCard
from app.texts import chosen_language, load_texts
from ui import theme
from ui import tokens as t
from ui.models.rows import Column, RowsModel
from ui.pages.form_row import FormRow, code_field, password_field
from ui.pages.settings.model import ROLES, SettingsModel
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.data_table import DataTable
from ui.widgets.fields import EnterMoves, TextField
from ui.widgets.frames import Card, column, label, row, secondary

ROWS_SHOWN = 6


class AccountsCard(Card):
    """Only for whoever manages accounts."""

    def __init__(self, model: SettingsModel) -> None:
        super().__init__(self.tr("Accounts of this computer"))
        self._model = model
        self._rows: RowsModel[AccountCard] = RowsModel(self._columns(), lambda one: one.id)
        self.table: DataTable[AccountCard] = DataTable(self._rows, self.tr("Accounts"))
        self.table.setFixedHeight(theme.px(t.ROW) * ROWS_SHOWN)
        self.table.activated_row.connect(lambda one: model.pick(one.id))
        self.new = button(self.tr("Add an account"), lambda: model.add(True), icon="add")
        self.open = button(self.tr("New password or close …"), self._open, icon="edit")
        self._list_keys = QWidget()
        self._list_keys.setLayout(row(self.new, self.open, 0))
        self._new = self._new_part()
        self._chosen = self._chosen_part()
        for widget in (self.table, self._list_keys, self._new, self._chosen):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        EnterMoves(self, [*self.fields.values()], self.save)

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        self._rows.set_rows(model.cards)
        self.set_count(self.tr("{n} people").format(n=len(model.cards)))
        opened = model.adding is not None and self._new.isHidden()
        self._new.setVisible(model.adding is not None)
        card = next((one for one in model.cards if one.id == model.chosen_account), None)
        self._chosen.setVisible(card is not None)
        self._list_keys.setVisible(model.adding is None and card is None)
        if card is not None:
            self._who.setText(self.tr("{name}, signs in as {login}").format(name=card.person.name, login=card.login))
        if opened:
            for field in self.fields.values():
                field.clear()
            self.role.set_value(None)
            self.fields["name"].setFocus()

    def _columns(self) -> list[Column[AccountCard]]:
        words = load_texts(chosen_language())
        return [
            Column(self.tr("Name"), lambda one: one.person.name, bold=True, stretch=True),
            Column(self.tr("Signs in as"), lambda one: one.login),
            Column(self.tr("Works as"), lambda one: words.word("role", one.role)),
            Column(self.tr("Staff number"), lambda one: one.person.staff_no),
            Column(self.tr("State"), self._state, mark=lambda one: t.Mark.FAILED if one.disabled_at else t.Mark.OK),
        ]

    def _state(self, one: AccountCard) -> str:
        return self.tr("closed") if one.disabled_at else self.tr("open")

    def _open(self) -> None:
        one = self.table.selected()
        if one is not None and not one.disabled_at:
            self._model.pick(one.id)

    def _new_part(self) -> QWidget:
        part = QWidget()
        grid = QGridLayout()
        grid.setHorizontalSpacing(t.M)
        self.fields = {
            "name": TextField(self.tr("Name")),
            "login": TextField(self.tr("Signs in as")),
            "staff_no": code_field(self.tr("Staff number")),
            "licence_no": code_field(self.tr("Practice licence number")),
            "password": password_field(self.tr("First password")),
        }
        for place, (key, field) in enumerate(self.fields.items()):
            field.textEdited.connect(partial(self._typed, key))
            grid.addWidget(FormRow(field.accessibleName(), field, checked=False), place // 2, place % 2)
        words = load_texts(chosen_language())
        self.role = ChoiceBar(self.tr("Works as"), [(role, words.word("role", role)) for role in ROLES])
        self.role.chosen.connect(self._role_chosen)
        self.save = primary(self.tr("Make the account"), self._model.save_account)
        cancel = button(self.tr("Do not make it"), lambda: self._model.add(False))
        lines = column(gap=t.XS)
        lines.addLayout(grid)
        lines.addWidget(FormRow(self.tr("Works as"), self.role, self.tr("Decides what this person sees and may do.")))
        lines.addLayout(row(0, cancel, self.save))
        part.setLayout(lines)
        part.hide()
        return part

    def _typed(self, key: str, text: str) -> None:
        if self._model.adding is not None:
            self._model.adding.values[key] = text

    def _role_chosen(self, role: str) -> None:
        if self._model.adding is not None:
            self._model.adding.role = role

    def _chosen_part(self) -> QWidget:
        part = QWidget()
        self._who = label("", t.HEADING, bold=True, wrap=True)
        self.new_password = password_field(self.tr("New password"))
        reset = button(self.tr("Give the new password"), self._reset)
        close = button(self.tr("Close this account"), self._model.disable, kind="danger")
        back = button(self.tr("Back"), lambda: self._model.pick(""))
        line = row(self.new_password, reset)
        line.setStretch(0, 1)
        lines = column(self._who, gap=t.S)
        lines.addLayout(line)
        lines.addWidget(secondary(self.tr("A closed account cannot sign in; everything it wrote stays."), wrap=True))
        lines.addLayout(row(close, 0, back))
        part.setLayout(lines)
        part.hide()
        return part

    def _reset(self) -> None:
        self._model.reset_password(self.new_password.text())
        self.new_password.clear()
