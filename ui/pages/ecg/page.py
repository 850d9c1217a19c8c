"""The ECG page: the live curve at true scale, one key that records 30 s, and what was recorded before."""

from __future__ import annotations

from functools import cached_property, partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from app.domain.ecg import EcgRecording
from app.rules.ecg_filter import LABEL
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.ecg.model import SECONDS, EcgModel
from ui.pages.ecg.reader import StripReader
from ui.pages.ecg.ring import RecordRing
from ui.pages.ecg.stored import StoredModel
from ui.pages.ecg.stored_panel import StoredPanel
from ui.pages.ecg.words import EcgWords
from ui.pages.encounter.resident_banner import show_banner
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.widgets.banner import PatientBanner
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.data_table import DataTable
from ui.widgets.ecg_scale import MM_PER_MV, MM_PER_S
from ui.widgets.ecg_sweep import EcgSweep
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Bar, Card, Scroll, column, label, row, secondary
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill

FEED_MS = 40
LISTED = 5


class EcgPage(QWidget):
    """`left()` goes back to the visit."""

    left = Signal()

    def __init__(self, model: EcgModel, bridge: Bridge, printers: PrinterMemory, stored: StoredModel | None = None) -> None:
        super().__init__()
        self.model, self._words = model, EcgWords(model)
        self.stored = None if stored is None else StoredPanel(stored)
        self.banner = PatientBanner()
        self.notice = Notice()
        self.sweep = EcgSweep()
        self._timer = QTimer(self, interval=FEED_MS)
        self._timer.timeout.connect(self._feed)
        self._was_silent = True
        self._build(bridge, printers)
        model.attach(self.refresh, partial(bridge.run, owner=self))
        if stored is not None:
            stored.attach(self._refresh_stored, partial(bridge.run, owner=self))
            stored.wait = partial(bridge.wait, owner=self)
            stored.claimed = self._claimed
        self.refresh()

    @cached_property
    def reader(self) -> StripReader:
        """A recording under the eye; made when the first is shown, so that the page itself opens at once."""
        made = StripReader(self._print, self.model.live, self.model.mark_error)
        self._stack.addWidget(made)
        return made

    def shown(self) -> None:
        """The pen runs only while somebody can see it."""
        self.model.load()
        if self.stored is not None:
            self.stored.model.reload()
        self.model.listen(True)
        self.sweep.start()
        self._timer.start()

    def hidden(self) -> None:
        """The recording goes on, the pen stops."""
        self._timer.stop()
        self.sweep.stop()
        self.model.listen(False)

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        show_banner(self.banner, model.banner)
        self._refresh_devices()
        self._refresh_live()
        if model.strip is not None:
            self.reader.show_strip(model.strip)
        self._stack.setCurrentWidget(self.reader if model.strip else self._live)
        self._earlier.set_rows(model.recordings)
        self._earlier_card.set_count(self.tr("{n} recordings").format(n=len(model.recordings)))
        self._table.setVisible(bool(model.recordings))
        self._table.setFixedHeight(theme.px(t.ROW) * min(LISTED, len(model.recordings)) + theme.px(38))
        self._none.setVisible(not model.recordings)
        self._refresh_stored()
        if model.error is not None:
            self.notice.fail(model.error)

    # stored on the device

    def presented(self, person: str, number: str) -> bool:
        """A card or slip: recognises the resident in front, if it is theirs."""
        mine = self.stored is not None and self.model.person == person
        return mine and self.stored is not None and self.stored.model.identify(number)

    def _refresh_stored(self) -> None:
        model = self.model
        if self.stored is not None:
            person = model.banner.person if model.banner else None
            self.stored.model.follow(person, model.encounter, model.device, model.recording)
            self.stored.refresh(model.now())

    def _claimed(self, made: EcgRecording) -> None:
        """It is theirs now: among the earlier ones, and under the eye."""
        self.model.load()
        if any(one.id == made.id for one in self.model.recordings):
            self.model.review(made.id)

    # live

    def _feed(self) -> None:
        model = self.model
        if model.signal_renewed:
            model.signal_renewed = False
            self.sweep.set_signal(model.signal.leads, model.signal.hz or 250, model.signal.nv_per_lsb or 1000)
        rows = model.signal.rows()
        if rows and rows[0]:
            self.sweep.feed(rows)
        if model.silent != self._was_silent:
            self._refresh_live()

    def _refresh_live(self) -> None:
        model, words = self.model, self._words
        self._was_silent = model.silent
        self._state.set_state(*words.state())
        self._limit.setText(words.limit(len(model.signal.leads)))
        rate = model.heart_rate
        self._rate.setText(str(rate) if rate and not model.silent else "—")
        seconds = model.progress.seconds if model.progress else 0
        self.ring.show_progress(seconds, model.goal, model.recording)
        self.record.setVisible(not model.recording)
        self.record.setEnabled(model.may_record)
        self.stop.setVisible(model.recording)
        self._goal.setEnabled(not model.recording)
        self._advice.setText(words.advice())
        self._advice.setVisible(bool(self._advice.text()))

    def _refresh_devices(self) -> None:
        cards = self.model.devices
        if [self._device.itemData(n) for n in range(self._device.count())] != [card.id for card in cards]:
            self._device.clear()
            for card in cards:
                self._device.addItem(self._words.device(card), card.id)
        chosen = self.model.device
        self._device.setCurrentIndex(self._device.findData(chosen.id) if chosen else -1)
        self._device.setEnabled(bool(cards) and not self.model.recording)

    def _print(self) -> None:
        self.model.do(self.model.pdf, self._show_pdf)

    def _show_pdf(self, pdf: bytes) -> None:
        self.printable.show_pdf(self.tr("ECG"), pdf, "ecg", lambda: self.model.printed(pdf))

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        self._live = self._live_panel()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._live)
        inner = QWidget()
        body = column(self.notice, gap=t.M)
        body.addWidget(self._stack, 1)
        if self.stored is not None:
            body.addWidget(self.stored)
        body.addWidget(self._earlier_panel())
        body.setContentsMargins(t.M, t.M, t.M, t.M)
        inner.setLayout(body)
        foot = Bar("foot")
        self.back = button(self.tr("Back to the visit"), self.left.emit, icon="back")
        foot.line.addWidget(self.back)
        foot.line.addStretch(1)
        whole = column(self.banner, Scroll(inner), foot, gap=0)
        whole.setStretch(1, 1)
        self.printable = Printable(self, whole, bridge, printers)

    def _live_panel(self) -> QWidget:
        panel = QWidget()
        curve = Card()
        scale = secondary(f"{MM_PER_S:g} mm/s · {MM_PER_MV:g} mm/mV · {LABEL}")
        self._state = Pill(size=t.BODY)
        head = flowing(label(self.tr("Live ECG"), t.HEADING, bold=True), self._state, scale)
        curve.body.addWidget(head)
        curve.body.addWidget(self.sweep, 1)
        self._limit = label("", t.BODY, bold=True, ink="danger", wrap=True)
        curve.body.addWidget(self._limit)
        both = row(curve, self._side_panel(), gap=t.M)
        both.setStretch(0, 1)
        panel.setLayout(both)
        return panel

    def _side_panel(self) -> QWidget:
        side = Card()
        side.setFixedWidth(theme.px(256))
        self._rate = label("—", t.VITAL, bold=True)
        self.ring = RecordRing()
        self.record = primary(self.tr("Record"), self.model.record, Act.ECG)
        self.stop = button(self.tr("Stop"), self.model.stop, Act.ECG, "danger")
        self._goal = ChoiceBar(self.tr("How long"), self._goals())
        self._goal.set_value(str(self.model.goal))
        self._goal.chosen.connect(lambda key: self.model.choose_goal(int(key)))
        self._device = QComboBox()
        self._device.setAccessibleName(self.tr("ECG device"))
        self._device.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._device.setMinimumContentsLength(6)
        self._device.activated.connect(lambda n: self.model.choose_device(str(self._device.itemData(n))))
        self._advice = label("", wrap=True)
        rate = row(self._rate, label(self.tr("/min"), ink="secondary"), 0)
        side.body.addWidget(label(self.tr("Heart rate"), bold=True))
        side.body.addLayout(rate)
        side.body.addLayout(row(0, self.ring, 0))
        for each in (self._goal, self.record, self.stop, self._advice):
            side.body.addWidget(each)
        side.body.addStretch(1)
        side.body.addWidget(secondary(self.tr("Device")))
        side.body.addWidget(self._device)
        return side

    def _goals(self) -> list[tuple[str, str]]:
        words = {0: self.tr("Until stopped")}
        return [(str(seconds), words.get(seconds) or self.tr("{n} s").format(n=seconds)) for seconds in SECONDS]

    def _earlier_panel(self) -> QWidget:
        card = Card(self.tr("Earlier recordings"))
        self._earlier_card = card
        words = self._words
        columns: list[Column[EcgRecording]] = [
            Column(self.tr("When"), words.when, bold=True),
            Column(self.tr("Length"), words.length, right=True),
            Column(self.tr("Leads"), words.leads),
            Column(self.tr("Heart rate"), words.rate, right=True),
            Column(self.tr("Signal"), words.quality, mark=words.quality_mark, stretch=True),
        ]
        self._earlier = RowsModel(columns, lambda one: one.id)
        self._table = DataTable(self._earlier, self.tr("Earlier recordings"))
        self._table.open_with(lambda one: self.model.review(one.id))
        self._none = EmptyState("ecg", self.tr("No recordings yet"), self.tr("Press F8 to record 30 seconds"))
        self._none.setMaximumHeight(theme.px(130))
        card.body.addWidget(self._table)
        card.body.addWidget(self._none)
        return card
