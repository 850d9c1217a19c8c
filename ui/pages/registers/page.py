"""专病管理: the cases of each programme and those to be looked at, searched by name, pinyin and village; beside them who is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.domain.person import ResidentRow
from app.domain.programme import Programme
from app.services.registers import Candidate, CaseRow, Why
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.models.rows import Column, RowsModel
from ui.pages.model_page import ModelPage
from ui.pages.registers.model import CANDIDATES, RegistersModel
from ui.pages.registers.panel import RegisterPanel
from ui.pages.registers.words import RegisterWords
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import filling, label, row
from ui.widgets.list_card import ListCard
from ui.widgets.suggest_box import SuggestBox, Suggestion

FIND_WIDE = 240
R = TypeVar("R")

_MARKS = {Why.CONFIRM: t.Mark.DANGER, Why.RECHECK: t.Mark.ATTENTION, Why.GLUCOSE: t.Mark.ATTENTION}
_CONTROL = {"1": t.Mark.OK, "2": t.Mark.ATTENTION, "3": t.Mark.ATTENTION, "4": t.Mark.ATTENTION}


class RegistersPage(ModelPage[RegistersModel]):
    """`follow_up_asked(person)`, `resident_asked(person)`: the ways out of it."""

    follow_up_asked = Signal(str)
    resident_asked = Signal(str)

    def __init__(self, model: RegistersModel, bridge: Bridge) -> None:
        super().__init__(model)
        self._found: dict[str, ResidentRow] = {}
        self._build()
        self.follow(bridge)

    def shown(self) -> None:
        """In front: keep it true."""
        super().shown()
        self.find_box.setFocus()

    @property
    def words(self) -> RegisterWords:
        """As of today."""
        return RegisterWords(self.model.today)

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        waits = model.tab == CANDIDATES
        self._stack.setCurrentWidget(self._waiting if waits else self._cases)
        if waits:
            rows = [one for one in model.rows if isinstance(one, Candidate)]
            self._waiting.show_rows(rows, self.tr("{n} people").format(n=len({one.person for one in rows})))
        else:
            cases = [one for one in model.rows if isinstance(one, CaseRow)]
            self._cases.show_rows(cases, self.tr("{n} people").format(n=len(cases)))
        self._say_none((self._waiting if waits else self._cases).empty)
        for one in Programme:
            self.tabs.say(one.value, f"{self.words.programme(one)} {model.counts.get(one, '')}".rstrip())
        self.tabs.say(CANDIDATES, f"{self.tr('To be looked at')} {'' if model.waiting is None else model.waiting}".rstrip())
        self.tabs.set_value(model.tab)
        self.panel.refresh()
        self.notice.follow(model.error)

    def _say_none(self, empty: EmptyState) -> None:
        if not self.model.read:
            empty.say(self.tr("Reading…"), self.tr("For the first time this takes a moment."))
        elif self.model.query.strip():
            empty.say(self.tr("Nobody of that name here"), self.tr("Clear the search, or look in another tab."))
        elif self.model.tab == CANDIDATES:
            empty.say(self.tr("Nobody waits to be looked at"), self.tr("Elevated pressures, diagnoses and birthdays bring people here."))
        else:
            empty.say(self.tr("Nobody is enrolled"), self.tr("Search a resident above, or look at those to be looked at."))

    def _suggested(self, words: str) -> Sequence[Suggestion]:
        """Namesakes of one village are never taken unseen."""
        self._found = {one.id: one for one in self.model.search(words)}
        return [
            Suggestion(
                one.id,
                one.name,
                " ".join(part for part in (one.age_text, one.village, one.group, one.phone_tail) if part),
                careful=one.ambiguous,
            )
            for one in self._found.values()
            if one.deceased is None
        ]

    def _taken(self, key: str) -> None:
        if key in self._found:
            self.model.choose_resident(self._found[key])
            self.enrol_box.clear()

    # building

    def _build(self) -> None:
        self.tabs = ChoiceBar(self.tr("Registers"), [*((one.value, "") for one in Programme), (CANDIDATES, "")])
        self.tabs.chosen.connect(self.model.choose_tab)
        self.find_box = TextField(self.tr("Find in the list"), self.tr("Name / pinyin / village"))
        self.find_box.textChanged.connect(self.model.find)
        nothing, choose = self.tr("Nobody found for {words}"), self.tr("Same name in one village: choose by birth or phone")
        self.enrol_box = SuggestBox(
            self.tr("Enrol a resident"), self.tr("Enrol a resident: name, pinyin, phone"), self._suggested, nothing, choose
        )
        self.enrol_box.taken.connect(self._taken)
        self.panel = RegisterPanel(self.model)
        self.panel.follow_up_asked.connect(self.follow_up_asked)
        self.panel.resident_asked.connect(self.resident_asked)
        self._cases, self._waiting = self._made_cases(), self._made_waiting()
        self._stack = QStackedWidget()
        for part in (self._cases, self._waiting):
            self._stack.addWidget(part)
        lists = row(self._stack, self.panel, gap=t.M)
        lists.setStretch(0, 1)
        self.find_box.setFixedWidth(theme.px(FIND_WIDE))
        top = flowing(label(self.tr("Registers"), t.NAME, bold=True), self.tabs, gap=t.M)
        self.setLayout(filling(self.notice, top, row(self.find_box, self.enrol_box, gap=t.M), lists))

    def _made_cases(self) -> ListCard[CaseRow]:
        self.cases: RowsModel[CaseRow] = RowsModel(
            (
                Column(self.tr("Name"), lambda one: one.name, bold=True),
                Column(self.tr("Age"), lambda one: one.age_text),
                Column(self.tr("Village"), lambda one: one.village),
                Column(self.tr("Next on"), lambda one: self.words.next(one), mark=self._late),
                Column(self.tr("Last result"), lambda one: self.words.values(one), stretch=True),
                Column(
                    self.tr("Class"), lambda one: self.words.control(one.control), mark=lambda one: _CONTROL.get(one.control, t.Mark.NONE)
                ),
                Column(self.tr("Last visit"), lambda one: self.words.day(one.last_day) if one.last_day else ""),
                Column(self.tr("Phone"), lambda one: one.phone or self.tr("none")),
                Column(self.tr("Also for"), lambda one: self.words.managed(one)),
            ),
            key=lambda one: one.enrolment,
        )
        return self._listed(self.tr("Enrolled"), self.cases)

    def _made_waiting(self) -> ListCard[Candidate]:
        self.candidates: RowsModel[Candidate] = RowsModel(
            (
                Column(self.tr("Name"), lambda one: one.name, bold=True),
                Column(self.tr("Age"), lambda one: one.age_text),
                Column(self.tr("Village"), lambda one: one.village),
                Column(self.tr("For"), lambda one: self.words.programme(one.programme)),
                Column(self.tr("Why"), self._why, mark=lambda one: _MARKS.get(one.why, t.Mark.NONE), stretch=True),
                Column(self.tr("Phone"), lambda one: one.phone or self.tr("none")),
            ),
            key=lambda one: f"{one.person}-{one.programme}",
        )
        return self._listed(self.tr("To be looked at"), self.candidates)

    def _why(self, one: Candidate) -> str:
        return self.words.why(one)

    def _late(self, one: CaseRow) -> t.Mark:
        return t.Mark.ATTENTION if one.next_on is not None and one.next_on < self.model.today else t.Mark.NONE

    def _listed(self, title: str, rows: RowsModel[R]) -> ListCard[R]:
        made = ListCard(title, title, rows, EmptyState("residents", "", ""))
        made.table.chosen_row.connect(self.model.choose)
        made.table.activated_row.connect(lambda one: self.follow_up_asked.emit(one.person) if isinstance(one, CaseRow) else None)
        return made
