"""季末查漏: everybody who still lacks a follow-up, an examination or a value, by village, on paper and as Excel; a click leads to the follow-up."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.rules.public_health.shortfall import Lacking
from app.services.shortfalls import ShortList, ShortRow, Until, lack_text
from app.services.table_file import one_sheet
from app.texts import text
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.pages.shortfall.model import ShortfallModel
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import filling, label, row, secondary
from ui.widgets.list_card import ListCard
from ui.widgets.village_choice import VillageChoice

KIND = "shortfall_list"
"""As printers and audit trail call it."""


class ShortfallPage(ModelPage[ShortfallModel]):
    """`follow_up_asked(person)`, `resident_asked(person)`: the ways on."""

    follow_up_asked = Signal(str)
    resident_asked = Signal(str)

    def __init__(self, model: ShortfallModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self._build(bridge, printers)
        self.follow(bridge)

    def shown(self) -> None:
        """In front: keep it true."""
        super().shown()
        self.table.setFocus()

    def refresh(self) -> None:
        """Follow the model."""
        model, shown = self.model, self.model.shown
        rows = shown.rows if shown is not None else ()
        self._list.show_rows(rows, self.tr("{n} people").format(n=len(rows)))
        self._say_none()
        self._summary.setText("" if shown is None else self._told(shown))
        self.until.set_value(model.until)
        self.what.set_value("" if model.what is None else model.what)
        counts = model.counts()
        for one in Lacking:
            self.what.say(one, f"{text(f'shortfall_kind.{one.value}')} {counts.get(one, 0)}")
        self.village.show_villages(model.found.villages if model.found is not None else (), model.village)
        for part in (self.print, self.excel, self.follow_up, self.resident):
            part.setEnabled(bool(rows))
        self.notice.follow(model.error, self.tr("Saved as {file}").format(file=model.saved) if model.saved else "")

    def _say_none(self) -> None:
        if self.model.found is None:
            self._list.empty.say(self.tr("Counting …"), self.tr("For the first time this takes a moment."))
        else:
            self._list.empty.say(self.tr("Nobody lacks anything here"), self.tr("Choose all villages, another day, or something else."))

    def _told(self, shown: ShortList) -> str:
        said = self.tr("Due by {day}").format(day=shown.until.isoformat())
        closed = self.tr("{n} more are closed cases and are not listed").format(n=shown.closed)
        return f"{said} · {closed}" if shown.closed else said

    # file and paper

    def tables(self) -> list[tuple[str, list[list[str]]]]:
        """A table for each village, as it is in front."""
        shown = self.model.shown
        head = [self.tr("Name"), self.tr("Age"), self.tr("Phone"), self.tr("Still lacking")]
        rows = shown.rows if shown is not None else ()
        return [
            (village or self.tr("No village"), [head, *([one.name, one.age_text, one.phone, self._lacks(one)] for one in found)])
            for village, found in groupby(rows, key=lambda one: one.village)
        ]

    def _lacks(self, one: ShortRow) -> str:
        return "；".join(map(lack_text, one.lacks))

    def _save(self) -> None:
        found, _ = QFileDialog.getSaveFileName(self, self.tr("Save as Excel"), f"{self._paper_title()}.xlsx", "*.xlsx")
        if found:
            self.model.save(Path(found), one_sheet([self._summary.text()], self.tables(), []))

    def _print(self) -> None:
        self.model.print(self._paper_title(), self.tables(), [self._summary.text()], self._show_pdf)

    def _paper_title(self) -> str:
        shown = self.model.shown
        return f"{self._title} {shown.until.isoformat() if shown is not None else ''}".rstrip()

    def _show_pdf(self, pdf: bytes) -> None:
        self.printable.show_pdf(self._title, pdf, KIND, lambda: self.model.paper.printed(pdf))

    def _ask(self, one: ShortRow | None) -> None:
        if one is not None:
            self.follow_up_asked.emit(one.person)

    def _look(self) -> None:
        one = self.table.selected()
        if one is not None:
            self.resident_asked.emit(one.person)

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        self._title = self.tr("Quarter-end check")
        self.print = button(self.tr("Print the list"), self._print, act=Act.PRINT, icon="print")
        self.excel = button(self.tr("Excel"), self._save)
        self._summary = secondary("")
        words = {
            Until.TODAY: self.tr("Until today"),
            Until.QUARTER: self.tr("Until the quarter's end"),
            Until.YEAR: self.tr("Until the year's end"),
        }
        self.until = ChoiceBar(self.tr("By when"), [(one.value, word) for one, word in words.items()])
        self.until.chosen.connect(self.model.choose_until)
        self.what = ChoiceBar(self.tr("What is lacking"), [("", self.tr("Anything")), *((one.value, "") for one in Lacking)])
        self.what.chosen.connect(self.model.choose_what)
        self.village = VillageChoice()
        self.village.picked.connect(self.model.choose_village)
        self._list = self._made_list()
        top = flowing(label(self._title, t.NAME, bold=True), self._summary, self.until, self.print, self.excel)
        self.printable = Printable(self, filling(self.notice, top, flowing(self.what, self.village, gap=t.M), self._list), bridge, printers)

    def _made_list(self) -> ListCard[ShortRow]:
        rows: RowsModel[ShortRow] = RowsModel(
            (
                Column(self.tr("Village"), lambda one: one.village),
                Column(self.tr("Name"), lambda one: one.name, bold=True),
                Column(self.tr("Age"), lambda one: one.age_text),
                Column(self.tr("Phone"), lambda one: one.phone or self.tr("none")),
                Column(self.tr("Managed for"), lambda one: "、".join(text(f"programme_short.{each.value}") for each in one.programmes)),
                Column(self.tr("Still lacking"), self._lacks, stretch=True),
            ),
            key=lambda one: one.person,
        )
        made = ListCard(self.tr("Who still lacks what"), self._title, rows, EmptyState("followup", "", ""))
        self.table = made.table
        self.table.activated_row.connect(self._ask)
        self.follow_up = primary(self.tr("Follow-up"), lambda: self._ask(self.table.selected()), act=Act.FOLLOW_UP, icon="followup")
        self.resident = button(self.tr("Open the record"), self._look, icon="residents")
        foot = QWidget()
        foot.setLayout(row(self.follow_up, self.resident, 0))
        made.body.addWidget(foot)
        return made
