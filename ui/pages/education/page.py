"""健康教育: the year's activities against the standard, and the sheet of one beside them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.dates import read_date
from app.domain.health_education import EducationKind, HealthEducation
from app.services.health_education import KIND, EducationForm, YearCount, kind_word, policy
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.education.model import EducationModel
from ui.pages.form_row import FormRow, code_field
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, filling, heading, label, row, scrolled
from ui.widgets.list_card import ListCard
from ui.widgets.pill import Pill
from ui.widgets.tick import Tick

PANEL_WIDE = 460
_TEXTS = ("place", "topic", "organiser", "speaker", "audience", "people", "materials", "summary", "assessment", "keeper")


class EducationPage(ModelPage[EducationModel]):
    """Follows the model."""

    def __init__(self, model: EducationModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self._drawn: EducationForm | None = None
        self._build(bridge, printers)
        self.follow(bridge)

    def shown(self) -> None:
        """In front: keep it true."""
        super().shown()
        self.table.setFocus()

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        self._year.setText(str(model.year))
        self._against.setText(self.tr("wanted of a {standard}").format(standard=model.standard) if model.standard else "")
        for one in model.counts:
            self._pills[one.kind].set_state(self._count(one), self._mark(one))
        self._list.show_rows(model.rows, self.tr("{n} activities").format(n=len(model.rows)))
        for part in (self.correct, self.print):
            part.setEnabled(model.row is not None)
        self.excel.setEnabled(bool(model.rows))
        self.panel.setVisible(model.form is not None)
        if model.form is None:
            self._drawn = None
        elif self._drawn is None:
            self._begin(model.form)
        self.notice.follow(model.error)

    def _count(self, one: YearCount) -> str:
        word = kind_word(one.kind)
        return f"{word} {one.done}/{one.wanted}" if one.wanted else f"{word} {one.done}"

    def _mark(self, one: YearCount) -> t.Mark:
        return t.Mark.NONE if not one.wanted else t.Mark.OK if one.done >= one.wanted else t.Mark.WAITING

    def _begin(self, form: EducationForm) -> None:
        self._drawn = form
        self._title.setText(self.tr("Correct the sheet") if self.model.replaces else self.tr("New activity"))
        self.day.setText(form.held_on.isoformat())
        self._day_row.say()
        self.kind.set_value(form.kind or None)
        for name, field in self.texts.items():
            field.setText(getattr(form, name))
        for code, tick in self._filed.items():
            tick.setChecked(code in form.filed)
        self.day.setFocus()

    def _write(self) -> None:
        on = read_date(self.day.text())
        self._day_row.say("" if on is not None else self.tr("A day such as 2026-03-05"))
        if on is None:
            return
        filed = tuple(code for code, tick in self._filed.items() if tick.isChecked())
        texts = {name: field.text() for name, field in self.texts.items()}
        self.model.write(EducationForm(on, kind=self.kind.value() or "", filed=filed, **texts))

    def _show_pdf(self, pdf: bytes, one: HealthEducation) -> None:
        self.printable.show_pdf(self.tr("Health education"), pdf, KIND, lambda: self.model.printed(one, pdf))

    def _save(self) -> None:
        name = self.tr("Health education")
        found, _ = QFileDialog.getSaveFileName(self, self.tr("Save as Excel"), f"{name} {self.model.year}.xlsx", "*.xlsx")
        if found:
            self.model.export(Path(found))

    def _choose(self, one: HealthEducation | None) -> None:
        if one is not None:
            self.model.choose(one)

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        self.new = primary(self.tr("New activity"), self.model.begin, act=Act.NEW, icon="add")
        self.correct = button(self.tr("Correct"), self.model.correct, icon="edit")
        self.print = button(self.tr("Print the sheet"), lambda: self.model.print(self._show_pdf), act=Act.PRINT, icon="print")
        self.excel = button(self.tr("Excel"), self._save)
        before, after = button("‹", lambda: self.model.move(-1)), button("›", lambda: self.model.move(1))
        before.setAccessibleName(self.tr("The year before"))
        after.setAccessibleName(self.tr("The year after"))
        self._year, self._against = label("", t.HEADING, bold=True), label("", ink="secondary")
        self._pills = {kind: Pill(kind_word(kind), t.Mark.NONE, size=t.BODY) for kind in EducationKind}
        self._list, self.panel = self._made_list(), self._made_panel()
        title = label(self.tr("Health education"), t.NAME, bold=True)
        top = flowing(title, before, self._year, after, self.new, self.correct, self.print, self.excel)
        counts = flowing(*self._pills.values(), self._against)
        both = row(self._list, self.panel, gap=t.M)
        both.setStretch(0, 1)
        self.printable = Printable(self, filling(self.notice, top, counts, both), bridge, printers)

    def _made_list(self) -> ListCard[HealthEducation]:
        self.rows: RowsModel[HealthEducation] = RowsModel(
            (
                Column(self.tr("Held on"), lambda one: one.held_on),
                Column(self.tr("Form"), lambda one: kind_word(one.kind)),
                Column(self.tr("Topic"), lambda one: one.topic, bold=True, stretch=True),
                Column(self.tr("Place"), lambda one: one.place),
                Column(self.tr("People"), lambda one: str(one.people or ""), right=True),
            ),
            key=lambda one: one.id,
        )
        empty = EmptyState(
            "followup", self.tr("No activity this year"), self.tr("Write the first with New activity; it is kept as its official sheet.")
        )
        made = ListCard(self.tr("Activities"), self.tr("Activities"), self.rows, empty)
        self.table = made.table
        self.table.chosen_row.connect(self._choose)
        self.table.activated_row.connect(lambda _: self.model.correct())
        return made

    def _made_panel(self) -> QWidget:
        words = policy()["sheet"]
        card = Card()
        self._title = label("", t.NAME, bold=True)
        self.day = code_field(str(words["held_on"]))
        self._day_row = FormRow(str(words["held_on"]), self.day)
        self.kind = ChoiceBar(str(words["kind"]), [(one.value, kind_word(one)) for one in EducationKind])
        self.texts = {name: TextField(str(words[name])) for name in _TEXTS}
        self._filed = {code: Tick(str(word)) for code, word in policy()["filed"].items()}
        rows = {name: FormRow(str(words[name]), field, checked=False) for name, field in self.texts.items()}
        write = primary(self.tr("Save"), self._write, act=Act.SAVE)
        card.body.addWidget(self._title)
        card.body.addLayout(row(self._day_row, FormRow(str(words["place"]), self.texts["place"]), gap=t.M))
        rows.pop("place")
        card.body.addWidget(heading(str(words["kind"])))
        card.body.addWidget(self.kind)
        for pair in (("organiser", "speaker"), ("audience", "people")):
            if "topic" in rows:
                card.body.addWidget(rows.pop("topic"))
            card.body.addLayout(row(*(rows.pop(name) for name in pair), gap=t.M))
        for rest in ("materials", "summary", "assessment"):
            card.body.addWidget(rows.pop(rest))
        card.body.addWidget(heading(str(words["filed"])))
        card.body.addWidget(flowing(*self._filed.values()))
        card.body.addWidget(rows.pop("keeper"))
        card.body.addLayout(row(write, button(self.tr("Back"), self.model.leave), 0))
        made = scrolled(card)
        made.setFixedWidth(theme.px(PANEL_WIDE))
        return made
