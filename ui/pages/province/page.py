"""待录入省平台: forms that are not in the provincial system as they stand here, the way to the typing help, and what was entered."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.province_entry import Entry, EntryRow
from app.services.province_stages import Stage
from app.services.rx_document import local_minute
from app.texts import Message, error_text, text
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.follow_up.words import form_name
from ui.pages.model_page import ModelPage
from ui.pages.province.model import DONE, LEFT, ProvinceModel
from ui.pages.span_choice import span_choice
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.day_span import DaySpan
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout, flowing
from ui.widgets.frames import below, secondary
from ui.widgets.list_card import ListCard

_MARKS = {Stage.WAITING: t.Mark.WAITING, Stage.AMENDED: t.Mark.ATTENTION, Stage.REMOVED: t.Mark.DANGER, Stage.DONE: t.Mark.OK}


class ProvincePage(ModelPage[ProvinceModel]):
    """`entry_opened(Entry)`: the typing help is wanted for it; `resident_asked(person)`."""

    entry_opened = Signal(object)
    resident_asked = Signal(str)

    def __init__(self, model: ProvinceModel, bridge: Bridge) -> None:
        super().__init__(model)
        self._shown_kinds: dict[str, str] = {}
        self._kinds_line: FlowLayout
        self._build()
        self.follow(bridge)

    def shown(self) -> None:
        """In front: keep it true."""
        super().shown()
        self.table.setFocus()

    def refresh(self) -> None:
        """Follow the model."""
        model, found = self.model, self.model.found
        self.choice.set_value(model.span)
        self.days.follow(model.first, model.last)
        left = found.left if found is not None else 0
        self.tabs.say(LEFT, self.tr("Not entered {n}").format(n=left))
        self.tabs.say(DONE, self.tr("Entered {n}").format(n=len(found.rows) - left if found is not None else 0))
        self.tabs.set_value(model.tab)
        self._tell_kinds()
        self._list.show_rows(model.rows, self.tr("{n} forms").format(n=len(model.rows)))
        self._tell_none()
        self._order.setText(
            self.tr("In the order of the county's file {file}").format(file=found.order)
            if found is not None and found.order
            else self.tr("In the order of the official sheets")
        )
        self._follow_choice()
        self._tell()

    def assist(self, form: str = "") -> None:
        """The typing help for a form, '' = the selected one."""
        one = self.table.selected()
        form = form or (one.form if one is not None and one.stage is not Stage.REMOVED else "")
        if form:
            self.model.assist(form, self._opened)

    def _opened(self, entry: Entry) -> None:
        self.table.select(entry.row.form)
        self.entry_opened.emit(entry)

    def _tell(self) -> None:
        trouble = self.model.found.trouble if self.model.found is not None else None
        if self.model.error is not None or trouble is None:
            saved = Message(self.tr("Saved as {file}").format(file=self.model.saved), self._next()) if self.model.saved else ""
            self.notice.follow(self.model.error, saved)
        else:
            self.notice.tell(error_text(trouble), t.Mark.ATTENTION)

    def _next(self) -> str:
        return self.tr("Change the order there, then name the file under Settings.")

    def _tell_kinds(self) -> None:
        """A key for each kind that was filled."""
        kinds = self.model.kinds()
        if kinds != self._shown_kinds:
            self._shown_kinds = dict(kinds)
            words = [("", self.tr("All")), *((one, form_name(one)) for one in kinds)]
            fresh = ChoiceBar(self.tr("Kind of form"), words)
            fresh.chosen.connect(self.model.choose_kind)
            self._kinds_line.clear(keep=1)
            self._kinds_line.addWidget(fresh)
            self.kinds = fresh
        counts = self.model.counts()
        for one in kinds:
            self.kinds.say(one, f"{form_name(one)} {counts.get(one, 0)}")
        self.kinds.set_value(self.model.kind)

    def _tell_none(self) -> None:
        if self.model.found is None and self.model.error is None:
            self._list.empty.say(self.tr("Reading …"))
        elif self.model.tab == DONE:
            self._list.empty.say(self.tr("Nothing of these days was noted as entered"), self.tr("Choose other days above."))
        else:
            self._list.empty.say(self.tr("Everything of these days is entered"), self.tr("Choose other days above."))

    def _follow_choice(self, _: object = None) -> None:
        one, free = self.table.selected(), not self.model.busy
        removed = one is not None and one.stage is Stage.REMOVED
        self.help.setEnabled(one is not None and free and not removed)
        self.done.setEnabled(one is not None and free and one.stage is not Stage.DONE)
        word = self.tr("Deleted there") if removed else self.tr("Entered")
        self.done.setText(f"{word} {Act.SAVE.key}")
        self.resident.setEnabled(one is not None)
        for part in (self.reason, self.back):
            part.setVisible(one is not None and bool(one.at))
        self.back.setEnabled(free)

    def _said(self, one: EntryRow) -> str:
        if not one.at:
            return ""
        key = one.stage.value if one.stage is not Stage.DONE else "twice" if one.times > 1 else "done"
        return text(f"province_line.{key}", {"at": local_minute(one.at), "by": one.by, "n": one.changed or one.times})

    def _note(self) -> None:
        one = self.table.selected()
        if one is not None:
            self.model.say_done(one.form)

    def _take_back(self) -> None:
        one = self.table.selected()
        if one is not None:
            self.model.take_back(one.form, self.reason.text())
            if self.reason.text().strip():
                self.reason.clear()

    def _look(self) -> None:
        one = self.table.selected()
        if one is not None:
            self.resident_asked.emit(one.person)

    def _save_order(self) -> None:
        found, _ = QFileDialog.getSaveFileName(self, self.tr("Save the order as a file"), "province.toml", "*.toml")
        if found:
            self.model.save_order(Path(found))

    # building

    def _build(self) -> None:
        self.choice = span_choice(self.model.choose)
        self.days = DaySpan(self, (self.tr("From day"), self.tr("To day")))
        self.days.chosen.connect(self.model.choose_days)
        self.days.unreadable.connect(self.model.unreadable)
        self.tabs = ChoiceBar(self.tr("List"), [(LEFT, ""), (DONE, "")])
        self.tabs.chosen.connect(self.model.choose_tab)
        self.kinds = ChoiceBar(self.tr("Kind of form"), [("", self.tr("All"))])
        second = QWidget()
        self._kinds_line = FlowLayout(second, t.M)
        for part in (self.tabs, self.kinds):
            self._kinds_line.addWidget(part)
        self._order = secondary("")
        self.save_order = button(self.tr("Save the order as a file"), self._save_order)
        self.setLayout(below(self.notice, flowing(self.choice, *self.days.parts), second, self._made_list()))

    def _made_list(self) -> QWidget:
        rows: RowsModel[EntryRow] = RowsModel(
            (
                Column(self.tr("State"), lambda one: text(f"province_stage.{one.stage.value}"), mark=lambda one: _MARKS[one.stage]),
                Column(self.tr("Day"), lambda one: one.day),
                Column(self.tr("Name"), lambda one: one.name, bold=True),
                Column(self.tr("Village"), lambda one: one.village),
                Column(self.tr("Form"), lambda one: form_name(one.kind)),
                Column(self.tr("In the provincial system"), self._said, stretch=True),
            ),
            key=lambda one: one.form,
        )
        title = self.tr("To be entered into the provincial system")
        self._list = ListCard(title, title, rows, EmptyState("check", ""))
        self.table = self._list.table
        self.table.chosen_row.connect(self._follow_choice)
        self.table.activated_row.connect(lambda _: self.assist())
        self.help = primary(self.tr("Typing help"), self.assist, icon="edit")
        self.done = button(self.tr("Entered"), self._note, act=Act.SAVE)
        self.resident = button(self.tr("Open the record"), self._look, icon="residents")
        self.reason = TextField(self.tr("Why it is taken back"), self.tr("Why, e.g. pressed by mistake"))
        self.back = button(self.tr("Take the note back"), self._take_back, kind="danger")
        self._list.body.addWidget(flowing(self.help, self.done, self.resident, self.reason, self.back))
        self._list.body.addWidget(flowing(self._order, self.save_order))
        return self._list
