"""发药: sheets to give out on the left, the sheet in front on the right, one field for every code, the hand-over below."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.domain.dispensing import DispenseStatus
from app.services.dispensing import GivingCase, ToGive
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.dispensing.line_card import LineCard
from ui.pages.dispensing.model import DispensingModel
from ui.pages.dispensing.urgent_card import UrgentCard
from ui.pages.dispensing.words import CounterWords
from ui.pages.model_page import ModelPage
from ui.widgets.buttons import button, primary
from ui.widgets.confirm_strip import ConfirmStrip
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.frames import Bar, Scroll, beside, column, label, refill, secondary
from ui.widgets.list_card import ListCard

EVERY_MS = 20_000
QUEUE_WIDE = 300
PLACED_MS = 40
"""New cards have their places by then."""


class DispensingPage(ModelPage[DispensingModel]):
    """A scanner's code comes through :meth:`scanned`; typed into the field it goes the same way with Enter."""

    def __init__(self, model: DispensingModel, bridge: Bridge) -> None:
        super().__init__(model)
        self.words, self.strip = CounterWords(), ConfirmStrip(Act.SIGN)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._keep_true)
        self._drawn: tuple[GivingCase, str | None] | None = None
        self.strip.closed.connect(lambda: self._refresh_keys())
        self._build()
        self.follow(bridge)

    def shown(self) -> None:
        """In front: keep it true."""
        super().shown()
        self._timer.start()

    def hidden(self) -> None:
        """Nobody looks; a question left open is closed."""
        self._timer.stop()
        self.strip.close_strip()

    def arrived(self) -> None:
        """A sheet was signed, reviewed or cancelled, here or elsewhere."""
        if self.isVisible():
            self._keep_true()

    def scanned(self, text: str) -> None:
        """A code, from a scanner or typed."""
        if not self.strip.isVisible():
            self.code.clear()
            self.model.scan(text)

    def presented(self, person: str) -> bool:
        """Somebody's card was laid down."""
        return self.model.open_person(person)

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        self.queue.show_rows(model.rows, self.tr("{n} sheets").format(n=len(model.rows)))
        self._refresh_case()
        self._refresh_keys()
        self._refresh_notice()

    def _refresh_notice(self) -> None:
        model = self.model
        self._sold.setVisible(model.error is not None and model.sold is not None)
        if model.sold is not None:
            self._sold.setText(self.words.sold(model.sold, model.clock.now()))
        self.notice.follow(model.error, self.words.told(*model.told) if model.told is not None else "")

    def _refresh_case(self) -> None:
        model = self.model
        self.strip.keep_to(_seen(model.case))
        self._right.setVisible(model.case is not None)
        self._choose.setVisible(model.case is None)
        self.urgent.show_case(model.case, model.may_decide, model.busy)
        if model.case is None or (model.case, model.line) == self._drawn:
            return
        opened = self._drawn is None or model.case.row.sheet != self._drawn[0].row.sheet
        self._drawn = (model.case, model.line)
        self._who.setText(self.words.who(model.case.row))
        self._head.setText(self.words.head(model.case))
        self._allergies.setText(self.words.allergies(model.case))
        cards = [LineCard(one, model, self.words, n) for n, one in enumerate(model.case.lines, start=1)]
        refill(self._lines, cards)
        self._lines.addStretch(1)
        following = next((card for card in cards if card.line.missing), None)
        if following is not None and not opened:
            QTimer.singleShot(PLACED_MS, following, partial(self._scroll.ensureWidgetVisible, following))
        self.queue.table.select(model.case.row.sheet)
        if opened:
            self.code.setFocus()

    def _refresh_keys(self) -> None:
        case = self.model.case
        ready = case is not None and case.row.prepared > 0 and case.row.may_be_given
        self.give.setEnabled(ready and not self.model.busy)
        self.give.setVisible(not self.strip.isVisible())
        self.settle.setVisible(self.model.bill is not None and case is not None and case.was_given and not case.row.prepared)

    def _keep_true(self) -> None:
        """Not under the hands of somebody who types."""
        if not self.strip.isVisible() and not self.code.text() and self.model.error is None:
            self.model.load()

    def _ask(self) -> None:
        case = self.model.case
        if case is not None:
            self.strip.ask(self.words.question(case, self.model.signer()), self.tr("Hand over"), self.model.hand_over, _seen(case))
            self._refresh_keys()

    def _ask_urgent(self, reason: str, note: str) -> None:
        case = self.model.case
        if case is not None and self.model.checks_reason(reason, note):
            question = self.words.urgent_question(case, reason, self.model.signer())
            self.strip.ask(question, self.tr("Give out urgently"), lambda: self.model.give_urgently(reason, note), _seen(case))
            self._refresh_keys()

    # building

    def _build(self) -> None:
        whole = column(self.notice, self._sold_line(), gap=0)
        whole.addLayout(beside(self._queue(), self._middle()), 1)
        whole.addWidget(self.strip)
        bar = Bar("foot")
        self.give = primary(self.tr("Check and hand over"), self._ask, Act.SIGN)
        self.settle = button(self.tr("Settle …"), lambda: self.model.bill and self.model.bill(self.model.sheet))
        bar.line.addStretch(1)
        bar.line.addWidget(self.settle)
        bar.line.addWidget(self.give)
        whole.addWidget(bar)
        self.setLayout(whole)

    def _sold_line(self) -> QWidget:
        self._sold = label("", t.HEADING, bold=True, wrap=True)
        self._sold.setContentsMargins(t.L, t.S, t.L, t.S)
        return self._sold

    def _queue(self) -> QWidget:
        words = self.words
        rows: RowsModel[ToGive] = RowsModel(
            (
                Column(self.tr("Patient"), words.who, bold=True),
                Column(self.tr("To do"), lambda one: words.state(one, self.model.clock.now()), mark=words.mark, stretch=True),
            ),
            key=lambda one: one.sheet,
        )
        nobody = EmptyState("check", self.tr("Nothing waits"), self.tr("Sheets that doctors sign appear here by themselves."))
        self.queue = ListCard(self.tr("To give out"), self.tr("Sheets to give out"), rows, nobody)
        self.queue.table.open_with(lambda one: self.model.open(one.sheet))
        self.queue.setFixedWidth(theme.px(QUEUE_WIDE))
        return self.queue

    def _middle(self) -> QWidget:
        self._who, self._head = label("", t.NAME, bold=True), secondary("", wrap=True)
        self._allergies = label("", bold=True, wrap=True)
        self.code = TextField(self.tr("Trace code"), self.tr("Scan the trace code on the box, or the square on the sheet"))
        self.code.returnPressed.connect(lambda: self.scanned(self.code.text()))
        inner = QWidget()
        self._lines = column(gap=t.M)
        inner.setLayout(self._lines)
        self._right = QWidget()
        self.urgent = UrgentCard(self.words, self._ask_urgent)
        right = column(self._who, self._head, self._allergies, self.urgent, self.code, gap=t.S)
        self._scroll = Scroll(inner)
        right.addWidget(self._scroll, 1)
        right.setContentsMargins(0, 0, 0, 0)
        self._right.setLayout(right)
        hint = self.tr("Scan the square on the paper, or choose one on the left.")
        self._choose = EmptyState("prescription", self.tr("Choose a sheet"), hint)
        made = QWidget()
        made.setLayout(column(self._right, self._choose, gap=0))
        return made


def _seen(case: GivingCase | None) -> object:
    """What a question at the counter is about: the sheet, and what of it lies prepared."""
    if case is None:
        return ""
    parts = (part for line in case.lines for part in line.parts if part.status is DispenseStatus.PREPARED)
    return case.row.sheet, frozenset(part.id for part in parts)
