"""What of the trail is wanted: days, account, resident, action, kind of record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from app.domain.dates import read_date
from ui import theme
from ui.pages.audit.model import PERIODS, AuditModel
from ui.pages.audit.words import choices
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import NumberField, labelled
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, label
from ui.widgets.suggest_box import SuggestBox, Suggestion

EVERYBODY = "*"
"""The accounts' own '' means the program."""


class Filters(Card):
    """Every change reads anew; nothing need be confirmed."""

    def __init__(self, model: AuditModel) -> None:
        super().__init__()
        self._model = model
        self._known: tuple[tuple[str, str], ...] = ()
        periods = {"today": self.tr("Today"), "week": self.tr("7 days"), "month": self.tr("30 days"), "all": self.tr("All")}
        self.period = ChoiceBar(self.tr("Days"), [(key, periods[key]) for key in PERIODS])
        self.first, self.last = self._day(self.tr("From day")), self._day(self.tr("To day"))
        self.account = self._combo(self.tr("Who"), [(EVERYBODY, self.tr("Everybody"))], self._chose_account)
        anything = [("", self.tr("Everything"))]
        self.action = self._combo(self.tr("Did what"), [*anything, *choices("audit_action")], model.choose_action)
        self.kind = self._combo(self.tr("To what"), [*anything, *choices("audit_type")], model.choose_type)
        nothing, choose = self.tr("Nobody is called “{words}”."), self.tr("Several look alike: choose with the arrow keys.")
        self.resident = SuggestBox(self.tr("Resident"), self.tr("Name, initials, phone"), self._found, nothing, choose)
        self.resident.setFixedWidth(theme.px(200))
        self.chosen = button("", partial(model.choose_resident, ""), icon="close")
        self._said = label("", ink="danger", wrap=True)
        self._build()
        self.period.chosen.connect(model.choose_period)
        self.resident.taken.connect(self._took)

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        self.period.set_value(model.period or None)
        for field, day in ((self.first, model.wanted.first), (self.last, model.wanted.last)):
            if not field.hasFocus():
                field.setText(day.isoformat() if day else "")
                field.set_state("")
        if model.accounts != self._known:
            self._known = model.accounts
            self._fill_accounts(model.accounts)
        self.resident.setVisible(not model.wanted.person)
        self.chosen.setVisible(bool(model.wanted.person))
        self.chosen.setText(model.resident)
        self.chosen.setAccessibleName(self.tr("Only {name}; press for everybody").format(name=model.resident))

    def _fill_accounts(self, accounts: Sequence[tuple[str, str]]) -> None:
        kept = self.account.currentData()
        self.account.clear()
        for key, name in ((EVERYBODY, self.tr("Everybody")), *accounts, ("", self.tr("the program"))):
            self.account.addItem(name, key)
        self.account.setCurrentIndex(max(0, self.account.findData(kept)))

    def _chose_account(self, key: str) -> None:
        self._model.choose_account(None if key == EVERYBODY else key)

    def _found(self, words: str) -> list[Suggestion]:
        return [
            Suggestion(one.id, one.name, " · ".join(part for part in (one.age_text, one.village + one.group, one.id_masked) if part))
            for one in self._model.find(words)
        ]

    def _took(self, person: str) -> None:
        name = next((one.title for one in self.resident.rows() if one.key == person), "")
        self._model.choose_resident(person, name)

    def _days(self) -> None:
        """Read both fields; what is no date is asked for again and changes nothing."""
        read = {field: read_date(field.text()) for field in (self.first, self.last)}
        wrong = [field for field, day in read.items() if day is None and field.text().strip()]
        for field in read:
            field.set_state("danger" if field in wrong else "")
        self._said.setText(self.tr("A day is written 2026-03-05.") if wrong else "")
        self._said.setVisible(bool(wrong))
        if not wrong:
            self._model.choose_days(read[self.first], read[self.last])

    # building

    def _day(self, name: str) -> NumberField:
        field = NumberField(name, "2026-03-05", width=124)
        field.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        field.editingFinished.connect(self._days)
        return field

    def _combo(self, name: str, given: Sequence[tuple[str, str]], choose: object) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        for key, words in given:
            made.addItem(words, key)
        made.setMaxVisibleItems(20)
        made.activated.connect(lambda number: choose(made.itemData(number)))  # type: ignore[operator]
        return made

    def _whose(self) -> QWidget:
        """The field, or who was chosen in it, beside its name in either case."""
        whole = labelled(self.tr("Resident"), self.resident)
        layout = whole.layout()
        assert layout is not None
        layout.addWidget(self.chosen)
        return whole

    def _build(self) -> None:
        line = QWidget()
        flow = FlowLayout(line)
        for words, field in (
            ("", self.period),
            (self.tr("from"), self.first),
            (self.tr("to"), self.last),
            (self.tr("Who"), self.account),
            (self.tr("Did what"), self.action),
            (self.tr("To what"), self.kind),
            ("", self._whose()),
        ):
            flow.addWidget(labelled(words, field) if words else field)
        self.body.addWidget(line)
        self.body.addWidget(self._said)
        self._said.hide()
