"""统计: the numbers of public health at a day, each with its formula, its months, and the residents behind it by one click."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from app.domain.indicators import ASKED, CASES, Asked
from app.domain.programme import Programme
from app.services.indicators import Number, ResidentRow, Side
from app.services.table_file import one_sheet
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.cockpit.model import BoardModel, CutOff
from ui.pages.cockpit.words import BoardWords
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.data_table import DataTable
from ui.widgets.fields import NumberField, labelled
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, below, label, secondary
from ui.widgets.trend import Trend, TrendPoint

PEOPLE = "people"
KIND = "public_health_numbers"
"""As printers and audit trail call it."""
DAY_WIDE = 120


class BoardPage(ModelPage[BoardModel]):
    """Nothing can be changed here. A resident is named only to who may open the chart anyway: ``opened`` asks for it."""

    opened = Signal(str)

    def __init__(self, model: BoardModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self.words = BoardWords()
        self.programme: Programme | None = Programme.HYPERTENSION
        self._build(bridge, printers)
        self.follow(bridge)

    def refresh(self) -> None:
        """Follow the model."""
        model, board = self.model, self.model.board
        self.choice.set_value(model.cut_off)
        self._summary.setText(self.words.summary(board) if board is not None else self.tr("Counting …"))
        for each in (self.save, self.print, self.report):
            each.setEnabled(board is not None and not model.busy)
        if board is not None:
            self.numbers.set_rows([one for one in board.numbers if one.asked.programme is self.programme])
            self._number_table.select(model.asked.key)
            self._refresh_asked()
            model.draw()
        self.notice.follow(model.error, self._done())

    def _refresh_asked(self) -> None:
        model, words = self.model, self.words
        assert model.board is not None
        number = model.board.number(model.asked)
        self._title.setText(f"{words.full_name(model.asked)}  {words.value(number)}  ({words.parts(number)})")
        self._formula.setText(words.formula(model.asked))
        points = [TrendPoint(one.at, float(one.number.rate)) for one in model.months if one.number.rate is not None]
        self.trend.show_series(points, model.board.at, (float(number.goal), 100.0) if number.goal is not None else None)
        self.sides.set_value(model.side)
        found = model.behind
        self.residents.set_rows(found.rows if found is not None else ())
        if found is not None:
            elsewhere = self.tr("elsewhere")
            places = (f"{name or elsewhere} {words.value(one)} ({words.parts(one)})" for name, one in found.places)
            self._places.setText(" · ".join(places))
            self._places.setVisible(len(found.places) > 1)
            more = self.tr("{n} people, the first {shown} are shown").format(n=found.total, shown=len(found.rows))
            told = self.tr("{n} people").format(n=found.total) if found.total == len(found.rows) else more
            nameless = found.rows and not any(one.name for one in found.rows)
            self._total.setText(self.tr("{told} · names are shown to who may open charts").format(told=told) if nameless else told)

    def _done(self) -> str:
        if self.model.saved:
            return self.tr("Saved as {file}").format(file=self.model.saved)
        if self.model.reported is None:
            return ""
        told = self.tr("{n} numbers wait to be sent with the next upload").format(n=self.model.reported)
        return told if self.model.reported else self.tr("These numbers were reported already")

    # file and paper

    def tables(self) -> list[tuple[str, list[list[str]]]]:
        """Every number with its goal, disease by disease and then people, as tables with headings."""
        words, board = self.words, self.model.board
        head = [self.tr("Number"), self.tr("Value"), self.tr("Above / below"), self.tr("Goal")]
        parts: list[tuple[str, list[list[str]]]] = []
        for programme in (*CASES, None):
            rows = [one for one in board.numbers if one.asked.programme is programme] if board is not None else []
            told = [[words.name(one.asked), words.value(one), words.parts(one), words.goal(one)] for one in rows]
            parts.append((words.programme(programme) or self.tr("Residents"), [head, *told]))
        return parts

    def notes(self) -> list[str]:
        """Of whom, until when, and how each number is made."""
        made = {one.kind: f"{self.words.name(one)} = {self.words.formula(one)}" for one in ASKED.values()}
        return [self._summary.text(), *made.values()]

    def _save(self) -> None:
        board = self.model.board
        assert board is not None
        name = self.tr("Public health {day}").format(day=board.at.isoformat())
        found, _ = QFileDialog.getSaveFileName(self, self.tr("Save as Excel"), f"{name}.xlsx", "*.xlsx")
        if found:
            self.model.save(Path(found), one_sheet(self.notes()[:1], self.tables(), self.notes()[1:]))

    def _print(self) -> None:
        self.model.print(self._paper_title(), self.tables(), self.notes(), self._show_pdf)

    def _paper_title(self) -> str:
        """A quarter that is over has a name."""
        board = self.model.board
        assert board is not None
        if self.model.cut_off is CutOff.QUARTER:
            quarter = (board.at.month + 2) // 3
            return self.tr("Public health, quarter {quarter} of {year}").format(quarter=quarter, year=board.at.year)
        return self.tr("Public health {day}").format(day=board.at.isoformat())

    def _show_pdf(self, pdf: bytes) -> None:
        self.printable.show_pdf(self._paper_title(), pdf, KIND, lambda: self.model.paper.printed(pdf))

    def _take_day(self) -> None:
        try:
            day = date.fromisoformat(self.day.text().strip())
        except ValueError:
            self.day.set_state("warn")
            self.day.setFocus()
            return
        self.day.set_state("")
        self.model.at(day, own=True)

    def _choose_programme(self, key: str) -> None:
        self.programme = None if key == PEOPLE else Programme(key)
        board = self.model.board
        if board is not None:
            self.model.ask(next(one.asked for one in board.numbers if one.asked.programme is self.programme))
        self.refresh()

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        cards = QWidget()
        grid = QGridLayout(cards)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(t.M)
        grid.addWidget(self._numbers(), 0, 0, 2, 1)
        grid.addWidget(self._asked(), 0, 1)
        grid.addWidget(self._behind(), 1, 1)
        for place, stretch in enumerate((10, 11)):
            grid.setColumnStretch(place, stretch)
        grid.setRowStretch(1, 1)
        self.printable = Printable(self, below(self.notice, self._head(), cards), bridge, printers)

    def _head(self) -> QWidget:
        self._summary = label("", t.HEADING, bold=True, wrap=False)
        words = {
            CutOff.TODAY: self.tr("Today"),
            CutOff.MONTH: self.tr("Last month's end"),
            CutOff.QUARTER: self.tr("Last quarter's end"),
            CutOff.YEAR: self.tr("Last year's end"),
        }
        self.choice = ChoiceBar(self.tr("Cut-off"), [(one.value, word) for one, word in words.items()])
        self.choice.chosen.connect(lambda key: self.model.choose(CutOff(key)))
        self.day = NumberField(self.tr("Another day"), "2026-03-31", width=DAY_WIDE)
        self.day.returnPressed.connect(self._take_day)
        self.save = button(self.tr("Save as Excel"), self._save)
        self.print = button(self.tr("Print"), self._print, act=Act.PRINT, icon="print")
        self.report = button(self.tr("Report upwards"), self.model.report, icon="send")
        day = labelled(self.tr("Another day"), self.day)
        return flowing(self._summary, self.choice, day, self.save, self.print, self.report)

    def _numbers(self) -> Card:
        words = self.words
        self.numbers: RowsModel[Number] = RowsModel(
            (
                Column(self.tr("Number"), lambda one: words.name(one.asked), bold=True, stretch=True),
                Column(self.tr("Value"), words.value, right=True, mark=words.mark),
                Column(self.tr("Above / below"), words.parts, right=True),
                Column(self.tr("Goal"), words.goal, right=True),
            ),
            key=lambda one: one.asked.key,
        )
        made = Card(self.tr("Numbers"))
        choices = [*((one.value, words.programme(one)) for one in CASES), (PEOPLE, self.tr("Residents"))]
        self.programmes = ChoiceBar(self.tr("Of whom"), choices)
        self.programmes.set_value(Programme.HYPERTENSION)
        self.programmes.chosen.connect(self._choose_programme)
        self._number_table = DataTable(self.numbers, self.tr("Numbers"))
        self._number_table.open_with(self._ask)
        made.body.addWidget(self.programmes)
        made.body.addWidget(self._number_table, 1)
        return made

    def _ask(self, one: Number) -> None:
        self.model.ask(one.asked)

    def ask(self, asked: Asked) -> None:
        """Put a number in front, whatever is chosen."""
        self.programme = asked.programme
        self.programmes.set_value(PEOPLE if asked.programme is None else asked.programme)
        self.model.ask(asked)
        self.refresh()

    def _asked(self) -> Card:
        made = Card()
        self._title, self._formula = label("", t.HEADING, bold=True, wrap=True), secondary("", wrap=True)
        self.trend = Trend(self.tr("By month"), "%")
        for each in (self._title, self._formula, self.trend):
            made.body.addWidget(each)
        return made

    def _behind(self) -> Card:
        words = self.words
        self.residents: RowsModel[ResidentRow] = RowsModel(
            (
                Column(self.tr("Name"), lambda one: one.name or "—", bold=True),
                Column(self.tr("Sex"), words.sex),
                Column(self.tr("Age"), lambda one: one.age_text),
                Column(self.tr("Village"), lambda one: one.village, stretch=True),
                Column(self.tr("Last"), lambda one: one.last_day),
                Column(self.tr("Values"), lambda one: one.last, right=True),
            ),
            key=lambda one: one.id,
        )
        made = Card(self.tr("Residents behind the number"))
        sides = {Side.MISSING: self.tr("Not yet"), Side.ABOVE: self.tr("Counted"), Side.WHOLE: self.tr("All")}
        self.sides = ChoiceBar(self.tr("Which"), [(one.value, word) for one, word in sides.items()])
        self.sides.chosen.connect(lambda key: self.model.ask(self.model.asked, Side(key)))
        self._total, self._places = secondary(""), secondary("", wrap=True)
        table = DataTable(self.residents, self.tr("Residents behind the number"))
        table.activated_row.connect(self._open)
        made.body.addWidget(flowing(self.sides, self._total))
        made.body.addWidget(self._places)
        made.body.addWidget(table, 1)
        return made

    def _open(self, one: ResidentRow) -> None:
        if one.name:
            self.opened.emit(one.id)
