"""What the resident takes and how long it lasts; what is from elsewhere, and when it was asked about."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clock import instant, local_day
from app.domain.clinical import Answer, FactKind
from app.domain.outside_medicine import OutsideMedicine
from app.rules.formulary import Product
from app.services.charting import Chart
from app.services.medicines import Taken
from app.services.rx_words import usage_text
from app.texts import text
from ui import tokens as t
from ui.pages.encounter.values import current_medicines
from ui.widgets.buttons import button
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, refill, row
from ui.widgets.pill import Pill

SOON = 7
LONG_GONE = 0


class MedicinesPanel(Card):
    """Least left first, then what is bought elsewhere as far as it was asked. `bag_asked()`: the medicine bag is wanted."""

    bag_asked = Signal()

    def __init__(self, products: Mapping[str, Product]) -> None:
        super().__init__(QCoreApplication.translate("MedicinesPanel", "Current medicines"))
        self._products = products
        self._shown: object = None
        self._rows: QVBoxLayout = column(gap=t.S)
        self._known = Pill(size=t.BODY)
        self.bag = button(self.tr("Medicine bag"), self.bag_asked.emit)
        self.body.addLayout(self._rows)
        self.body.addWidget(flowing(self._known, self.bag))

    def show_chart(self, chart: Chart) -> None:
        """Show a chart's medicines."""
        found = current_medicines(chart)
        shown = (found, chart.outside, chart.facts.get(FactKind.MEDICINES), chart.as_of)
        if shown == self._shown:
            return
        self._shown = shown
        self.set_count(self.tr("{n} kinds").format(n=len(found) + len(chart.outside)))
        made = [self._row(one) for one in found] + [self._elsewhere(one) for one in chart.outside]
        refill(self._rows, made or [label(self.tr("No prescription of ours is running."), ink="secondary", wrap=True)])
        self._known.set_state(*self._asked(chart))

    def _row(self, one: Taken) -> QWidget:
        made = QWidget()
        name = label(f"{one.line.name} {one.line.strength}", bold=True, wrap=True)
        head = row(name, Pill(*self._left(one.days_left), size=t.BODY))
        head.setStretch(0, 1)
        lines = column(gap=0)
        lines.addLayout(head)
        lines.addWidget(label(self._usage(one), ink="secondary", wrap=True))
        made.setLayout(lines)
        return made

    def _elsewhere(self, one: OutsideMedicine) -> QWidget:
        made = QWidget()
        head = row(label(one.name, bold=True, wrap=True), Pill(text(f"medicine_source.{one.source.value}"), t.Mark.INFO, size=t.BODY))
        head.setStretch(0, 1)
        made.setLayout(head)
        return made

    def _asked(self, chart: Chart) -> tuple[str, t.Mark]:
        """Whether somebody asked for what is bought elsewhere, and whether today: silence is no no (H17)."""
        stale = sum(local_day(instant(one.at)) != chart.as_of for one in chart.outside)
        fact = chart.facts.get(FactKind.MEDICINES)
        if stale:
            return self.tr("from elsewhere: {n} to be confirmed").format(n=stale), t.Mark.ATTENTION
        if chart.outside:
            return self.tr("from elsewhere: asked today"), t.Mark.OK
        if fact is not None and fact.answer is Answer.NO:
            return self.tr("nothing from elsewhere (asked {day})").format(day=local_day(instant(fact.at)).isoformat()), t.Mark.OK
        return self.tr("from elsewhere: not asked"), t.Mark.ATTENTION

    def _usage(self, one: Taken) -> str:
        line, product = one.line, self._products.get(one.line.drug)
        if product is None:
            return f"{line.single:f} {line.dose_unit} {line.frequency}"
        return usage_text(product, line.single, line.frequency, line.route, line.days, line.as_needed, line.per_day)

    def _left(self, days: int) -> tuple[str, t.Mark]:
        if days <= LONG_GONE:
            return self.tr("used up"), t.Mark.ATTENTION
        mark = t.Mark.ATTENTION if days <= SOON else t.Mark.NONE
        return self.tr("{n} days left").format(n=days), mark
