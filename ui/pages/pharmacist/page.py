"""审方: the queue by waiting time on the left, the case on the right, the verdict below with its keys."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.domain.review import ReviewAct
from app.services.reviewing import Waiting
from ui import theme
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.model_page import ModelPage
from ui.pages.pharmacist.case_panel import CasePanel
from ui.pages.pharmacist.model import ReviewModel
from ui.pages.pharmacist.objection_panel import ObjectionPanel
from ui.pages.pharmacist.words import ReviewWords
from ui.widgets.buttons import button, primary
from ui.widgets.confirm_strip import ConfirmStrip
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Bar, beside, column, scrolled
from ui.widgets.list_card import ListCard

EVERY_MS = 20_000
UNREAD_MS = 700
"""So long the keys are dead after a case that came by itself (H34): nobody has read it yet."""
QUEUE_WIDE = 340


class ReviewPage(ModelPage[ReviewModel]):
    """The queue is read anew every few seconds while the page is in front; the case never changes under the reader's eyes."""

    def __init__(self, model: ReviewModel, bridge: Bridge) -> None:
        super().__init__(model)
        self.words, self.strip = ReviewWords(), ConfirmStrip(Act.SIGN)
        self.case, self.objection = CasePanel(self.words), ObjectionPanel(model)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(model.load)
        self._in_front: object = ""
        self._unread = QTimer(self, singleShot=True, interval=UNREAD_MS)
        self._unread.timeout.connect(self.read)
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
        """Something was written, here or elsewhere."""
        if self.isVisible():
            self.model.load()

    def read(self) -> None:
        """The dead time of a case that came by itself is over."""
        self._unread.stop()
        self._refresh_keys()

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        self.queue.show_rows(model.rows, self.tr("{n} waiting").format(n=len(model.rows)))
        self._refresh_case()
        self._refresh_keys()
        self.notice.follow(model.error, self._told())

    def _told(self) -> str:
        if self.model.together is not None:
            return self.tr("{n} sheets approved, signed and kept").format(n=self.model.together)
        return self.words.told(*self.model.told) if self.model.told is not None else ""

    def _refresh_case(self) -> None:
        model = self.model
        self.strip.keep_to(self._seen())
        if self._seen() != self._in_front:
            self._in_front = self._seen()
            if model.told is not None and model.case is not None:
                self._unread.start()
        self._scroll.setVisible(model.case is not None)
        self._choose.setVisible(model.case is None)
        if model.case is not None:
            self.case.show_case(model.case, model.clock.now())
            self.queue.table.select(model.case.waiting.sheet)
        if model.writing and model.case is not None:
            self.objection.begin(model.case)
        else:
            self.objection.end()
        self.objection.setVisible(model.writing)

    def _refresh_keys(self) -> None:
        model = self.model
        may = model.case is not None and not model.case.waiting.barred and not model.busy and not self._unread.isActive()
        asking = not self.strip.isHidden()
        self.approve.setVisible(not model.writing and not asking)
        self.object.setVisible(not model.writing and not asking)
        for each in (self.send_back, self.refuse, self.give_up):
            each.setVisible(model.writing and not asking)
        for key in (self.approve, self.object, self.send_back, self.refuse):
            key.setEnabled(may)
        clean = model.clean
        self.together.setVisible(bool(clean) and not model.writing)
        self.together.setText(self.tr("Approve {n} without findings…").format(n=len(clean)))
        self.together.setEnabled(not asking and not model.busy)

    # deciding

    def _ask_approve(self) -> None:
        self._ask(ReviewAct.APPROVED, self.tr("Approve"), self.model.approve)

    def _ask_send_back(self) -> None:
        self._ask(ReviewAct.RETURNED, self.tr("Send back"), self.model.send_back)

    def _ask_refuse(self) -> None:
        self._ask(ReviewAct.REFUSED, self.tr("Refuse"), self.model.refuse)

    def _ask(self, act: ReviewAct, word: str, do: object) -> None:
        case = self.model.case
        if case is not None and callable(do):
            self.strip.ask(self.words.question(case, act, self.model.signer()), word, do, self._seen())
            self._refresh_keys()

    def _seen(self) -> object:
        """The document that a verdict would be about."""
        case = self.model.case
        return "" if case is None else (case.sheet.id, case.sheet.hash)

    def _ask_together(self) -> None:
        rows = self.model.clean
        self.strip.ask(self.words.question_together(rows, self.model.signer()), self.tr("Approve"), lambda: self.model.approve_clean(rows))
        self._refresh_keys()

    def _write(self) -> None:
        self.model.write(True)
        QTimer.singleShot(0, self, self._show_objection)

    def _show_objection(self) -> None:
        """Once it has its place: in view, the cursor on the first reason."""
        self._scroll.ensureWidgetVisible(self.objection)
        self.objection.begin_typing()

    # building

    def _build(self) -> None:
        whole = column(self.notice, gap=0)
        whole.addLayout(beside(self._queue(), self._middle()), 1)
        whole.addWidget(self.strip)
        whole.addWidget(self._keys())
        self.setLayout(whole)

    def _queue(self) -> QWidget:
        words = self.words
        rows: RowsModel[Waiting] = RowsModel(
            (
                Column(self.tr("Waiting"), words.waited, mark=words.wait_mark),
                Column(self.tr("Patient"), words.who, bold=True),
                Column(self.tr("From"), lambda one: words.place(one, self.model.clock.now()), stretch=True),
            ),
            key=lambda one: one.sheet,
        )
        nobody = EmptyState("check", self.tr("Nothing waits"), self.tr("Sheets that doctors sign appear here by themselves."))
        self.queue = ListCard(self.tr("To review"), self.tr("Sheets to review"), rows, nobody)
        self.queue.table.open_with(lambda one: self.model.open(one.sheet))
        self.together = button("", self._ask_together)
        self.queue.body.addWidget(self.together)
        self.queue.setFixedWidth(theme.px(QUEUE_WIDE))
        return self.queue

    def _middle(self) -> QWidget:
        self._scroll = scrolled(self.case, self.objection, 0)
        self._choose = EmptyState("prescription", self.tr("Choose a sheet"), self.tr("Choose one on the left: Enter or a click opens it."))
        made = QWidget()
        made.setLayout(column(self._scroll, self._choose, gap=0))
        return made

    def _keys(self) -> Bar:
        bar = Bar("foot")
        self.give_up = button(self.tr("Do not send back"), lambda: self.model.write(False))
        self.refuse = button(self.tr("Refuse for good"), self._ask_refuse, kind="danger")
        self.object = button(self.tr("Send back…"), self._write, Act.SEND_BACK)
        self.send_back = primary(self.tr("Send back"), self._ask_send_back, Act.SIGN)
        self.approve = primary(self.tr("Approve"), self._ask_approve, Act.SIGN)
        bar.line.addWidget(flowing(self.give_up, self.refuse, self.object, self.send_back, self.approve), 1)
        return bar
