"""Two records of one human, side by side: what speaks for it, a reason, a second person's word, and the way back (H40)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.ids import mask_id, mask_phone
from app.domain.person import IdKind, Person
from app.services.linking import Alike, Linked, Proposal
from ui import tokens as t
from ui.bridge import Bridge
from ui.pages.residents.same_model import SameModel
from ui.pages.residents.words import sex_word
from ui.pages.wording import when
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, Scroll, column, label, row, secondary
from ui.widgets.notice import Notice


class SamePanel(QWidget):
    """`left` = back to the record. Nothing here is ever done by itself, and no row of any chart moves."""

    left = Signal()

    def __init__(self, model: SameModel, bridge: Bridge, writes: bool = True) -> None:
        """Without ``writes`` the lists are only read."""
        super().__init__()
        self.model, self._writes = model, writes
        self.notice = Notice()
        self._shown: object = None
        self._alike = self._list(self.tr("May be one person"))
        self._proposals = self._list(self.tr("Wait for a second person to confirm"))
        self._links = self._list(self.tr("Known to be one person"))
        self._empty = EmptyState("residents", self.tr("No two records look like one person"))
        self._build()
        model.attach(self.refresh, partial(bridge.run, owner=self))
        self.refresh()

    def refresh(self) -> None:
        """Follow the model."""
        self.notice.follow(self.model.error)
        state = self.model.state
        if state == self._shown:
            return
        self._shown = state
        self._fill(self._alike, [self._pair(one) for one in state.alike])
        self._fill(self._proposals, [self._proposal(one) for one in state.proposals])
        self._fill(self._links, [self._link(one) for one in state.links])
        self._empty.setVisible(not (state.alike or state.proposals or state.links))

    # one card each

    def _pair(self, one: Alike) -> QWidget:
        why = self.tr("the same ID number") if one.why == "number" else self.tr("the same name, birthday and village")
        card = PairCard(one.a, one.b, why)
        if self._writes:
            reason = self._reason(why)
            card.add_keys(
                reason,
                button(self.tr("They are one person"), lambda: self.model.propose(one, reason.text())),
                button(self.tr("They are two people"), partial(self.model.keep_apart, one)),
            )
        return card

    def _proposal(self, one: Proposal) -> QWidget:
        said = self.tr("{reason}, proposed {time}").format(reason=one.reason, time=when(one.made_at, self.model.clock.now()))
        card = PairCard(one.a, one.b, said)
        if self._writes:
            card.add_keys(
                button(self.tr("Confirm: one person"), partial(self.model.confirm, one)),
                button(self.tr("Withdraw"), partial(self.model.withdraw, one)),
            )
        return card

    def _link(self, one: Linked) -> QWidget:
        said = self.tr("{reason}, since {time}").format(reason=one.reason, time=when(one.made_at, self.model.clock.now()))
        card = PairCard(one.a, one.b, said)
        if self._writes:
            reason = self._reason("")
            card.add_keys(reason, button(self.tr("Take apart again"), lambda: self.model.unlink(one, reason.text())))
        return card

    def _reason(self, text: str) -> TextField:
        field = TextField(self.tr("Reason"), self.tr("Why? For example: compared both ID cards"))
        field.setText(text)
        field.setMinimumWidth(260)
        return field

    # building

    def _build(self) -> None:
        head = self.tr("Charts of both are shown together once they are linked; every entry stays with the record it was written for.")
        body = column(self.notice, label(self.tr("Two records, one person?"), t.HEADING, bold=True), secondary(head, wrap=True), gap=t.S)
        for card, _ in (self._alike, self._proposals, self._links):
            body.addWidget(card)
        body.addWidget(self._empty)
        body.addStretch(1)
        body.addLayout(row(button(self.tr("Back"), self.left.emit), 0))
        body.setContentsMargins(t.M, t.M, t.M, t.M)
        inner = QWidget()
        inner.setLayout(body)
        whole = column(Scroll(inner), gap=0)
        self.setLayout(whole)

    def _list(self, title: str) -> tuple[Card, QVBoxLayout]:
        card, rows = Card(title), QVBoxLayout()
        rows.setSpacing(t.S)
        card.body.addLayout(rows)
        return card, rows

    def _fill(self, part: tuple[Card, QVBoxLayout], cards: Sequence[QWidget]) -> None:
        card, rows = part
        while (item := rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in cards:
            rows.addWidget(one)
        card.setVisible(bool(cards))
        card.set_count(self.tr("{n} pairs").format(n=len(cards)))


class PairCard(Card):
    """Two residents side by side; what is not alike stands out."""

    def __init__(self, a: Person, b: Person, said: str) -> None:
        super().__init__()
        self.body.addWidget(label(said, bold=True, wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(t.L)
        for line, (word, read) in enumerate(self._rows()):
            grid.addWidget(secondary(word), line, 0)
            here, there = read(a), read(b)
            for place, value in ((1, here), (2, there)):
                grid.addWidget(label(value or "—", bold=here != there, wrap=True), line, place)
        for place, share in enumerate((0, 1, 1)):
            grid.setColumnStretch(place, share)
        self.body.addLayout(grid)

    def add_keys(self, *widgets: QWidget) -> None:
        """What can be done about it."""
        keys = QWidget()
        flow = FlowLayout(keys)
        for one in widgets:
            flow.addWidget(one)
        self.body.addWidget(keys)

    def _rows(self) -> Sequence[tuple[str, Callable[[Person], str]]]:
        return (
            (self.tr("Name"), lambda one: one.name),
            (self.tr("Born"), lambda one: " ".join(part for part in (sex_word(one.sex), str(one.birth or "")) if part)),
            (self.tr("ID number"), lambda one: mask_id(one.number(IdKind.RESIDENT) or "") or one.number(IdKind.TEMPORARY) or ""),
            (self.tr("Phone"), lambda one: " ".join(mask_phone(each.number) for each in one.phones)),
            (self.tr("Address"), lambda one: "".join((one.address.village, one.address.group, one.address.text))),
            (self.tr("Head of household"), lambda one: one.householder),
        )
