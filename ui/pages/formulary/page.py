"""The institution's drug list: find box and views, the table, one product in full; or a file that is about to be taken in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.clock import local_day
from app.services.drug_search import ProductRow
from app.services.formulary import VIEWS
from ui import icons, theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.models.rows import Column, RowsModel
from ui.pages.formulary.details_panel import DetailsPanel
from ui.pages.formulary.import_panel import ImportPanel
from ui.pages.formulary.model import UNDER_WAY, FormularyModel
from ui.pages.formulary.words import FormularyWords
from ui.pages.model_page import ModelPage
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.frames import column, label, row
from ui.widgets.list_card import ListCard

LISTS = "*.csv *.xlsx *.txt"


class FormularyPage(ModelPage[FormularyModel]):
    """Who may only read sees the same list without keys."""

    def __init__(self, model: FormularyModel, bridge: Bridge) -> None:
        super().__init__(model)
        self.words = FormularyWords()
        self.find_box = TextField(self.tr("Find a drug"), self.tr("Pinyin initials, name or former name"))
        self.find_box.addAction(icons.icon("search", theme.px(16), t.SECONDARY), TextField.ActionPosition.LeadingPosition)
        self.find_box.textChanged.connect(model.look_for)
        self.views = ChoiceBar(self.tr("Show"), [(key, self.words.views()[key]) for key in VIEWS])
        self.views.chosen.connect(model.choose_view)
        self.bring = button(self.tr("Take a list in …"), self._bring, icon="add")
        self.details = DetailsPanel(model, self.words)
        self.importing = ImportPanel(model, self.words, self._target)
        self._build()
        self.bring.setVisible(model.keeps)  # not before it has a parent: it would be a window for a moment
        self.follow(bridge)

    def shown(self) -> None:
        """Read anew: stock and days have moved on."""
        super().shown()
        if self.model.plan is None:
            self.find_box.setFocus()

    def refresh(self) -> None:
        """Follow the model."""
        model, found = self.model, self.model.found
        self._tell()
        self.stack.setCurrentWidget(self._list if model.plan is None else self.importing)
        self.importing.refresh()
        self.views.set_value(model.view)
        self._card.show_rows(found.rows, self.words.counts(found))
        self.bring.setEnabled(not model.busy)
        self.details.refresh()

    def _tell(self) -> None:
        model = self.model
        what, said = model.told
        tells = what and (model.busy or what not in UNDER_WAY)
        self.notice.follow(model.error, self.words.told(what, said) if tells else "", t.Mark.WAITING if model.busy else t.Mark.OK)

    def _chose(self, chosen: ProductRow | None) -> None:
        if chosen is not None:
            self.model.choose(chosen.drug)

    def _bring(self) -> None:
        found, _ = QFileDialog.getOpenFileName(self, self.tr("Drug and stock list"), "", LISTS)
        if found:
            self.model.look_at(Path(found))

    def _target(self, proposed: str) -> str:
        found, _ = QFileDialog.getSaveFileName(self, self.tr("Save the rows in error"), proposed, "*.xlsx")
        return found

    # building

    def _build(self) -> None:
        words, clock = self.words, self.model.clock
        self.rows: RowsModel[ProductRow] = RowsModel(
            (
                Column(self.tr("Product"), lambda one: one.name, bold=True, stretch=True),
                Column(self.tr("Strength and pack"), words.box),
                Column(self.tr("Stock"), words.stock, mark=words.stock_mark),
                Column(self.tr("Until"), words.expiry, mark=lambda one: words.expiry_mark(one, local_day(clock.now()))),
                Column(self.tr("Class"), lambda one: one.insurance),
                Column(self.tr("Price ¥"), words.price, right=True),
                Column(self.tr("State"), lambda one: words.state(one)[0], mark=lambda one: words.state(one)[1]),
            ),
            key=lambda one: one.drug,
        )
        advice = self.tr("Look at all of them, or take a list in.") if self.model.keeps else self.tr("Look at all of them.")
        empty = EmptyState("search", self.tr("No drug like this"), advice)
        self._card = ListCard(self.tr("Drug list"), self.tr("Drug list"), self.rows, empty)
        self.table = self._card.table
        self.table.chosen_row.connect(self._chose)
        self._list = QWidget()
        head = row(label(self.tr("Drugs"), t.NAME, bold=True), self.find_box, self.bring)
        head.setStretch(1, 1)
        inner = column(gap=t.M)
        inner.addLayout(head)
        inner.addWidget(self.views)
        inner.addWidget(self._card, 1)
        inner.addWidget(self.details)
        self._list.setLayout(inner)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._list)
        self.stack.addWidget(self.importing)
        whole = column(self.notice, gap=t.M)
        whole.addWidget(self.stack, 1)
        whole.setContentsMargins(t.L, t.M, t.L, t.M)
        self.setLayout(whole)
