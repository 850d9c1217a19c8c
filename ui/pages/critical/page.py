"""危急值: the list with its clocks on the left, on the right who is to be told and what was done."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from app.services.critical_log import KIND, value_words
from app.services.critical_values import CriticalRow
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.critical.form import CriticalForm
from ui.pages.critical.model import CriticalModel
from ui.pages.critical.words import CriticalWords
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import filling, label, row, scrolled
from ui.widgets.list_card import ListCard

LIST_WIDE = 455
MINUTE_MS = 30_000
OPEN, ALL = "open", "all"


class CriticalPage(ModelPage[CriticalModel]):
    """Nothing here is modal; what nobody was told stays on top."""

    def __init__(self, model: CriticalModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self.words = CriticalWords()
        self.form = CriticalForm(model, self.words)
        self._build(bridge, printers)
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._minute.timeout.connect(self.refresh)
        self.follow(bridge)

    def shown(self) -> None:
        """In front: keep it true."""
        super().shown()
        self._minute.start()
        self.table.setFocus()

    def hidden(self) -> None:
        """Nobody looks at its clocks."""
        self._minute.stop()

    def refresh(self) -> None:
        """Follow the model and the clock."""
        model = self.model
        rows = model.rows or ()
        count = self.tr("{n} in all, nobody told of {untold}").format(n=len(rows), untold=model.untold) if rows else ""
        self._list.show_rows(rows, count)
        self.table.viewport().update()
        if model.rows is None:
            self._list.empty.say(self.tr("Reading…"))
        else:
            self._list.empty.say(self.tr("No critical value waits"), self.tr("New ones appear here by themselves."))
        if model.chosen:
            self.table.select(model.chosen)
        self.which.set_value(ALL if model.all_of_month else OPEN)
        self.form.show_row(model.row, model.clock.now())
        self.notice.follow(model.error)

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        title = self.tr("Critical values")
        self.which = ChoiceBar(title, ((OPEN, self.tr("To see to")), (ALL, self.tr("All of 31 days"))))
        self.which.chosen.connect(lambda key: self.model.show_all(key == ALL))
        self.print = button(self.tr("Print the log"), lambda: self.model.print(self._show_pdf), act=Act.PRINT, icon="print")
        self._list = self._made_list(title)
        self._list.setFixedWidth(theme.px(LIST_WIDE))
        both = row(self._list, scrolled(self.form), gap=t.M)
        both.setStretch(1, 1)
        top = flowing(label(title, t.NAME, bold=True), self.which, self.print, gap=t.M)
        self.printable = Printable(self, filling(self.notice, top, both), bridge, printers)

    def _show_pdf(self, pdf: bytes) -> None:
        self.printable.show_pdf(self.tr("Log of critical values"), pdf, KIND, lambda: self.model.printed(pdf))

    def _made_list(self, title: str) -> ListCard[CriticalRow]:
        now = self.model.clock.now
        self.rows: RowsModel[CriticalRow] = RowsModel(
            (
                Column(self.tr("What is asked"), lambda one: self.words.state(one, now()), mark=lambda one: self.words.mark(one, now())),
                Column(self.tr("Name"), lambda one: one.name, bold=True),
                Column(self.tr("Value"), lambda one: value_words(one.measurement), stretch=True),
            ),
            key=lambda one: one.key,
        )
        made = ListCard(self.tr("Who is to be told"), title, self.rows, EmptyState("check", "", ""))
        self.table = made.table
        self.table.chosen_row.connect(lambda one: self.model.choose(one.key if one is not None else self.model.chosen))
        return made
