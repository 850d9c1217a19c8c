"""Somebody from elsewhere: looked up at the server above by ID number, or by name and birthday, and brought here with the record."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.lookups import Elsewhere
from ui import tokens as t
from ui.bridge import Bridge
from ui.pages.form_row import FormRow
from ui.pages.page_model import PageModel
from ui.pages.residents.words import sex_word
from ui.widgets.buttons import button, primary
from ui.widgets.fields import TextField
from ui.widgets.frames import Card, Scroll, column, label, row, secondary
from ui.widgets.notice import Notice


class Server(Protocol):
    """What of the look-up service this panel uses."""

    def find(self, number: str = "", name: str = "", birth: date | None = None) -> list[Elsewhere]: ...

    def bring(self, person: str) -> int: ...


class ElsewhereModel(PageModel):
    """``found`` None = nothing was asked yet; ``brought``: id of the resident that is here now."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server
        self.found: tuple[Elsewhere, ...] | None = None
        self.brought = ""

    def ask(self, number: str, name: str, birth: str) -> None:
        """Ask the server above; takes seconds."""
        born = _day(birth)
        self.brought = ""
        self.do(lambda: tuple(self._server.find(number, name, born)), self._answered)

    def bring(self, one: Elsewhere) -> None:
        """Take somebody here with the record."""
        self.do(lambda: self._server.bring(one.id), lambda _: self._brought(one.id))

    def _answered(self, found: tuple[Elsewhere, ...]) -> None:
        self.found = found

    def _brought(self, person: str) -> None:
        self.brought = person


def _day(text: str) -> date | None:
    """1959-03-12 and 19590312."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


class ElsewherePanel(QWidget):
    """`brought(person)` = here now; `left` = back."""

    brought = Signal(str)
    left = Signal()

    def __init__(self, model: ElsewhereModel, bridge: Bridge) -> None:
        super().__init__()
        self.model = model
        self.notice = Notice()
        self.number = TextField(self.tr("ID number"))
        self.name = TextField(self.tr("Name"))
        self.birth = TextField(self.tr("Birth date"), "1959-03-12")
        self.ask = primary(self.tr("Look at the server above"), self._ask, icon="search")
        self._said = label("", wrap=True)
        self._list = QVBoxLayout()
        self._shown: object = self
        self._told = ""
        self._build()
        model.attach(self.refresh, partial(bridge.run, owner=self))
        self.refresh()

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        self.notice.follow(model.error)
        self.ask.setEnabled(not model.busy)
        self._said.setText(self._words())
        self._said.setVisible(bool(self._said.text()))
        if model.found != self._shown:
            self._shown = model.found
            self._show_found(model.found or ())
        if model.brought and model.brought != self._told:
            self._told = model.brought
            self.brought.emit(model.brought)

    def _words(self) -> str:
        if self.model.busy:
            return self.tr("Asking the server above…")
        return self.tr("Nobody found there") if self.model.found == () else ""

    def _ask(self) -> None:
        self._told = ""
        self.model.ask(self.number.text(), self.name.text(), self.birth.text())

    def _show_found(self, found: tuple[Elsewhere, ...]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in found:
            self._list.addWidget(self._card(one))

    def _card(self, one: Elsewhere) -> QWidget:
        card = Card()
        below = " · ".join(part for part in (sex_word(one.sex), str(one.birth or ""), one.village, one.id_masked) if part)
        words = self.tr("Bring up to date") if one.here else self.tr("Bring here")
        line = row(gap=t.M)
        line.addLayout(column(label(one.name, bold=True, wrap=True), secondary(below, wrap=True), gap=0), 1)
        line.addWidget(button(words, partial(self.model.bring, one)))
        card.body.addLayout(line)
        return card

    def _build(self) -> None:
        head = self.tr("For somebody from another place. Enter the ID number, or name and birth date. That you looked is written down.")
        keys = row(self.ask, button(self.tr("Back"), self.left.emit), 0)
        body = column(self.notice, label(self.tr("Somebody from elsewhere"), t.HEADING, bold=True), secondary(head, wrap=True), gap=t.S)
        for word, field in ((self.tr("ID number"), self.number), (self.tr("Name"), self.name), (self.tr("Birth date"), self.birth)):
            body.addWidget(FormRow(word, field, checked=False))
            field.returnPressed.connect(self._ask)
        body.addLayout(keys)
        body.addWidget(self._said)
        self._list.setSpacing(t.S)
        body.addLayout(self._list)
        body.addStretch(1)
        body.setContentsMargins(t.M, t.M, t.M, t.M)
        inner = QWidget()
        inner.setLayout(body)
        self.setLayout(column(Scroll(inner), gap=0))
