"""What a pharmacist objects to: reasons by code, the lines meant, the change they would make, words of their own."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.amounts import amount_text
from app.services.reviewing import Case
from ui import tokens as t
from ui.pages.pharmacist.model import ReviewModel
from ui.widgets.fields import NumberField, TextField, labelled
from ui.widgets.flow_layout import FlowLayout, flowing
from ui.widgets.frames import Card, Line, column, label, refill
from ui.widgets.tick import Tick


class ObjectionPanel(Card):
    """Filled by `begin`; what is typed goes to the model at once."""

    def __init__(self, model: ReviewModel) -> None:
        super().__init__()
        self._model = model
        self.title.setText(self.tr("Send back or refuse"))
        self._case: Case | None = None
        self.reasons: dict[str, Tick] = {}
        self.lines: list[Tick] = []
        self.doses: list[NumberField] = []
        self.days: list[NumberField] = []
        self.stops: list[Tick] = []
        self.note = TextField(self.tr("Words"), self.tr("What the doctor should know"))
        self.note.textChanged.connect(model.say)
        self._reasons, self._lines = QWidget(), column(gap=t.S)
        FlowLayout(self._reasons)
        self.body.addWidget(self.title)
        self.body.addWidget(label(self.tr("Reason (one or more)"), t.SMALL, ink="secondary"))
        self.body.addWidget(self._reasons)
        self.body.addWidget(Line())
        self.body.addWidget(label(self.tr("Which line, and what you would change (if anything)"), t.SMALL, ink="secondary", wrap=True))
        self.body.addLayout(self._lines)
        self.body.addWidget(Line())
        self.body.addWidget(self.note)

    def begin(self, case: Case) -> None:
        """Empty, for a case; nothing where it is shown already."""
        if case is self._case:
            return
        self._case = case
        self.reasons, self.lines, self.doses, self.days, self.stops = {}, [], [], [], []
        layout = self._reasons.layout()
        assert isinstance(layout, FlowLayout)
        layout.clear()
        for code, words in self._model.reasons.items():
            tick = self.reasons[code] = Tick(words)
            tick.toggled.connect(partial(self._model.toggle_code, code))
            layout.addWidget(tick)
        refill(self._lines, [self._line(case, number) for number in range(len(case.sheet.lines))])
        self.note.clear()

    def begin_typing(self) -> None:
        """The cursor to the first reason."""
        next(iter(self.reasons.values())).setFocus()

    def end(self) -> None:
        """Given up, or done."""
        self._case = None

    def _line(self, case: Case, number: int) -> QWidget:
        line = case.sheet.lines[number]
        meant = Tick(f"{number + 1}. {line.name}", bold=True)
        meant.toggled.connect(partial(self._model.toggle_line, number))
        dose = NumberField(self.tr("Dose of line {n}").format(n=number + 1), amount_text(line.single, ""))
        dose.textChanged.connect(partial(self._typed, number, "single"))
        days = NumberField(self.tr("Days of line {n}").format(n=number + 1), str(line.days))
        days.textChanged.connect(partial(self._typed, number, "days"))
        stop = Tick(self.tr("leave it out"))
        stop.toggled.connect(partial(self._stopped, number))
        changes = flowing(labelled(self.tr("each dose"), dose, line.dose_unit), labelled(self.tr("for"), days, self.tr("days")), stop)
        self.lines.append(meant)
        self.doses.append(dose)
        self.days.append(days)
        self.stops.append(stop)
        made = QWidget()
        body: QVBoxLayout = column(meant, changes, gap=t.XS)
        made.setLayout(body)
        return made

    def _typed(self, number: int, what: str, value: str) -> None:
        self._model.propose(number, what, value if value.strip() else None)
        self._mean(number)

    def _stopped(self, number: int, on: bool) -> None:
        self._model.propose(number, "stop", "" if on else None)
        for field in (self.doses[number], self.days[number]):
            field.setEnabled(not on)
        self._mean(number)

    def _mean(self, number: int) -> None:
        """Who would change a line means it."""
        if any(line == number for line, _ in self._model.written.changes):
            self.lines[number].setChecked(True)
