"""续方: the earlier sheet beside today's proposal; what is new since then on top, lines with an end not ticked."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.amounts import amount_text
from app.services.refills import RefillLine, RefillProposal
from app.texts import text
from ui import tokens as t
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.words import RxWords
from ui.widgets.buttons import button, primary
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, Line, column, label, row, secondary
from ui.widgets.pill import Pill
from ui.widgets.tick import Tick


class RefillPanel(Card):
    """The doctor ticks; one key never copies yesterday's world."""

    def __init__(self, model: PrescriptionModel, words: RxWords) -> None:
        super().__init__(QCoreApplication.translate("RefillPanel", "Renew an earlier prescription"))
        self._model, self._words = model, words
        self._shown: RefillProposal | None = None
        self.boxes: list[Tick] = []
        self._about = label("", wrap=True)
        self._news = label("", bold=True, ink="warn", wrap=True)
        self._lines = QVBoxLayout()
        self._as_of = secondary("", wrap=True)
        self.take = primary(self.tr("Put the ticked lines on the sheet"), self._take)
        self.leave = button(self.tr("Back to the sheet"), model.close_refill, icon="back")
        self._build()

    def show_proposal(self, proposal: RefillProposal) -> None:
        """Show a comparison."""
        if proposal is self._shown:
            return
        self._shown = proposal
        issued = proposal.issued.isoformat() if proposal.issued else ""
        self._about.setText(self.tr("Sheet {number} of {day}").format(number=proposal.source.number or "", day=issued))
        news = [text(f"refill_news.{kind}", {"words": words}) for kind, words in proposal.news]
        self._news.setText(self.tr("Since then: {news}").format(news=" · ".join(news)))
        self._news.setVisible(bool(news))
        self._as_of.setText(self.tr("By the records of this computer up to {day}").format(day=proposal.as_of.isoformat()))
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = []
        for one in proposal.lines:
            self._lines.addWidget(self._line(one))
            self._lines.addWidget(Line())
        self._count()

    def _line(self, one: RefillLine) -> QWidget:
        box = Tick(f"{one.before.name}  {one.before.strength}", bold=True)
        box.setChecked(one.ticked)
        box.toggled.connect(lambda _: self._count())
        self.boxes.append(box)
        product = self._model.product(one.before.drug)
        left = self.tr("{n} days should be left").format(n=one.days_left) if one.days_left > 0 else self.tr("used up")
        since = self.tr("taken since {day}").format(day=one.since.isoformat()) if one.since else ""
        quantity = amount_text(one.before.quantity, one.before.quantity_unit)
        said = " · ".join(part for part in (self._words.usage(one.before, product), quantity, since, left) if part)
        made = QWidget()
        lines = column(box, label(said, ink="secondary", wrap=True), gap=2)
        if one.why:
            reasons = QWidget()
            flow = FlowLayout(reasons)
            for why in one.why:
                flow.addWidget(Pill(text(f"refill_why.{why}"), t.Mark.ATTENTION, size=t.BODY))
            lines.addWidget(reasons)
        made.setLayout(lines)
        return made

    def _count(self) -> None:
        ticked = sum(box.isChecked() for box in self.boxes)
        self.set_count(self.tr("{n} of {all} ticked").format(n=ticked, all=len(self.boxes)))
        self.take.setEnabled(bool(ticked))

    def _take(self) -> None:
        self._model.take_refill(tuple(n for n, box in enumerate(self.boxes) if box.isChecked()))

    def _build(self) -> None:
        for each in (self._about, self._news):
            self.body.addWidget(each)
        self.body.addWidget(Line())
        self.body.addLayout(self._lines)
        self.body.addWidget(self._as_of)
        self.body.addLayout(row(self.leave, 0, self.take))
        self.body.addStretch(1)
