"""数据: a month's round trip by doctor, and what was prescribed in spite of a rule; both go into one Excel file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.review_report import Overridden, RoundTrip
from ui import tokens as t
from ui.bridge import Bridge
from ui.models.rows import Column, RowsModel
from ui.pages.rx_report.model import NumbersModel
from ui.pages.rx_report.words import NumbersWords
from ui.widgets.buttons import button
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, secondary
from ui.widgets.notice import Notice

R = TypeVar("R")


class NumbersPage(QWidget):
    """Nothing can be changed here."""

    def __init__(self, model: NumbersModel, bridge: Bridge) -> None:
        super().__init__()
        self.model, self.words, self.notice = model, NumbersWords(), Notice()
        self._build()
        model.attach(self.refresh, partial(bridge.run, owner=self))
        self.refresh()

    def shown(self) -> None:
        """In front: keep it true."""
        self.model.load()

    def refresh(self) -> None:
        """Follow the model."""
        model, shown = self.model, self.model.shown
        doctors = shown.doctors if shown is not None else ()
        self.doctors.set_rows(doctors)
        self.overrides.set_rows(shown.overrides if shown is not None else ())
        self._month.setText(self.words.month(shown.month) if shown is not None else "")
        self.later.setEnabled(not model.is_newest)
        self.save.setEnabled(bool(doctors))
        self._upper.setVisible(bool(doctors))
        self._lower.setVisible(bool(doctors))
        self._nothing.setVisible(not doctors)
        self._no_overrides.setVisible(shown is not None and not shown.overrides)
        self._override_table.setVisible(shown is not None and bool(shown.overrides))
        self._refresh_notice()

    def _refresh_notice(self) -> None:
        self.notice.follow(self.model.error, self.tr("Saved as {file}").format(file=self.model.saved) if self.model.saved else "")

    def table(self) -> list[list[str]]:
        """What is in front, as rows of texts: the month, then both tables with their headings."""
        parts = [[self._month.text()]]
        for title, rows in ((self._upper_title, self._texts(self.doctors)), (self._lower_title, self._texts(self.overrides))):
            parts += [[], [title], *rows]
        return parts

    def _texts(self, rows: RowsModel[R]) -> list[list[str]]:
        return [[one.title for one in rows.columns], *([one.text(row) for one in rows.columns] for row in rows.rows())]

    def _save(self) -> None:
        proposed = f"{self._month.text()}.xlsx"
        found, _ = QFileDialog.getSaveFileName(self, self.tr("Save as Excel"), proposed, "*.xlsx")
        if found:
            self.model.save(Path(found), self.table())

    # building

    def _build(self) -> None:
        self._upper_title, self._lower_title = self.tr("Reviews by doctor"), self.tr("Prescribed in spite of a rule")
        body = column(self._head(), self._doctors(), self._overrides(), gap=t.M)
        body.setContentsMargins(t.M, t.M, t.M, t.M)
        self._nothing = EmptyState(
            "check", self.tr("No sheets in this month"), self.tr("The numbers come by themselves as sheets are signed.")
        )
        body.addWidget(self._nothing, 1)
        body.setStretch(1, 1)
        body.setStretch(2, 1)
        whole = column(self.notice, gap=0)
        whole.addLayout(body, 1)
        self.setLayout(whole)

    def _head(self) -> QWidget:
        self._month = label("", t.NAME, bold=True)
        self.earlier = button(self.tr("Month before"), lambda: self.model.turn(-1))
        self.later = button(self.tr("Month after"), lambda: self.model.turn(1))
        self.save = button(self.tr("Save as Excel"), self._save)
        return flowing(self._month, self.earlier, self.later, self.save)

    def _doctors(self) -> Card:
        words = self.words
        self.doctors: RowsModel[RoundTrip] = RowsModel(
            (
                Column(self.tr("Doctor"), words.doctor, bold=True, stretch=True),
                Column(self.tr("Signed"), lambda one: str(one.signed), right=True),
                Column(self.tr("Reviewed"), words.reviewed, right=True),
                Column(self.tr("Sent back"), lambda one: str(one.doubted), right=True),
                Column(self.tr("Corrected"), lambda one: str(one.corrected), right=True),
                Column(self.tr("Refused"), lambda one: str(one.refused), right=True),
                Column(self.tr("Minutes"), words.minutes, right=True),
            ),
            key=lambda one: one.practitioner,
        )
        self._upper = Card(self._upper_title)
        self._upper.body.addWidget(DataTable(self.doctors, self._upper_title), 1)
        self._upper.body.addWidget(secondary(self.tr("Sheets; minutes: the median from signing to the first verdict."), wrap=True))
        return self._upper

    def _overrides(self) -> Card:
        words = self.words
        self.overrides: RowsModel[Overridden] = RowsModel(
            (
                Column(self.tr("Rule"), words.rule, bold=True),
                Column(self.tr("Doctor's reason"), words.reason, stretch=True),
                Column(self.tr("Doctor"), lambda one: one.name),
                Column(self.tr("Times"), lambda one: str(one.count), right=True),
            ),
            key=lambda one: f"{one.practitioner} {one.code} {one.reason}",
        )
        self._override_table = DataTable(self.overrides, self._lower_title)
        self._no_overrides = secondary(self.tr("None in this month."))
        self._lower = Card(self._lower_title)
        self._lower.body.addWidget(self._override_table, 1)
        self._lower.body.addWidget(self._no_overrides)
        return self._lower
