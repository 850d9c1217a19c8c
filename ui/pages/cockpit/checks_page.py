"""核查与工作量: what looks made up, how long people waited at each stage, and who did what, of a period."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from app.rules.public_health.counting import limits
from app.services.authenticity import WORK, Checked, Crowded, DigitRow, RepeatedRow, StageTime, Work
from app.services.table_file import one_sheet
from app.texts import text
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.cockpit.checks_model import ChecksModel
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.pages.span_choice import span_choice
from ui.widgets.buttons import button
from ui.widgets.data_table import DataTable
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, Scroll, below, label, secondary

KIND = "public_health_checks"
"""As printers and audit trail call it."""


class ChecksPage(ModelPage[ChecksModel]):
    """Nothing can be changed here, and nobody is accused: each line says what to look at."""

    def __init__(self, model: ChecksModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self._titled: list[tuple[str, RowsModel[Any]]] = []
        self._build(bridge, printers)
        self.follow(bridge)

    def refresh(self) -> None:
        """Follow the model."""
        model, checked = self.model, self.model.checked
        self.choice.set_value(model.span)
        for each in (self.save, self.print):
            each.setEnabled(checked is not None and not model.busy)
        if checked is None:
            self._days.setText(self.tr("Counting …"))
        else:
            self._days.setText(self.tr("{first} to {last}").format(first=checked.first.isoformat(), last=checked.last.isoformat()))
            self._shares.setText("    ".join(self.shares(checked)))
            self.digits.set_rows(checked.digits)
            self.repeated.set_rows(checked.repeated)
            self.crowded.set_rows(checked.crowded)
            self.stages.set_rows(checked.stages)
            self.work.set_rows(checked.work)
            self._digits_said.setText(self.said(checked.digits[0]))
            for card, found in ((self._same_card, checked.repeated), (self._hours_card, checked.crowded)):
                card.set_count(self.tr("{n} found").format(n=len(found)) if found else self.tr("none found"))
        self.notice.follow(model.error, self.tr("Saved as {file}").format(file=model.saved) if model.saved else "")

    def shares(self, one: Checked) -> list[str]:
        """Device readings and visits without a measurement."""
        device = self.tr("Readings from devices: {share} ({part} / {below})")
        visits = self.tr("Visits without a measurement: {share} ({part} / {below})")
        return [
            device.format(share=_share(one.device, one.readings), part=one.device, below=one.readings),
            visits.format(share=_share(one.unmeasured, one.visits), part=one.unmeasured, below=one.visits),
        ]

    def said(self, one: DigitRow) -> str:
        """What the last digits mean, in plain words."""
        found = one.found
        if not found.enough:
            return text("genuine.digits_few", {"wanted": limits()["authenticity"]["digit_readings"]})
        return text("genuine.digits_odd" if found.odd else "genuine.digits_even", {"share": str(found.share)})

    def tables(self) -> list[tuple[str, list[list[str]]]]:
        """What is in front, as tables with their headings."""
        return [(title, rows.table()) for title, rows in self._titled]

    def _save(self) -> None:
        title = f"{self.tr('Checks and workload')} {self._days.text()}"
        found, _ = QFileDialog.getSaveFileName(self, self.tr("Save as Excel"), f"{title}.xlsx", "*.xlsx")
        if found:
            head = [title, *self.shares(self.model.checked)] if self.model.checked is not None else []
            self.model.save(Path(found), one_sheet(head, self.tables()))

    def _print(self) -> None:
        self.model.print(f"{self.tr('Checks and workload')} {self._days.text()}", self.tables(), self._show_pdf)

    def _show_pdf(self, pdf: bytes) -> None:
        self.printable.show_pdf(self.tr("Checks and workload"), pdf, KIND, lambda: self.model.paper.printed(pdf))

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        cards = QWidget()
        grid = QGridLayout(cards)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(t.M)
        for place, card in enumerate((self._same(), self._last_digits(), self._hours(), self._waits(), self._who())):
            wide = 2 if place == 4 else 1
            grid.addWidget(card, place // 2, place % 2, 1, wide)
            grid.setRowStretch(place // 2, 1)
        for place in (0, 1):
            grid.setColumnStretch(place, 1)
        self._shares = label("", wrap=True)
        self.printable = Printable(self, below(self.notice, self._head(), self._shares, Scroll(cards)), bridge, printers)

    def _head(self) -> QWidget:
        self._days = label("", t.HEADING, bold=True)
        self.choice = span_choice(self.model.choose)
        self.save = button(self.tr("Save as Excel"), self._save)
        self.print = button(self.tr("Print"), self._print, act=Act.PRINT, icon="print")
        return flowing(self._days, self.choice, self.save, self.print)

    def _card(self, title: str, rows: RowsModel[Any], *said: QWidget, lines: int = 4) -> Card:
        self._titled.append((title, rows))
        made = Card(title)
        for each in said:
            made.body.addWidget(each)
        table = DataTable(rows, title)
        table.setMinimumHeight(theme.px(t.ROW * lines))
        made.body.addWidget(table, 1)
        return made

    def _same(self) -> Card:
        self.repeated: RowsModel[RepeatedRow] = RowsModel(
            (
                Column(self.tr("Resident"), lambda one: one.resident or "—", bold=True),
                Column(self.tr("Village"), lambda one: one.village, stretch=True),
                Column(self.tr("Pressure"), lambda one: f"{one.found.systolic}/{one.found.diastolic}"),
                Column(self.tr("Times"), lambda one: str(one.found.visits), right=True),
                Column(self.tr("Until"), lambda one: one.found.last_day),
                Column(self.tr("Doctor"), lambda one: one.doctor),
            ),
            key=lambda one: f"{one.found.person} {one.found.first_day}",
        )
        self._same_card = self._card(text("genuine.same_pressure"), self.repeated)
        return self._same_card

    def _last_digits(self) -> Card:
        self.digits: RowsModel[DigitRow] = RowsModel(
            (
                Column(self.tr("Who typed"), lambda one: one.name or self.tr("All together"), bold=True, stretch=True),
                Column(self.tr("Readings"), lambda one: str(one.found.readings), right=True),
                Column(self.tr("0 and 5"), self._share_of, right=True, mark=_digit_mark),
            ),
            key=lambda one: one.name,
        )
        self._digits_said = secondary("", wrap=True)
        return self._card(text("genuine.digits"), self.digits, self._digits_said)

    def _share_of(self, one: DigitRow) -> str:
        return "—" if one.found.share is None else f"{one.found.share}%"

    def _hours(self) -> Card:
        self.crowded: RowsModel[Crowded] = RowsModel(
            (
                Column(self.tr("Doctor"), lambda one: one.name, bold=True),
                Column(self.tr("Hour"), lambda one: f"{one.hour:%Y-%m-%d %H:00}", stretch=True),
                Column(self.tr("Visits"), lambda one: str(one.visits), right=True),
                Column(self.tr("At most"), self._limit, right=True),
            ),
            key=lambda one: f"{one.name} {one.hour:%Y%m%d%H}",
        )
        self._hours_card = self._card(text("genuine.crowded"), self.crowded)
        return self._hours_card

    def _limit(self, one: Crowded) -> str:
        return self.tr("{n} (van)").format(n=one.limit) if one.trip else str(one.limit)

    def _waits(self) -> Card:
        self.stages: RowsModel[StageTime] = RowsModel(
            (
                Column(self.tr("Stage"), lambda one: text(f"visit_stage.{one.stage.value}"), bold=True, stretch=True),
                Column(self.tr("Visits"), lambda one: str(one.visits), right=True),
                Column(self.tr("Median, min"), lambda one: _minutes(one.median), right=True),
                Column(self.tr("9 of 10 within, min"), lambda one: _minutes(one.ninetieth), right=True),
            ),
            key=lambda one: one.stage,
        )
        return self._card(self.tr("How long each stage takes"), self.stages, lines=6)

    def _who(self) -> Card:
        told = [Column(text(f"work.{what}"), partial(_count, place), right=True) for place, what in enumerate(WORK)]
        self.work: RowsModel[Work] = RowsModel(
            (Column(self.tr("Who"), lambda one: one.name, bold=True, stretch=True), *told), key=lambda one: one.practitioner
        )
        return self._card(self.tr("Work done, counted from records"), self.work)


def _count(place: int, one: Work) -> str:
    return str(one.counts[place])


def _minutes(told: float | None) -> str:
    return "—" if told is None else f"{told:.0f}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "—"


def _digit_mark(one: DigitRow) -> t.Mark:
    return t.Mark.ATTENTION if one.found.odd else t.Mark.NONE
