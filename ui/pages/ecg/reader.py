"""A recording under the eye: the strip with its calliper, the verdict on the signal, print, and 'recorded in error'."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.clock import instant, local
from app.domain.ecg import EcgRecording
from app.rules.ecg_filter import LABEL
from app.texts import text
from ui import tokens as t
from ui.keymap import Act
from ui.pages.ecg.model import Strip
from ui.widgets.buttons import button
from ui.widgets.ecg_scale import MM_PER_MV, MM_PER_S
from ui.widgets.ecg_strip import EcgStrip
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout, flowing
from ui.widgets.frames import Card, label, row, secondary
from ui.widgets.pill import Pill

CLEAR = "clear"


class StripReader(Card):
    """Made once; `show_strip` fills it."""

    def __init__(self, print_strip: Callable[[], object], back: Callable[[], object], mark_error: Callable[[str], object]) -> None:
        super().__init__()
        self._mark_error = mark_error
        self._shown: Strip | None = None
        self.strip = EcgStrip()
        self._title = label("", t.HEADING, bold=True)
        self._rate = label("", t.HEADING, bold=True)
        self._quality = Pill(size=t.BODY)
        self._limit = label("", bold=True, ink="danger", wrap=True)
        self.back = button(self.tr("Live signal"), back, icon="back")
        self.print = button(self.tr("Print"), print_strip, Act.PRINT, icon="print")
        self.wrong = button(self.tr("Recorded in error…"), self._ask_why, kind="quiet")
        self._why = self._why_line()
        self._build()

    def show_strip(self, strip: Strip | None) -> None:
        """Show a recording; the same one is not drawn anew."""
        if strip is None or strip is self._shown:
            return
        self._shown = strip
        one = strip.recording
        self._title.setText(self.tr("ECG of {time}").format(time=self._time(one)))
        self._rate.setText(self.tr("{n}/min").format(n=one.heart_rate) if one.heart_rate else self.tr("rate not measured"))
        self._quality.set_state(text(f"ecg_quality.{one.quality}"), t.Mark.OK if one.quality == CLEAR else t.Mark.ATTENTION)
        self._limit.setText(text("ecg_limit.single") if len(one.leads) == 1 else text("ecg_limit.few", {"n": len(one.leads)}))
        self._why.hide()
        leads = [lead for lead, _ in strip.samples]
        self.strip.show_recording(leads, one.hz, one.nv_per_lsb, [samples for _, samples in strip.samples])
        self.strip.setFixedHeight(self.strip.minimumHeight())

    def _time(self, one: EcgRecording) -> str:
        return f"{local(instant(one.started_at)):%Y-%m-%d %H:%M}"

    def _ask_why(self) -> None:
        self._why.show()
        self._reason.setFocus()

    def _say_why(self) -> None:
        if self._reason.text().strip():
            self._mark_error(self._reason.text().strip())
            self._reason.clear()

    def _why_line(self) -> QWidget:
        line = QWidget()
        self._reason = TextField(self.tr("Reason"), self.tr("Why is it wrong? For example: another person's"))
        keep = button(self.tr("Mark as error"), self._say_why, kind="danger")
        cancel = button(self.tr("Leave as it is"), line.hide)
        line.setLayout(row(self._reason, keep, cancel))
        line.hide()
        return line

    def _build(self) -> None:
        head = QWidget()
        flow = FlowLayout(head)
        scale = secondary(f"{MM_PER_S:g} mm/s · {MM_PER_MV:g} mm/mV · {LABEL}")
        shown: tuple[QWidget, ...] = (self._title, self._rate, self._quality, scale)
        for each in shown:
            flow.addWidget(each)
        hint = secondary(self.tr("Draw with the mouse to measure ms, mV and beats per minute; arrow keys move along."), wrap=True)
        keys = flowing(self.back, self.print, self.wrong)
        self.body.addWidget(head)
        self.body.addWidget(self.strip)
        for part in (hint, self._limit, keys, self._why):
            self.body.addWidget(part)
        self.body.addStretch(1)
