"""家庭医生签约: who has an agreement and which run out, beside them the one in front or the one that is being signed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.contract import Contract
from app.domain.person import ResidentRow
from app.rules.contracts import State, packages
from app.services.contract_paper import KIND
from app.services.contracts import ContractRow
from app.texts import text
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.models.rows import Column, RowsModel
from ui.pages.contract.model import GROUPS, ContractModel
from ui.pages.contract.panels import HeldPanel, SigningPanel
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import filling, label, row
from ui.widgets.list_card import ListCard
from ui.widgets.suggest_box import SuggestBox, Suggestion

FIND_WIDE, PANEL_WIDE = 240, 440
_MARKS = {State.DUE: t.Mark.ATTENTION, State.OVER: t.Mark.ATTENTION, State.RUNNING: t.Mark.OK, State.RENEWED: t.Mark.OK}


class ContractPage(ModelPage[ContractModel]):
    """`resident_asked(person)`: the records behind it."""

    resident_asked = Signal(str)

    def __init__(self, model: ContractModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self._found: dict[str, ResidentRow] = {}
        self._build(bridge, printers)
        self.follow(bridge)

    def shown(self) -> None:
        """In front: keep it true."""
        super().shown()
        self.who.setFocus()

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        self._list.show_rows(model.rows, self.tr("{n} agreements").format(n=len(model.rows)))
        words = {"": self.tr("All"), "due": self.tr("Due to renew"), "running": self.tr("Running"), "past": self.tr("Over")}
        for key, word in words.items():
            self.groups.say(key, f"{word} {model.count(key)}")
        self.groups.set_value(model.group)
        if model.chosen and self.table.selected() is None:
            self.table.select(model.chosen)
        if not model.read:
            self._list.empty.say(self.tr("Reading…"), "")
        else:
            self._list.empty.say(self.tr("No agreement here"), self.tr("Find a resident above to sign with them, or choose another group."))
        self.held.refresh()
        self.signing.refresh()
        self.notice.follow(model.error)

    def _state(self, one: ContractRow) -> str:
        said = text(f"contract_state.{one.state.value}")
        return self.tr("{state}, twice").format(state=said) if one.twice else said

    def _left(self, one: ContractRow) -> str:
        if one.state is State.ENDED:
            return ""
        if one.days_left > 0:
            return text("contract_line.days_left", {"n": one.days_left})
        return text("contract_line.last_day") if not one.days_left else text("contract_line.over", {"n": -one.days_left})

    def _search(self, words: str) -> Sequence[Suggestion]:
        found = self.model.search(words)
        self._found = {one.id: one for one in found}
        return [
            Suggestion(
                one.id,
                one.name,
                " ".join(part for part in (one.age_text, one.village, one.group, one.phone_tail) if part),
                careful=one.ambiguous,
            )
            for one in found
        ]

    def _take(self, key: str) -> None:
        one = self._found.get(key)
        if one is not None:
            self.who.clear()
            self.model.begin(one.id, one.name)

    def _choose(self, one: ContractRow | None) -> None:
        if one is not None:
            self.model.choose(one)

    def _show_pdf(self, title: str, pdf: bytes, contract: Contract) -> None:
        self.printable.show_pdf(title, pdf, KIND, lambda: self.model.printed(contract, pdf))

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        self._list = self._made_list()
        self.held, self.signing = HeldPanel(self.model, self._show_pdf), SigningPanel(self.model)
        self.held.records_asked.connect(self.resident_asked)
        for panel in (self.held, self.signing):
            panel.setFixedWidth(theme.px(PANEL_WIDE))
        both = row(self._list, self.held, self.signing, gap=t.M)
        both.setStretch(0, 1)
        self.printable = Printable(self, filling(self.notice, self._head(), both), bridge, printers)

    def _head(self) -> QWidget:
        nobody, alike = self.tr("Nobody is called {words}"), self.tr("Look at village and age")
        self.who = SuggestBox(self.tr("Sign with"), self.tr("Sign with: name, pinyin, phone"), self._search, nobody, alike)
        self.who.taken.connect(self._take)
        self.find_box = TextField(self.tr("Filter"), self.tr("Filter: name, village, team"))
        self.find_box.textEdited.connect(self.model.find)
        for field in (self.who, self.find_box):
            field.setMinimumWidth(theme.px(FIND_WIDE))
        self.groups = ChoiceBar(self.tr("Group"), [("", ""), *((key, "") for key in GROUPS)])
        self.groups.chosen.connect(self.model.choose_group)
        return flowing(label(self.tr("Family doctor"), t.NAME, bold=True), self.who, self.groups, self.find_box, gap=t.M)

    def _made_list(self) -> ListCard[ContractRow]:
        self.rows: RowsModel[ContractRow] = RowsModel(
            (
                Column(self.tr("State"), self._state, mark=lambda one: _MARKS.get(one.state, t.Mark.NONE)),
                Column(self.tr("Name"), lambda one: one.name, bold=True),
                Column(self.tr("Age"), lambda one: one.age_text),
                Column(self.tr("Village"), lambda one: one.village),
                Column(
                    self.tr("Packages"),
                    lambda one: "、".join(packages()[code].name if code in packages() else code for code in one.packages),
                    stretch=True,
                ),
                Column(self.tr("Last day"), lambda one: one.last_on.isoformat()),
                Column(self.tr("Left"), self._left),
                Column(self.tr("Phone"), lambda one: one.phone or self.tr("none")),
            ),
            key=lambda one: one.contract,
        )
        made = ListCard(self.tr("Agreements"), self.tr("Agreements"), self.rows, EmptyState("residents", "", ""))
        self.table = made.table
        self.table.chosen_row.connect(self._choose)
        return made
