"""续方名单: who runs out of long-term medicines, by day and village; a double click leads to the renewal, the list can be printed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.refill_list import KIND, DueRow
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.pages.refills.model import Days, RefillsModel
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import filling, label, row
from ui.widgets.list_card import ListCard
from ui.widgets.village_choice import VillageChoice

SOON_DAYS = 3


class RefillsPage(ModelPage[RefillsModel]):
    """`asked(person, sheet)`: somebody is to be renewed, or for whom may not prescribe, looked at."""

    asked = Signal(str, str)

    def __init__(self, model: RefillsModel, bridge: Bridge, printers: PrinterMemory, renews: bool = True) -> None:
        super().__init__(model)
        self._build(bridge, printers, renews)
        self.follow(bridge)

    def shown(self) -> None:
        """In front: keep it true."""
        super().shown()
        self.table.setFocus()

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        self._list.show_rows(model.rows, self.tr("{n} residents").format(n=len(model.rows)))
        self._say_none()
        self.days.set_value(model.days)
        self.village.show_villages(model.found.villages if model.found is not None else (), model.village)
        self.print.setEnabled(bool(model.rows))
        self._choose()
        self.notice.follow(model.error)

    def _say_none(self) -> None:
        if self.model.found is None:
            self._list.empty.say(self.tr("Reading…"), self.tr("For the first time this takes a moment."))
        else:
            self._list.empty.say(self.tr("Nobody runs out within these days"), self.tr("Choose more days, or all villages."))

    def _choose(self) -> None:
        """The row in full: a drug's name is never cut off."""
        one = self.table.selected()
        self.renew.setEnabled(one is not None)
        self._details.setText("" if one is None else self._told(one))
        self._details.setVisible(one is not None)

    def _ask(self, one: DueRow | None) -> None:
        if one is not None:
            self.asked.emit(one.person, one.first.prescription)

    def _show_pdf(self, pdf: bytes) -> None:
        self.printable.show_pdf(self.tr("Refill list"), pdf, KIND, lambda: self.model.printed(pdf))

    # how a row reads

    def _left(self, one: DueRow) -> str:
        left = one.first.days_left
        return self.tr("{n} days left").format(n=left) if left > 0 else self.tr("out for {n} days").format(n=1 - left)

    def _mark(self, one: DueRow) -> t.Mark:
        left = one.first.days_left
        return t.Mark.DANGER if left <= 0 else t.Mark.ATTENTION if left <= SOON_DAYS else t.Mark.NONE

    def _told(self, one: DueRow) -> str:
        drugs = "、".join(f"{drug.name} {drug.last_day:%m-%d}" for drug in one.supplies)
        return self.tr("{name}: {drugs} · last sheet {number}").format(name=one.name, drugs=drugs, number=one.first.number)

    def _seen(self, one: DueRow) -> str:
        return self.tr("never") if one.last_seen is None else one.last_seen.isoformat()

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory, renews: bool) -> None:
        words = self.tr("Renew") if renews else self.tr("Open the record")
        self.renew = primary(words, lambda: self._ask(self.table.selected()), icon="prescription" if renews else "residents")
        self.print = button(self.tr("Print the list"), lambda: self.model.print(self._show_pdf), act=Act.PRINT, icon="print")
        self._details = label("", ink="secondary", wrap=True)
        self._list = self._made_list()
        top = row(label(self.tr("Refill list"), t.NAME, bold=True), 0, self.print)
        self.printable = Printable(self, filling(self.notice, top, self._filters(), self._list, gap=t.M), bridge, printers)

    def _filters(self) -> QWidget:
        choices = (
            (Days.GONE.value, self.tr("Ran out")),
            (Days.WEEK.value, self.tr("7 days")),
            (Days.FORTNIGHT.value, self.tr("14 days")),
            (Days.MONTH.value, self.tr("28 days")),
        )
        self.days = ChoiceBar(self.tr("Used up within"), choices)
        self.days.chosen.connect(self.model.choose_days)
        self.village = VillageChoice()
        self.village.picked.connect(self.model.choose_village)
        return flowing(self.days, self.village, gap=t.M)

    def _made_list(self) -> ListCard[DueRow]:
        self.rows: RowsModel[DueRow] = RowsModel(
            (
                Column(self.tr("Used up on"), lambda one: one.first.last_day.isoformat()),
                Column(self.tr("Left"), self._left, mark=self._mark),
                Column(self.tr("Name"), lambda one: one.name, bold=True),
                Column(self.tr("Age"), lambda one: one.age_text),
                Column(self.tr("Village"), lambda one: one.village),
                Column(self.tr("Phone"), lambda one: one.phone or self.tr("none")),
                Column(self.tr("Medicines"), lambda one: "、".join(drug.name for drug in one.supplies), stretch=True),
                Column(self.tr("Last seen"), self._seen),
            ),
            key=lambda one: one.person,
        )
        made = ListCard(self.tr("Who runs out"), self.tr("Refill list"), self.rows, EmptyState("today", "", ""))
        self.table = made.table
        self.table.activated_row.connect(self._ask)
        self.table.chosen_row.connect(lambda _: self._choose())
        made.body.addWidget(self._details)
        made.body.addLayout(row(self.renew, 0))
        return made
