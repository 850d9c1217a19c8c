"""导出表单: the forms that were filled in a period, each kind as an Excel file of its own in a folder of one's choice."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.form_export import Filled
from app.texts import Message
from ui.bridge import Bridge
from ui.models.rows import Column, RowsModel
from ui.pages.cockpit.forms_model import FormsModel
from ui.pages.model_page import ModelPage
from ui.pages.span_choice import span_choice
from ui.widgets.buttons import button, primary
from ui.widgets.day_span import DaySpan
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import below, secondary
from ui.widgets.list_card import ListCard


class FormsPage(ModelPage[FormsModel]):
    """Nothing is changed here; files leave the program, so it is for who may read and fill the forms anyway."""

    def __init__(self, model: FormsModel, bridge: Bridge) -> None:
        super().__init__(model)
        self.setLayout(below(self.notice, self._head(), self._hint(), self._made_list()))
        self.follow(bridge)

    def refresh(self) -> None:
        """Follow the model."""
        model, rows = self.model, self.model.rows
        self.choice.set_value(model.span)
        self.days.follow(model.first, model.last)
        count = sum(one.count for one in rows or ())
        self._list.show_rows(rows or (), self.tr("{n} forms").format(n=count) if count else "")
        if rows is None and model.error is None:
            self._list.empty.say(self.tr("Counting …"))
        else:
            self._list.empty.say(self.tr("No forms were filled in these days"), self.tr("Choose other days above."))
        self._follow_choice()
        self.notice.follow(model.error, self._done())

    def _follow_choice(self, _: object = None) -> None:
        ready = bool(self.model.rows) and not self.model.busy and not self.days.wrong
        self.all.setEnabled(ready)
        self.one.setEnabled(ready and self.table.selected() is not None)

    def _done(self) -> Message | str:
        written = self.model.written
        if not written:
            return ""
        told = self.tr("Saved: {files} files with {n} forms").format(files=len(written), n=sum(one.count for one in written))
        return Message(told, self.tr("In the folder {folder}").format(folder=self.model.folder))

    def _save_all(self) -> None:
        self._save(None)

    def _save_one(self) -> None:
        one = self.table.selected()
        if one is not None:
            self._save(one)

    def _save(self, one: Filled | None) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder for the Excel files"))
        if folder:
            self.model.export(Path(folder), one)

    # building

    def _head(self) -> QWidget:
        self.choice = span_choice(self.model.choose)
        self.days = DaySpan(self, (self.tr("From day"), self.tr("To day")))
        self.days.chosen.connect(self.model.choose_days)
        self.days.unreadable.connect(self.model.unreadable)
        self.all = primary(self.tr("Export all"), self._save_all)
        self.one = button(self.tr("Only the selected form"), self._save_one)
        return flowing(self.choice, *self.days.parts, self.all, self.one)

    def _hint(self) -> QWidget:
        return secondary(
            self.tr(
                "One Excel file for each form, one row for each sheet. The files hold names and ID numbers and are not encrypted: "
                "keep them safe. An older file of the same form and days is replaced."
            ),
            wrap=True,
        )

    def _made_list(self) -> QWidget:
        self.rows: RowsModel[Filled] = RowsModel(
            (
                Column(self.tr("Sheets"), lambda one: str(one.count), right=True),
                Column(self.tr("Form"), lambda one: one.title, bold=True, stretch=True),
            ),
            key=lambda one: one.form,
        )
        title = self.tr("Filled forms")
        self._list = ListCard(title, title, self.rows, EmptyState("today", ""))
        self.table = self._list.table
        self.table.chosen_row.connect(self._follow_choice)
        return self._list
