"""传染病报告: the clock of each, the card to be written, and when it was sent in the national system, which takes cards by hand only."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.clock import instant, local
from app.services.form_papers import KIND, Paper
from app.services.infectious import Report, Sent, Stage
from app.texts import text
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.form_row import FormRow, code_field
from ui.pages.infectious.model import CARDS, WAITING, InfectiousModel
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, filling, heading, label, row, scrolled, secondary
from ui.widgets.list_card import ListCard

PANEL_WIDE = 400
_MARKS = {Stage.CARD: t.Mark.ATTENTION, Stage.SEND: t.Mark.ATTENTION, Stage.RETURNED: t.Mark.DANGER, Stage.DONE: t.Mark.OK}


class InfectiousPage(ModelPage[InfectiousModel]):
    """`card_asked(person, encounter, card)`: the card is to be written, or corrected where it is there."""

    card_asked = Signal(str, str, str)
    resident_asked = Signal(str)

    def __init__(self, model: InfectiousModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self._drawn = ""
        self._build(bridge, printers)
        self.follow(bridge)

    def shown(self) -> None:
        """In front: keep it true."""
        super().shown()
        self.table.setFocus()

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        self.tabs.say(WAITING, self.tr("To report {n}").format(n=len(model.waiting)))
        self.tabs.say(CARDS, self.tr("Cards of this year {n}").format(n=len(model.cards)))
        self.tabs.set_value(model.tab)
        self._list.show_rows(model.rows, "")
        self.excel.setEnabled(bool(model.cards))
        self._tell_chosen()
        self.notice.follow(model.error)

    def left(self, one: Report) -> str:
        """How much time there is; '' where it was reported."""
        if one.stage is Stage.DONE:
            return ""
        seconds = (one.until - self.model.clock.now()).total_seconds()
        hours, minutes = divmod(int(abs(seconds)) // 60, 60)
        return text("infectious_line.late" if seconds < 0 else "infectious_line.left", {"hours": hours, "minutes": f"{minutes:02d}"})

    def _mark(self, one: Report) -> t.Mark:
        return t.Mark.DANGER if one.late(self.model.clock.now()) else _MARKS[one.stage]

    def _tell_chosen(self) -> None:
        one = self.model.chosen
        self.panel.setVisible(one is not None)
        if one is None:
            self._drawn = ""
            return
        self._who.setText(one.name)
        self._what.setText(f"{one.disease.name} · {one.disease.rank} · {text(f'infectious_stage.{one.stage.value}')}")
        until = self.tr("Until {until}").format(until=f"{local(one.until):%Y-%m-%d %H:%M}")
        told = [] if one.stage is Stage.DONE else [until, self.left(one)]
        self._told.setText("\n".join([*told, self._sent(one.sent)]).strip())
        self.write.setText(self.tr("Correct the card") if one.card else self.tr("Write the card"))
        self.print.setVisible(bool(one.card))
        self.sending.setVisible(bool(one.card))
        drawn = f"{one.card}{one.stage}"
        if drawn != self._drawn:
            self._drawn = drawn
            now = local(self.model.clock.now())
            self.day.setText(f"{now:%Y-%m-%d}")
            self.time.setText(f"{now:%H:%M}")
            self.number.clear()
            self.reason.clear()

    def _sent(self, sent: Sent | None) -> str:
        if sent is None:
            return ""
        at = f"{local(instant(sent.at)):%Y-%m-%d %H:%M}"
        if sent.returned:
            return text("infectious_line.returned", {"at": at, "reason": sent.returned})
        facts = {"at": at, "by": sent.by, "number": sent.number}
        return text("infectious_line.sent_number" if sent.number else "infectious_line.sent", facts)

    def _ask_card(self) -> None:
        one = self.model.chosen
        if one is not None:
            self.card_asked.emit(one.person, one.encounter, one.card)

    def _ask_resident(self) -> None:
        if self.model.chosen is not None:
            self.resident_asked.emit(self.model.chosen.person)

    def _show_paper(self, paper: Paper) -> None:
        self.printable.show_pdf(paper.title, paper.pdf, KIND, lambda: self.model.printed(paper))

    def _save(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder for the table"))
        if folder:
            self.model.export(Path(folder))

    def _choose(self, one: Report | None) -> None:
        if one is not None:
            self.model.choose(one)

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        self.tabs = ChoiceBar(self.tr("List"), [(WAITING, ""), (CARDS, "")])
        self.tabs.chosen.connect(self.model.choose_tab)
        self.excel = button(self.tr("Excel"), self._save)
        self._list = self._made_list()
        self.panel = self._made_panel()
        top = flowing(label(self.tr("Notifiable diseases"), t.NAME, bold=True), self.tabs, self.excel, gap=t.M)
        both = row(self._list, self.panel, gap=t.M)
        both.setStretch(0, 1)
        self.printable = Printable(self, filling(self.notice, top, both), bridge, printers)

    def _made_list(self) -> ListCard[Report]:
        self.rows: RowsModel[Report] = RowsModel(
            (
                Column(self.tr("State"), lambda one: text(f"infectious_stage.{one.stage.value}"), mark=self._mark),
                Column(self.tr("Name"), lambda one: one.name, bold=True),
                Column(self.tr("Disease"), lambda one: one.disease.name, stretch=True),
                Column(self.tr("Time"), self.left),
                Column(self.tr("Village"), lambda one: one.village),
            ),
            key=lambda one: f"{one.person}.{one.disease.code}.{one.card}",
        )
        empty = EmptyState("check", self.tr("Nothing here"), self.tr("A diagnosis of the national list puts itself here with its clock."))
        made = ListCard(self.tr("Reports"), self.tr("Reports"), self.rows, empty)
        self.table = made.table
        self.table.chosen_row.connect(self._choose)
        self.table.activated_row.connect(lambda _: self._ask_card())
        return made

    def _made_panel(self) -> QWidget:
        self._who, self._what = label("", t.NAME, bold=True), label("", bold=True, wrap=True)
        self._told = label("", wrap=True)
        self.write = primary(self.tr("Write the card"), self._ask_card, act=Act.FOLLOW_UP, icon="edit")
        self.print = button(self.tr("Print the card"), lambda: self.model.print(self._show_paper), act=Act.PRINT, icon="print")
        look = button(self.tr("Open the record"), self._ask_resident, icon="residents")
        card = Card()
        for part in (self._who, self._what, self._told, flowing(self.write, self.print, look), self._made_sending()):
            card.body.addWidget(part)
        card.body.addStretch(1)
        made = scrolled(card)
        made.setFixedWidth(theme.px(PANEL_WIDE))
        return made

    def _made_sending(self) -> QWidget:
        self.day, self.time = code_field(self.tr("Sent on")), code_field(self.tr("At"))
        self.number, self.reason = code_field(self.tr("Number of the card there")), TextField(self.tr("Why it came back"))
        sent = button(
            self.tr("Sent in the national system"),
            lambda: self.model.say_sent(self.day.text(), self.time.text(), self.number.text()),
            act=Act.SAVE,
        )
        back = button(self.tr("It came back"), lambda: self.model.say_returned(self.reason.text()), kind="danger")
        self.sending = QWidget()
        lines = column(
            heading(self.tr("National system")), secondary(self.tr("Sent by hand there; here is kept who did it, and when."), wrap=True)
        )
        lines.addLayout(
            row(FormRow(self.tr("Sent on"), self.day, checked=False), FormRow(self.tr("At"), self.time, checked=False), gap=t.M)
        )
        lines.addWidget(FormRow(self.tr("Number of the card there"), self.number, checked=False))
        lines.addLayout(row(sent, 0))
        lines.addWidget(FormRow(self.tr("Why it came back"), self.reason, checked=False))
        lines.addLayout(row(back, 0))
        self.sending.setLayout(lines)
        return self.sending
