"""What the resident takes and how long it lasts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.rules.formulary import Product
from app.services.charting import Chart
from app.services.medicines import Taken
from app.services.rx_words import usage_text
from ui import tokens as t
from ui.pages.encounter.values import current_medicines
from ui.widgets.frames import Card, column, label, row
from ui.widgets.pill import Pill

SOON = 7
LONG_GONE = 0


class MedicinesPanel(Card):
    """Least left first. Medicines bought elsewhere are not here, and the panel says so."""

    def __init__(self, products: Mapping[str, Product]) -> None:
        super().__init__(QCoreApplication.translate("MedicinesPanel", "Current medicines"))
        self._products = products
        self._shown: tuple[Taken, ...] | None = None
        self._rows = QWidget()
        self._rows.setLayout(column(gap=t.S))
        self._known = label(
            self.tr("Only what was prescribed here; ask for what is bought elsewhere."), t.SMALL, ink="secondary", wrap=True
        )
        self.body.addWidget(self._rows)
        self.body.addWidget(self._known)

    def show_chart(self, chart: Chart) -> None:
        """Show a chart's medicines."""
        found = current_medicines(chart)
        if found == self._shown:
            return
        self._shown = found
        self.set_count(self.tr("{n} kinds").format(n=len(found)))
        layout = self._rows.layout()
        assert layout is not None
        while (item := layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in found:
            layout.addWidget(self._row(one))
        if not found:
            layout.addWidget(label(self.tr("No prescription of ours is running."), ink="secondary", wrap=True))

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
