"""居民自测: a slip pasted or scanned, checked line by line before it is kept; the readings with their mean, and what came of a call."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from app.clock import instant, local
from app.domain.amounts import plain_number
from app.domain.home_slip import SlipReading
from app.domain.measurement import Measurement, MeasurementKind
from app.domain.programme import ContactOutcome
from app.services.home_asking import shown, told_ask
from app.services.home_readings import HomeView
from app.texts import chosen_language, load_texts, text
from ui import theme
from ui import tokens as t
from ui.models.rows import Column, RowsModel
from ui.pages.encounter.words import EncounterWords
from ui.pages.plan.model import PlanModel
from ui.widgets.buttons import button, primary
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, refill, row, secondary
from ui.widgets.list_card import ListCard
from ui.widgets.notice import Notice

UNITS = {MeasurementKind.BLOOD_PRESSURE: "mmHg", MeasurementKind.GLUCOSE: "mmol/L", MeasurementKind.WEIGHT: "kg"}
OUTCOMES = (ContactOutcome.DONE, ContactOutcome.WILL_COME, ContactOutcome.NO_ANSWER, ContactOutcome.REFUSES)
MOST_SHOWN = 12


class HomePanel(QWidget):
    """`chose(outcome)`: of a call; what is kept and listed goes through the model."""

    chose = Signal(object)

    def __init__(self, model: PlanModel) -> None:
        super().__init__()
        self._model, self._words = model, EncounterWords()
        self.ask = Notice(closable=False)
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(self.tr("Slip"))
        self.field.setPlaceholderText(text("home_slip.example"))
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(theme.px(24) * 5)
        self.field.textChanged.connect(lambda: model.read_slip(self.field.toPlainText()))
        self.keep = primary(self.tr("Keep"), model.keep_slip)
        self.list = button(self.tr("From a list…"), self._choose_list)
        self.empty = button(self.tr("Empty list…"), self._save_template)
        self.reason = TextField(self.tr("Why it is taken back"), self.tr("Why it is taken back, e.g. the neighbour's"))
        self.take_back = button(self.tr("Take the reading back"), self._take_back, kind="danger")
        self._read = column(gap=2)
        self._read.setContentsMargins(0, 0, 0, 0)
        self._mean = label("", bold=True, wrap=True)
        self._build()

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        if model.opened is None:
            return
        home = model.opened.home
        self._slip.setVisible(model.services.takes)
        readable = sum(one.reading is not None for one in model.slip)
        self.keep.setText(self.tr("Keep {n}").format(n=readable) if readable else self.tr("Keep"))
        self.keep.setEnabled(bool(readable))
        if model.taken is not None and self.field.toPlainText():
            self.field.blockSignals(True)
            self.field.setPlainText("\n".join(one.text for one in model.taken.refused))
            self.field.blockSignals(False)
        refill(self._read, self._told())
        self._mean.setText(self._told_mean(home))
        self._table.show_rows(home.readings, self.tr("{n} readings").format(n=len(home.readings)))
        self._show_ask(home)
        self._wrong.setVisible(model.services.takes and bool(home.readings))

    def _take_back(self) -> None:
        """The one that is chosen: it stays readable in the trail and counts no more."""
        one = self._table.table.selected()
        if one is not None:
            self._model.take_back(one.id, self.reason.text())
            if self.reason.text().strip():
                self.reason.clear()

    def _show_ask(self, home: HomeView) -> None:
        if home.asks is None:
            self.ask.hide()
            return
        words = load_texts(chosen_language())
        actions = [(words.word("contact_outcome", one.value), partial(self.chose.emit, one)) for one in OUTCOMES]
        phone = f" · {home.asks.phone}" if home.asks.phone else ""
        self.ask.tell(told_ask(home.asks) + phone, t.Mark.DANGER, *(actions if self._model.services.calls else ()))

    def _told(self) -> list[QWidget]:
        model = self._model
        made: list[QWidget] = []
        if model.taken is not None:
            made.append(
                label(self.tr("{n} kept, {m} were there already").format(n=model.taken.added, m=model.taken.already), ink="ok", wrap=True)
            )
        if model.imported is not None:
            found = model.imported
            words = self.tr("List: {n} kept, {m} were there already, {k} rows given back").format(
                n=found.added, m=found.already, k=len(found.refused)
            )
            made.append(label(words, ink="ok" if not found.refused else "warn", wrap=True))
            if found.errors is not None:
                made.append(secondary(str(found.errors), wrap=True))
        for one in model.slip[:MOST_SHOWN]:
            if one.reading is None:
                made.append(label(f"{one.number}. {one.text[:24]} — {text(f'home_line.{one.problem}')}", ink="danger", wrap=True))
            else:
                made.append(label(self._line(one.number, one.reading), wrap=True))
        return made

    def _line(self, number: int, one: SlipReading) -> str:
        values = "/".join(plain_number(value.value) for value in one.values[:2] if value.value is not None)
        at = f"{one.day} {one.clock:%H:%M}" if one.timed else one.day.isoformat()
        return f"{number}. {at}  {values} {UNITS[one.kind]} {self._meal(one.context)}".strip()

    def _told_mean(self, home: HomeView) -> str:
        mean = home.mean
        if mean is None:
            return self.tr("No pressures from home yet")
        value = "/".join(plain_number(one) for one in mean.pressure)
        said = self.tr("Mean of {days} days ({n} readings): {value}").format(days=mean.days, n=mean.readings, value=value)
        verdict = {
            True: self.tr("at or above 135/85"),
            False: self.tr("below 135/85"),
            None: self.tr("not judged: fewer than 3 days, or no adult cut-off applies"),
        }[mean.elevated]
        return f"{said} · {verdict}"

    def _meal(self, context: str) -> str:
        return self._words.context(context) if context else ""

    # building

    def _build(self) -> None:
        hint = self.tr("Paste or scan the slip, one reading a line. Home readings never count as the clinic's.")
        self._slip = Card(self.tr("Take down"))
        self._slip.body.addWidget(secondary(hint, wrap=True))
        self._slip.body.addWidget(self.field)
        self._slip.body.addLayout(self._read)
        self._slip.body.addWidget(flowing(self.keep, self.list, self.empty))
        self._slip.body.addStretch(1)
        rows: RowsModel[Measurement] = RowsModel(
            (
                Column(self.tr("When"), self._when),
                Column(self.tr("What"), lambda one: self._words.kind(one.kind)),
                Column(self.tr("Value"), lambda one: f"{shown(one)} {UNITS.get(one.kind, '')}", bold=True),
                Column(self.tr("Pulse or meal"), self._beside),
                Column(self.tr("Source"), lambda _: self.tr("measured at home"), stretch=True),
            ),
            key=lambda one: one.id,
        )
        empty = EmptyState("home", self.tr("Nothing measured at home yet"), self.tr("Ask them to bring their notebook, or scan its code."))
        self._table = ListCard(self.tr("Measured at home"), self.tr("Measured at home"), rows, empty)
        self._table.body.insertWidget(0, self._mean)
        self._wrong = QWidget()
        self._wrong.setLayout(column(flowing(self.reason, self.take_back)))
        self._table.body.addWidget(self._wrong)
        sides = row(gap=t.M)
        sides.addWidget(self._slip, 2)
        sides.addWidget(self._table, 3)
        whole = column(self.ask, gap=t.M)
        whole.addLayout(sides, 1)
        whole.setContentsMargins(0, 0, 0, 0)
        self.setLayout(whole)

    def _when(self, one: Measurement) -> str:
        at = local(instant(one.measured_at))
        return f"{at:%Y-%m-%d}" if one.time_basis.value == "unknown" else f"{at:%Y-%m-%d %H:%M}"

    def _beside(self, one: Measurement) -> str:
        pulse = one.value("pulse")
        return plain_number(pulse.value) if pulse is not None and pulse.value is not None else self._meal(one.context)

    def _choose_list(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("From a list…"), "", "Excel, CSV (*.xlsx *.csv *.txt)")
        if path:
            self._model.take_list(Path(path), chosen_language())

    def _save_template(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Empty list…"), "home.xlsx", "Excel (*.xlsx)")
        if path:
            self._model.give_template(Path(path))
