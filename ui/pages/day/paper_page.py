"""补录: numbers that wait and emergencies to complete on the left, the form on the right; blank sheets are printed from here."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.emergency_sheets import stamp_words
from app.services.paper_sheets import KIND, MOST
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.models.rows import Column, RowsModel
from ui.pages.day.paper_form import SheetForm
from ui.pages.day.paper_model import PaperModel, Waiting, began
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.pages.wording import when
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import NumberField, TextField, labelled
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import filling, label, row, scrolled
from ui.widgets.list_card import ListCard

LIST_WIDE = 330
AT_FIRST = 10


class PaperPage(ModelPage[PaperModel]):
    """What is refused says why, and everything typed stays."""

    def __init__(self, model: PaperModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self.form = SheetForm(model)
        self._build(bridge, printers)
        self.follow(bridge)

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        rows = model.rows or ()
        self._list.show_rows(rows, self.tr("{n} waiting").format(n=len(rows)))
        if model.rows is None:
            self._list.empty.say(self.tr("Reading…"))
        else:
            self._list.empty.say(self.tr("No number is reserved"), self.tr("Print numbered sheets now, before the power is cut."))
        if model.chosen:
            self.table.select(model.chosen)
        self._give_up.setVisible(model.row is not None)
        self.form.refresh()
        self.notice.follow(model.error)

    def _reserve(self) -> None:
        words = self.count.text()
        self.model.reserve(int(words) if words.isdigit() else 0, self._show_pdf)

    def _show_pdf(self, numbers: list[str], pdf: bytes) -> None:
        self.printable.show_pdf(self.tr("Numbered sheets"), pdf, KIND, lambda: self.model.printed(numbers))

    def _dropped(self) -> None:
        self.model.give_up(self.reason.text())
        self.reason.clear()

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        self.count = NumberField(self.tr("How many sheets"), digits_only=True, width=60)
        self.count.setText(str(AT_FIRST))
        self.count.setToolTip(self.tr("{most} at most").format(most=MOST))
        self.reserve = button(self.tr("Reserve numbers and print"), self._reserve, icon="print")
        self._list = self._made_list()
        self._list.setFixedWidth(theme.px(LIST_WIDE))
        both = row(self._list, scrolled(self.form), gap=t.M)
        both.setStretch(1, 1)
        title = label(self.tr("Entered from paper"), t.NAME, bold=True)
        top = flowing(title, labelled(self.tr("Sheets"), self.count), self.reserve, gap=t.M)
        self.printable = Printable(self, filling(self.notice, top, both), bridge, printers)

    def _made_list(self) -> ListCard[Waiting]:
        self.rows: RowsModel[Waiting] = RowsModel(
            (
                Column(self.tr("Number"), self._what, mark=lambda one: t.Mark.DANGER if one.emergency else t.Mark.NONE, bold=True),
                Column(self.tr("Since"), self._since, stretch=True),
            ),
            key=lambda one: one.key,
        )
        name = self.tr("To be entered")
        made = ListCard(name, name, self.rows, EmptyState("edit", "", ""))
        self.table = made.table
        self.table.chosen_row.connect(lambda one: self.model.choose(one.key if one is not None else self.model.chosen))
        self.reason = TextField(self.tr("Why"), self.tr("Such as: torn, not needed"))
        self.drop = button(self.tr("Give up"), self._dropped)
        self._give_up = QWidget()
        self._give_up.setLayout(row(self.reason, self.drop))
        made.body.addWidget(self._give_up)
        return made

    def _what(self, one: Waiting) -> str:
        return self.tr("Emergency {time}").format(time=began(one.emergency)) if one.emergency else one.key

    def _since(self, one: Waiting) -> str:
        if one.emergency is not None:
            return stamp_words(one.emergency)
        assert one.sheet is not None
        return self.tr("reserved {time}").format(time=when(one.sheet.reserved_at, self.model.clock.now()))
