"""今日待办: who is urgent, overdue, due today or this week; a click leads on to the follow-up, two keys note what a call came to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from app.domain.programme import Programme
from app.services.today import Group, TodayRow
from app.services.today_paper import KIND
from app.services.today_words import TodayWords
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.pages.today.call_panel import CallPanel
from ui.pages.today.ending_panel import EndingPanel
from ui.pages.today.model import TodayModel
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import filling, label, row, secondary
from ui.widgets.list_card import ListCard
from ui.widgets.village_choice import VillageChoice

_MARKS = {Group.URGENT: t.Mark.DANGER, Group.OVERDUE: t.Mark.ATTENTION, Group.TODAY: t.Mark.INFO, Group.WEEK: t.Mark.NONE}


class TodayPage(ModelPage[TodayModel]):
    """`follow_up_asked(person)`, `resident_asked(person)`, `trip_asked(village, people)`; `visits_asked`: the key of this page, pressed again."""

    follow_up_asked = Signal(str)
    resident_asked = Signal(str)
    trip_asked = Signal(str, list)
    visits_asked = Signal()

    def __init__(self, model: TodayModel, bridge: Bridge, printers: PrinterMemory, visits: bool = True) -> None:
        super().__init__(model)
        self._build(bridge, printers, visits)
        self.follow(bridge)

    def shown(self) -> None:
        """In front: keep it true."""
        super().shown()
        self.table.setFocus()

    @property
    def words(self) -> TodayWords:
        """As of the day of the list."""
        return TodayWords(self.model.found.as_of if self.model.found is not None else self.model.today)

    def refresh(self) -> None:
        """Follow the model."""
        model, found = self.model, self.model.found
        self._list.show_rows(model.rows, self.tr("{n} residents").format(n=len(model.rows)))
        self._counted.setText("" if found is None else self.words.counted(found.people, found.cases))
        self._count_groups()
        self._say_none()
        self.village.show_villages(found.villages if found is not None else (), model.village)
        for part in (self.print, self.excel, self.trip):
            part.setEnabled(bool(model.rows))
        self._tell_chosen()
        self.notice.follow(model.error)

    def _count_groups(self) -> None:
        found = self.model.found
        self.groups.say("", self.tr("All {n}").format(n=found.people if found is not None else 0))
        for one in Group:
            self.groups.say(str(one.value), f"{self.words.group(one)} {found.counts.get(one, 0) if found is not None else 0}")
        self.groups.set_value("" if self.model.group is None else str(self.model.group.value))

    def _say_none(self) -> None:
        if self.model.found is None:
            self._list.empty.say(self.tr("Reading…"), self.tr("For the first time this takes a moment."))
        else:
            self._list.empty.say(self.tr("Nothing is due here"), self.tr("Choose all villages, all programmes, or another group."))

    def _tell_chosen(self) -> None:
        """The row in full, with what is being noted."""
        one = self.model.row
        self._chosen.setVisible(one is not None)
        self._foot.setVisible(one is not None)
        self.calls.setVisible(one is not None)
        if one is not None:
            self._chosen.setText(self._told(one))
            self.calls.refresh()
            self.end.setVisible(self.model.may_end)
        self.ending.refresh()

    def _told(self, one: TodayRow) -> str:
        words = self.words
        who = " ".join(part for part in (one.name, one.age_text, one.village, one.phone or self.tr("no phone known")) if part)
        seen = "; ".join(f"{words.programme(case.programme)} {words.seen(case)} {words.last_of(case)}".rstrip() for case in one.cases)
        return "\n".join(part for part in (f"{who} · {words.all_due(one)}", " · ".join(p for p in (seen, words.call(one)) if p)) if part)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits typed in the list are what a call came to."""
        if watched is self.table and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.calls.take(event):
            return True
        return super().eventFilter(watched, event)

    def _save(self) -> None:
        found, _ = QFileDialog.getSaveFileName(self, self.tr("Save as Excel"), f"{self._title} {self.words.today}.xlsx", "*.xlsx")
        if found:
            self.model.export(Path(found), self._headings(), lambda: None)

    def _headings(self) -> tuple[str, ...]:
        given = self.tr("Group, Due on, Village, Name, Age, Phone, What to do, Last result, Last call, Promised for")
        return tuple(word.strip() for word in given.replace("、", ",").split(","))

    def _show_pdf(self, pdf: bytes) -> None:
        self.printable.show_pdf(self._title, pdf, KIND, lambda: self.model.printed(pdf))

    def _plan_trip(self) -> None:
        """For all that are shown, of the village and group chosen."""
        self.trip_asked.emit(self.model.village, [one.person for one in self.model.rows])

    def _choose(self, one: TodayRow | None) -> None:
        """While the list changes nobody is chosen for a moment: what is being noted stays."""
        if one is not None:
            self.model.choose(one.person)

    def _ask(self, one: TodayRow | None) -> None:
        if one is not None:
            self.follow_up_asked.emit(one.person)

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory, visits: bool) -> None:
        self._title = self.tr("To do today")
        self.print = button(self.tr("Print the list"), lambda: self.model.print(self._show_pdf), act=Act.PRINT, icon="print")
        self.excel = button(self.tr("Excel"), self._save)
        self.trip = button(self.tr("Plan a trip"), self._plan_trip, icon="home")
        self.visits = button(self.tr("Visits"), self.visits_asked.emit, act=Act.TODAY if visits else None, icon="doctor")
        if not visits:  # never shown by word before it has a place: that would be a window of its own, which takes the keys
            self.visits.hide()
        self._counted = secondary("")
        self._list = self._made_list()
        top = flowing(label(self._title, t.NAME, bold=True), self._counted, self.print, self.excel, self.trip, self.visits)
        self.printable = Printable(self, filling(self.notice, top, self._filters(), self._list), bridge, printers)

    def _filters(self) -> QWidget:
        self.groups = ChoiceBar(self.tr("Group"), [("", ""), *((str(one.value), "") for one in Group)])
        self.groups.chosen.connect(self.model.choose_group)
        self.village = VillageChoice()
        self.village.picked.connect(self.model.choose_village)
        self.programme = QComboBox()
        self.programme.setAccessibleName(self.tr("Programme"))
        self.programme.setMinimumHeight(theme.px(t.TARGET))
        self.programme.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.programme.addItem(self.tr("All programmes"), "")
        for one in Programme:
            self.programme.addItem(self.words.programme(one), one.value)
        self.programme.activated.connect(lambda number: self.model.choose_programme(str(self.programme.itemData(number))))
        return flowing(self.groups, self.village, self.programme, gap=t.M)

    def _made_list(self) -> ListCard[TodayRow]:
        self.rows: RowsModel[TodayRow] = RowsModel(
            (
                Column(self.tr("Group"), lambda one: self.words.group(one.group), mark=lambda one: _MARKS[one.group]),
                Column(self.tr("Name"), lambda one: one.name, bold=True),
                Column(self.tr("Age"), lambda one: one.age_text),
                Column(self.tr("Village"), lambda one: one.village),
                Column(self.tr("What to do"), lambda one: self.words.all_due(one), stretch=True),
                Column(self.tr("Last result"), lambda one: self.words.last_first(one)),
                Column(self.tr("Phone"), lambda one: one.phone or self.tr("none")),
                Column(self.tr("Last call"), lambda one: self.words.call(one)),
            ),
            key=lambda one: one.person,
        )
        made = ListCard(self.tr("Who is due"), self._title, self.rows, EmptyState("today", "", ""))
        self.table = made.table
        self.table.activated_row.connect(self._ask)
        self.table.chosen_row.connect(self._choose)
        self.table.installEventFilter(self)
        self._chosen, self.calls = label("", wrap=True), CallPanel(self.model)
        self.follow_up = primary(self.tr("Follow-up"), lambda: self._ask(self.model.row), act=Act.FOLLOW_UP, icon="followup")
        self.resident = button(self.tr("Open the record"), lambda: self.resident_asked.emit(self.model.chosen), icon="residents")
        self.end, self.ending = button(self.tr("End the case"), self.model.offer_end, kind="danger"), EndingPanel(self.model)
        self._foot = QWidget()
        self._foot.setLayout(row(self.follow_up, self.resident, self.end, 0))
        for part in (self._chosen, self.calls, self.ending, self._foot):
            made.body.addWidget(part)
        return made
