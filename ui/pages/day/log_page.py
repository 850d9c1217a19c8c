"""门诊日志: the visits of a day or a period in the columns the rules ask for, on paper and as Excel."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from app.clock import instant, local
from app.services.clinic_log import KIND, LogRow
from app.texts import chosen_language, load_texts
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.day.log_model import LAST_MONTH, MONTH, TODAY, WEEK, YESTERDAY, LogModel
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.day_span import DaySpan
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import filling, label, secondary
from ui.widgets.list_card import ListCard


class LogPage(ModelPage[LogModel]):
    """`asked(person)`: a row is to be looked at."""

    asked = Signal(str)

    def __init__(self, model: LogModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self._build(bridge, printers)
        self.follow(bridge)

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        bare = model.found.undiagnosed if model.found is not None else 0
        count = self.tr("{n} visits").format(n=len(model.rows))
        if bare:
            count += " · " + self.tr("{n} without a diagnosis").format(n=bare)
        if model.found is not None and model.found.unreported:
            count += " · " + self.tr("{n} not yet reported").format(n=model.found.unreported)
        self._list.show_rows(model.rows, count)
        self._list.empty.say(self.tr("No visits in these days") if model.found is not None else self.tr("Reading…"))
        self.period.set_value(model.period or None)
        self.days.follow(model.since, model.until)
        for each in (self.print, self.excel):
            each.setEnabled(bool(model.rows) and not model.busy)
        self._choose()
        self.notice.follow(model.error)

    def _choose(self) -> None:
        """The row in full: nothing of it is lost by the width of a column."""
        one = self.table.selected()
        self._told.setVisible(one is not None)
        if one is not None:
            since = self.tr("ill since {day}").format(day=one.onset) if one.onset else ""
            parts = one.name, one.address, since, "、".join(one.symptoms), self._diagnosed(one), "、".join(one.done), one.doctor
            self._told.setText(" · ".join(part for part in parts if part))

    def _save(self) -> None:
        name = f"{self._title} {self.model.since} {self.model.until}.xlsx"
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save as Excel"), name, "*.xlsx")
        if path:
            self.model.export(Path(path))

    def _show_pdf(self, pdf: bytes) -> None:
        self.printable.show_pdf(self._title, pdf, KIND, lambda: self.model.printed(pdf))

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        self._title = self.tr("Log of visits")
        words = (self.tr("Today"), self.tr("Yesterday"), self.tr("7 days"), self.tr("This month"), self.tr("Last month"))
        self.period = ChoiceBar(self.tr("Days"), list(zip((TODAY, YESTERDAY, WEEK, MONTH, LAST_MONTH), words, strict=True)))
        self.period.chosen.connect(self.model.choose_period)
        self.days = DaySpan(self, (self.tr("From day"), self.tr("To day")))
        self.days.chosen.connect(self.model.choose_days)
        self.print = button(self.tr("Print"), lambda: self.model.print(self._show_pdf), act=Act.PRINT, icon="print")
        self.excel = button(self.tr("Excel"), self._save)
        self._told = secondary("", wrap=True)
        self._list = self._made_list()
        top = flowing(label(self._title, t.NAME, bold=True), self.print, self.excel, self.period, *self.days.parts, gap=t.M)
        self.printable = Printable(self, filling(self.notice, top, self._list), bridge, printers)

    def _made_list(self) -> ListCard[LogRow]:
        words = load_texts(chosen_language())
        self.rows: RowsModel[LogRow] = RowsModel(
            (
                Column(self.tr("Day"), lambda one: f"{local(instant(one.at)):%m-%d %H:%M}"),
                Column(self.tr("Name"), lambda one: one.name, bold=True),
                Column(self.tr("Sex"), lambda one: words.word("log_sex", one.sex)),
                Column(self.tr("Age"), lambda one: one.age_text),
                Column(self.tr("Occupation"), lambda one: one.occupation),
                Column(self.tr("Address"), lambda one: one.address),
                Column(self.tr("First or repeat"), self._again),
                Column(self.tr("Diagnosis"), self._diagnosed, mark=self._diagnosis_mark),
                Column(self.tr("Done"), self._done, stretch=True),
                Column(self.tr("Doctor"), lambda one: one.doctor),
            ),
            key=lambda one: one.visit,
        )
        made = ListCard(self.tr("Visits"), self._title, self.rows, EmptyState("doctor", "", ""))
        self.table = made.table
        self.table.activated_row.connect(lambda one: self.asked.emit(one.person))
        self.table.chosen_row.connect(lambda _: self._choose())
        made.body.addWidget(self._told)
        return made

    def _again(self, one: LogRow) -> str:
        word = "" if one.again is None else self.tr("repeat") if one.again else self.tr("first")
        return " ".join(part for part in (word, self.tr("entered from paper") if one.paper else "") if part)

    def _diagnosed(self, one: LogRow) -> str:
        if not one.diagnoses:
            return self.tr("none")
        told = {None: "", True: self.tr("reported"), False: self.tr("not reported")}[one.reported]
        return " · ".join(part for part in ("、".join(one.diagnoses), told) if part)

    def _diagnosis_mark(self, one: LogRow) -> t.Mark:
        return t.Mark.NONE if one.diagnoses and one.reported is not False else t.Mark.ATTENTION

    def _done(self, one: LogRow) -> str:
        return "、".join(one.done) or (self.tr("medicine fetched") if one.absent else "")
