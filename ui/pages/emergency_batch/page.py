"""疾控应急 on one page: the line on top, what it says below it, everybody of the event in a list; the keyboard is enough."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog

from app.domain.person import Sex
from app.rules.forms.reading import library
from app.services.emergency_batch import KIND, Alike, Preview, Registered, is_urgent, sign_words
from app.texts import text
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.emergency_batch.model import EmergencyModel
from ui.pages.follow_up.codes_bar import CodesBar
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, filling, label, row, secondary
from ui.widgets.list_card import ListCard

EVENT_WIDE = 320


class EmergencyPage(ModelPage[EmergencyModel]):
    """`presented(number, name)`: a card or a code for the line."""

    def __init__(self, model: EmergencyModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self._build(bridge, printers)
        self.follow(bridge)

    def shown(self) -> None:
        """In front: ready to type."""
        super().shown()
        (self.line if self.model.event else self.about).setFocus()

    def presented(self, number: str, name: str = "") -> bool:
        """A card or a code: taken where the event has a name."""
        if not self.model.event:
            return False
        self.model.card(number, name)
        self.line.setFocus()
        self.line.end(False)
        return True

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        if self.line.text() != model.text:
            self.line.setText(model.text)
        if not self.about.hasFocus() and self.about.text() != model.event:
            self.about.setText(model.event)
        self.line.setEnabled(bool(model.event))
        self._say(model.preview)
        counted = text("emergency_line.counted", {"people": len(model.rows), "urgent": model.urgent})
        self._list.show_rows(tuple(reversed(model.rows)), counted if model.rows else "")
        for part in (self.print, self.excel):
            part.setEnabled(bool(model.rows))
        self._tell_chosen()
        self.notice.follow(model.error)

    def _say(self, found: Preview | None) -> None:
        """What the line says, what it lacks, who may be meant."""
        model = self.model
        self._read.setText(self._told(found) if found is not None else self._told_last())
        missing = "、".join(text(f"emergency_missing.{code}") for code in found.missing) if found is not None else ""
        taken = found is not None and found.taken
        self._lacks.setText(
            text("emergency_line.missing", {"what": missing}) if missing else self.tr("In this list already") if taken else ""
        )
        self._lacks.setVisible(bool(missing) or taken)
        alike = found.alike if found is not None else ()
        lines = [f"{n}  {self._who(one)}" for n, one in enumerate(alike, start=1)]
        ask = self.tr("Who is it? Press the number; 0 for somebody else") if model.choosing else self.tr("May be on record (Enter asks)")
        self._alike.setText("\n".join([ask, *lines]))
        self._alike.setVisible(bool(alike))
        self._known.setVisible(found is not None and found.known is not None)

    def _told(self, found: Preview) -> str:
        line = found.line
        sex = {Sex.MALE: self.tr("male"), Sex.FEMALE: self.tr("female")}.get(line.sex, "")
        age = self.tr("{n} years").format(n=line.age) if line.age is not None else ""
        signs = "" if line.signs is None else sign_words(line.signs)
        phone = line.phone or (text("emergency_line.phone_none") if line.name else "")
        told = " · ".join(part for part in (line.name, sex, age, phone, line.village, signs) if part)
        urgent = line.signs is not None and is_urgent(line.signs)
        first = self.tr("see first")
        return f"{told} · {first}" if urgent else told

    def _told_last(self) -> str:
        last = self.model.last
        if last is None:
            return text("emergency_line.nothing")
        return self.tr("Kept: {n} {name} · {signs}").format(n=last.number, name=last.name, signs=sign_words(last.signs))

    def _who(self, one: Alike) -> str:
        return " ".join(part for part in (one.name, one.age_text, one.village, one.phone) if part)

    def _tell_chosen(self) -> None:
        one = self.model.row
        self._foot.setVisible(one is not None)
        if one is not None:
            self._chosen.setText(f"{one.number} {one.name}")
            self.signs.show_codes(one.signs or ("0",))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While it is asked who is meant, digits answer and Esc goes back to the line."""
        if watched is self.line and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.model.choosing:
            if event.key() == Qt.Key.Key_Escape:
                self.model.leave_choice()
                return True
            if event.text().isdigit() and event.text().isascii():
                self.model.pick(int(event.text()))
                return True
        return super().eventFilter(watched, event)

    def _name_event(self) -> None:
        self.model.name_event(self.about.text())
        if self.model.event:
            self.line.setFocus()

    def _save(self) -> None:
        found, _ = QFileDialog.getSaveFileName(self, self.tr("Save as Excel"), f"{self.model.event}.xlsx", "*.xlsx")
        if found:
            self.model.export(Path(found), lambda: None)

    def _show_pdf(self, pdf: bytes) -> None:
        self.printable.show_pdf(self.tr("Emergency list"), pdf, KIND, lambda: self.model.printed(pdf))

    def _choose(self, one: Registered | None) -> None:
        if one is not None:
            self.model.choose(one.form)

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        self.print = button(self.tr("Print the list"), lambda: self.model.print(self._show_pdf), act=Act.PRINT, icon="print")
        self.excel = button(self.tr("Excel"), self._save)
        self.about = TextField(self.tr("Event"), self.tr("What it is about, such as: 5 March, diarrhoea in Liushu"))
        self.about.setMinimumWidth(EVENT_WIDE)
        self.about.editingFinished.connect(self._name_event)
        self._list = self._made_list()
        top = row(label(self.tr("Emergency registration"), t.NAME, bold=True), self.about, 0, self.print, self.excel)
        self.printable = Printable(self, filling(self.notice, top, self._typing(), self._list), bridge, printers)

    def _typing(self) -> Card:
        made = Card(self.tr("One line a person"))
        self.line = TextField(self.tr("The line"), self.tr("Card, or: name female67 phone village /13"))
        self.line.setFont(label("", t.HEADING).font())
        self.line.textEdited.connect(self.model.type)
        self.line.returnPressed.connect(self.model.enter)
        self.line.installEventFilter(self)
        codes = library().fields["emergency_signs"].codes
        keys = " ".join(f"{code}{word}" for code, word in codes.items() if code != "0")
        hint = secondary(self.tr("Behind /: {signs}; / alone = none. The village of the line before holds.").format(signs=keys), wrap=True)
        self._read, self._lacks = label("", t.HEADING, wrap=True), label("", ink="warn", wrap=True)
        self._known = label(self.tr("On record: name, sex and village are taken from there"), ink="ok", wrap=True)
        self._alike = label("", ink="warn", bold=True, wrap=True)
        for part in (self.line, hint, self._read, self._known, self._lacks, self._alike):
            made.body.addWidget(part)
        return made

    def _made_list(self) -> ListCard[Registered]:
        self.rows: RowsModel[Registered] = RowsModel(
            (
                Column(self.tr("No."), lambda one: str(one.number), right=True),
                Column(self.tr("Name"), lambda one: one.name, bold=True),
                Column(self.tr("Age"), lambda one: one.age, right=True),
                Column(self.tr("Phone"), lambda one: one.phone or text("emergency_line.phone_none")),
                Column(self.tr("Village"), lambda one: one.village),
                Column(
                    self.tr("Signs"),
                    lambda one: sign_words(one.signs),
                    mark=lambda one: t.Mark.DANGER if one.urgent else t.Mark.NONE,
                    stretch=True,
                ),
            ),
            key=lambda one: one.form,
        )
        empty = EmptyState(
            "emergency", self.tr("Nobody yet"), self.tr("Name the event, then type one line a person; each is kept with Enter.")
        )
        made = ListCard(self.tr("Registered, the newest on top"), self.tr("Registered"), self.rows, empty)
        self.table = made.table
        self.table.chosen_row.connect(self._choose)
        self._chosen = label("", bold=True)
        codes = library().fields["emergency_signs"].codes
        self.signs = CodesBar(self.tr("Signs"), codes, many=True, none="0")
        self.signs.told.connect(self.model.change_signs)
        self._foot = flowing(self._chosen, self.signs)
        made.body.addWidget(self._foot)
        return made
