"""The doctor's page: queue on the left, open visits as tabs, the visit in front, its keys at the bottom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.clock import Clock
from app.rules.formulary import Product
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.pages.encounter.calls_view import CallsView
from ui.pages.encounter.correction_strip import CorrectionStrip
from ui.pages.encounter.model import CLAIMED, EncounterModel, OpenVisit
from ui.pages.encounter.queue_panel import QueuePanel
from ui.pages.encounter.visit_view import VisitView
from ui.pages.encounter.words import EncounterWords
from ui.widgets.buttons import button, primary
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import FlowLayout, flowing
from ui.widgets.frames import Bar, column, row
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill

MINUTE_MS = 60_000
QUEUE_WIDE, QUEUE_NARROW = 230, 168
NARROW_BELOW = 900


class EncounterPage(QWidget):
    """Signals ask the window for other pages: (person, encounter), or a recording to look at."""

    prescribe = Signal(str, str)
    bag_asked = Signal(str, str)
    record_ecg = Signal(str, str)
    look_at_ecg = Signal(str, str, str)  # person, encounter, recording
    follow_up = Signal(str, str)
    plan_asked = Signal(str)
    report_asked = Signal(str, str, str)  # person, encounter, the card or ''
    finished = Signal(str)
    undoable = Signal(str, object)  # words, what undoes it: the window's toast
    work_chosen = Signal(object)  # what is settled on another page

    def __init__(self, model: EncounterModel, bridge: Bridge, clock: Clock, products: Mapping[str, Product]) -> None:
        super().__init__()
        self.model, self._clock, self._products = model, clock, products
        self.notice = Notice()
        self.queue = QueuePanel(clock)
        self.queue.called.connect(model.open_visit)
        self.queue.worklist.opened.connect(self.work_chosen)
        self.queue.calls.clicked.connect(lambda: model.taken_back.show_calls(True))
        self.words = EncounterWords()
        self.correction = CorrectionStrip(model.taken_back, self.words, model.acknowledge)
        self.view: VisitView | None = None
        self._tabs_shown: object = None
        self._open: set[str] = set()
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._minute.timeout.connect(model.load_queue)
        self._build()
        model.attach(self.refresh, partial(bridge.run, owner=self))
        model.load_queue()
        model.taken_back.reload()
        model.worklist.load()

    @cached_property
    def calls(self) -> CallsView:
        """Made when the first call is to be made."""
        made = CallsView(self.model.taken_back, self.words)
        self._stack.addWidget(made)
        return made

    def shown(self) -> None:
        """Waiting minutes go on only while they are seen."""
        self.model.load_queue()
        self._minute.start()
        if self.model.current is None:
            self.queue.list.setFocus()

    def hidden(self) -> None:
        """The note becomes part of the record when the page is left."""
        self._minute.stop()
        if self.view is not None:
            self.view.note.rest()
        self.model.save_note()

    def refresh(self) -> None:
        """Follow the model."""
        model, visit = self.model, self.model.current
        self.queue.show_rows(model.waiting, visit.encounter if visit else "")
        self.queue.show_calls(len(model.taken_back.calls))
        self.queue.worklist.show_rows(model.worklist.rows)
        self.correction.refresh(model.persons, self._clock.now())
        self._show_tabs()
        self._show_front(visit)
        for each in self._of_visit:
            each.setEnabled(visit is not None and not model.busy and not model.taken_back.calling)  # keys act on what is seen
        self._say()
        over, self._open = self._open - set(model.open), set(model.open)
        for encounter in over:
            self.finished.emit(encounter)

    def _show_front(self, visit: OpenVisit | None) -> None:
        """The visit, the calls, or nobody."""
        now = self._clock.now()
        if visit is not None:
            self._visit_view().show_visit(visit, now)
        if self.model.taken_back.calling:
            self.calls.refresh(now)
            self._stack.setCurrentWidget(self.calls)
        else:
            self._stack.setCurrentWidget(self._visit_view() if visit is not None else self._nobody)

    def _say(self) -> None:
        error = self.model.error or (None if self.model.taken_back.calling else self.model.taken_back.error)
        if error is None:
            self.notice.hide()
        elif error.code == CLAIMED and self.model.claimed is not None:
            claimed = self.model.claimed
            self.notice.fail(error, (self.tr("Take over"), lambda: self.model.open_visit(claimed, take_over=True)))
        else:
            self.notice.fail(error)

    def _show_tabs(self) -> None:
        visits = tuple(self.model.open.values())
        shown = tuple((one.encounter, one.held, one is self.model.current, self._has_news(one)) for one in visits)
        if shown == self._tabs_shown:
            return
        self._tabs_shown = shown
        self._tabs_flow.clear()
        for one in visits:
            self._tabs_flow.addWidget(self._tab(one))
        self._tabs.setVisible(len(visits) > 1 or any(one is not self.model.current for one in visits))

    def _tab(self, one: OpenVisit) -> QWidget:
        name = one.banner.person.name
        front = one is self.model.current
        words = self.tr("{name}, on hold").format(name=name) if one.held else name
        news = self._has_news(one)
        mark = t.Mark.INFO if front else t.Mark.ATTENTION if news else t.Mark.WAITING if one.held else t.Mark.NONE
        pill = Pill(words, mark, clickable=True, size=t.BODY)
        pill.pressed.connect(lambda: self.model.show(one.encounter))
        return pill

    def _has_news(self, one: OpenVisit) -> bool:
        return bool(one.news or self.model.taken_back.about(one.chart.linked))

    def _visit_view(self) -> VisitView:
        """Built when the first visit is opened, so that the page itself opens at once."""
        if self.view is None:
            self.view = VisitView(self.model, self._products, self._look_at_ecg, self.undoable.emit)
            self.view.trends.plan_asked.connect(self.plan_asked)
            self.view.diagnoses.report_asked.connect(self._report)
            self.view.medicines.bag_asked.connect(lambda: self._go(self.bag_asked.emit))
            self._stack.addWidget(self.view)
        return self.view

    def _report(self, card: str) -> None:
        visit = self.model.current
        if visit is not None:
            self.model.save_note()
            self.report_asked.emit(visit.person, visit.encounter, card)

    def _look_at_ecg(self, recording: str) -> None:
        if self.model.current is not None:
            self.look_at_ecg.emit(self.model.current.person, self.model.current.encounter, recording)

    def _go(self, signal: Callable[[str, str], object]) -> None:
        visit = self.model.current
        if visit is not None:
            self.model.save_note()
            signal(visit.person, visit.encounter)

    # building

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._nobody = EmptyState(
            "doctor", self.tr("Nobody is in the consulting room"), self.tr("Choose somebody on the left and press Enter to call them in.")
        )
        self._stack.addWidget(self._nobody)
        self._tabs = QWidget()
        self._tabs_flow = FlowLayout(self._tabs)
        self._tabs_flow.setContentsMargins(t.M, t.S, t.M, t.XS)
        self._tabs.hide()
        middle = column(self._tabs, self.correction, self.notice, self._stack, self._keys(), gap=0)
        middle.setStretch(3, 1)
        body = row(gap=0)
        left = column(self.queue)
        left.setContentsMargins(t.M, t.M, 0, t.M)
        body.addLayout(left)
        body.addLayout(middle, 1)
        self.setLayout(body)

    def _keys(self) -> Bar:
        bar = Bar("foot")
        self._prescribe = primary(self.tr("Prescribe"), lambda: self._go(self.prescribe.emit), Act.PRESCRIBE)
        self._ecg = button(self.tr("ECG"), lambda: self._go(self.record_ecg.emit), Act.ECG)
        self._follow = button(self.tr("Follow-up"), lambda: self._go(self.follow_up.emit), Act.FOLLOW_UP)
        self._missed = button(self.tr("Called, not there"), self.model.missed)
        self._hold = button(self.tr("Hold"), self.model.hold, Act.SUSPEND)
        self._finish = button(self.tr("End the visit"), self.model.finish, Act.FINISH)
        self._of_visit = (self._prescribe, self._ecg, self._follow, self._missed, self._hold, self._finish)
        for each in self._of_visit:
            each.setEnabled(False)  # a key pressed before the queue is read goes to the rail
        bar.line.addWidget(flowing(*self._of_visit), 1)
        return bar

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.px(NARROW_BELOW)
        self.queue.setFixedWidth(theme.px(QUEUE_WIDE if wide else QUEUE_NARROW))
